/** Preferences as the store keeps them: one JSON value, so that a new one needs no migration. */
import { DEFAULT_PREFERENCES, Preferences } from '../../contract/preferences.ts';
import type { Store } from '../../store/store.ts';

/** Of a value that a later or a damaged program wrote, the defaults. */
export function readPreferences(store: Store): Preferences {
  const kept = store.settings.get('preferences');
  if (kept === null) return DEFAULT_PREFERENCES;
  try {
    return Preferences.parse(JSON.parse(kept));
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** Within a transaction. */
export function writePreferences(store: Store, preferences: Preferences): void {
  store.settings.set('preferences', JSON.stringify(preferences));
}
