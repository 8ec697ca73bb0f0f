/** Reads and changes preferences and the pause. */
import {
  MacPrefix,
  type PreferencesChange,
  type PreferencesView,
} from '../../contract/preferences.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import type { DesktopServices } from '../desktopServices.ts';
import type { RuntimeView } from '../view/runtimeView.ts';
import { writePreferences } from './storedPreferences.ts';

interface Place {
  readonly desktop: DesktopServices | null;
  runtime(): Pick<RuntimeView, 'dataDir'>;
}

export function preferencesView(app: AppContext, place: Place): PreferencesView {
  return {
    ...app.state.preferences,
    startAtLogin: place.desktop?.autostart.isOn() ?? null,
    dataDir: place.runtime().dataDir,
  };
}

/** @throws AppError `macPrefixMalformed`, `desktopOnly`; HostError `autostartFailed` */
export function setPreferences(
  app: AppContext,
  change: PreferencesChange,
  desktop: DesktopServices | null,
): void {
  const now = app.state.preferences;
  const { theme = now.theme, language = now.language, closeToTray = now.closeToTray } = change;
  const { defaultMode = now.defaultMode, startAtLogin } = change;
  const macPrefix = change.macPrefix === undefined ? now.macPrefix : checkPrefix(change.macPrefix);
  if (startAtLogin !== undefined && desktop === null) throw new AppError('desktopOnly');
  const wanted = { theme, language, closeToTray, macPrefix, defaultMode };
  app.atomically(() => {
    app.commit((store) => writePreferences(store, wanted));
    if (startAtLogin !== undefined) desktop?.autostart.turn(startAtLogin);
  });
}

export function setPaused(app: AppContext, paused: boolean): void {
  app.commit((store) => store.settings.set('paused', paused ? 'yes' : 'no'));
}

/** @throws AppError `desktopOnly` */
export async function openDataDir(place: Place): Promise<null> {
  if (place.desktop === null) throw new AppError('desktopOnly');
  await place.desktop.openFolder(place.runtime().dataDir);
  return null;
}

function checkPrefix(text: string): string {
  const prefix = MacPrefix.safeParse(text);
  if (!prefix.success) throw new AppError('macPrefixMalformed', { prefix: text });
  return prefix.data;
}
