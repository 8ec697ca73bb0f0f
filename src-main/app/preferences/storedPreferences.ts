/** Preferences as the store keeps them: one JSON value, so that a new one needs no migration. */
import { DEFAULT_PREFERENCES, Preferences } from '../../contract/preferences.ts';
import type { Store } from '../../store/store.ts';

/** The defaults if the stored value cannot be read, such as that of a later version. */
export function readPreferences(store: Store): Preferences {
  const kept = store.settings.get('preferences');
  if (kept === null) return DEFAULT_PREFERENCES;
  try {
    return Preferences.parse(JSON.parse(kept));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** To be called within a transaction. */
export function writePreferences(store: Store, preferences: Preferences): void {
  store.settings.set('preferences', JSON.stringify(preferences));
}
