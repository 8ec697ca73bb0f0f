/** Preferences, and the pause of everything: read and set. */
import {
  MacPrefix,
  type PreferencesChange,
  type PreferencesView,
} from '../../contract/preferences.ts';
import { AppError } from '../appError.ts';
import type { Desk } from '../appContext.ts';
import type { DesktopServices } from '../desktopServices.ts';
import type { Sight } from '../view/panel.ts';
import { writePreferences } from './storedPreferences.ts';

interface Place {
  readonly desktop: DesktopServices | null;
  sight(): Pick<Sight, 'dataDir'>;
}

export function preferencesView(desk: Desk, place: Place): PreferencesView {
  return {
    ...desk.state.preferences,
    startAtLogin: place.desktop?.autostart.isOn() ?? null,
    dataDir: place.sight().dataDir,
  };
}

/** @throws AppError `macPrefixMalformed`, `desktopOnly`; HostError `autostartFailed` */
export function setPreferences(
  desk: Desk,
  change: PreferencesChange,
  desktop: DesktopServices | null,
): void {
  const now = desk.state.preferences;
  const { theme = now.theme, language = now.language, closeToTray = now.closeToTray } = change;
  const { defaultMode = now.defaultMode, startAtLogin } = change;
  const macPrefix = change.macPrefix === undefined ? now.macPrefix : checkPrefix(change.macPrefix);
  if (startAtLogin !== undefined && desktop === null) throw new AppError('desktopOnly');
  const wanted = { theme, language, closeToTray, macPrefix, defaultMode };
  desk.atomically(() => {
    desk.commit((store) => writePreferences(store, wanted));
    if (startAtLogin !== undefined) desktop?.autostart.turn(startAtLogin);
  });
}

export function setPaused(desk: Desk, paused: boolean): void {
  desk.commit((store) => store.settings.set('paused', paused ? 'yes' : 'no'));
}

/** @throws AppError `desktopOnly` */
export async function openDataDir(place: Place): Promise<null> {
  if (place.desktop === null) throw new AppError('desktopOnly');
  await place.desktop.openFolder(place.sight().dataDir);
  return null;
}

function checkPrefix(text: string): string {
  const prefix = MacPrefix.safeParse(text);
  if (!prefix.success) throw new AppError('macPrefixMalformed', { prefix: text });
  return prefix.data;
}
