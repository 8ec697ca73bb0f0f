/** The tray's texts, in the language of the preferences. Errors come from errorText.ts. */
import type { Language } from '../../../contract/preferences.ts';
import { modeNames } from '../../../contract/modeNames.ts';
import type { Mode } from '../../../contract/vm.ts';

export interface TrayText {
  readonly mode: Readonly<Record<Mode, string>>;
  readonly noVms: string;
  readonly paused: string;
  readonly noEngine: string;
  readonly attention: string;
  running(count: number, of: number): string;
  adapter(n: number, where: string): string;
  /** `where`: the network that the unplugged cable is set to. */
  unplugged(where: string): string;
  readonly cable: string;
  readonly noAdapters: string;
  readonly pause: string;
  readonly open: string;
  readonly quit: string;
  readonly hiddenTitle: string;
  readonly hiddenBody: string;
}

const en: TrayText = {
  mode: modeNames.en,
  noVms: 'No VMs yet',
  paused: 'All VM networking is paused',
  noEngine: 'The network engine is not running',
  attention: 'Something needs attention',
  running: (count, of) => `${count} of ${of} VMs running`,
  adapter: (n, where) => `Adapter ${n}: ${where}`,
  unplugged: (where) => `${where}, cable unplugged`,
  cable: 'Cable connected',
  noAdapters: 'No adapters',
  pause: 'Pause all',
  open: 'Open Patchcord',
  quit: 'Quit',
  hiddenTitle: 'Patchcord is still running',
  hiddenBody:
    'Your VMs keep their network. Open or quit Patchcord from its tray icon, or start it again.',
};

const de: TrayText = {
  mode: modeNames.de,
  noVms: 'Noch keine VMs',
  paused: 'Das Netzwerk aller VMs ist angehalten',
  noEngine: 'Die Netzwerk-Engine läuft nicht',
  attention: 'Etwas braucht Ihre Aufmerksamkeit',
  running: (count, of) => `${count} von ${of} VMs laufen`,
  adapter: (n, where) => `Adapter ${n}: ${where}`,
  unplugged: (where) => `${where}, Kabel abgezogen`,
  cable: 'Kabel eingesteckt',
  noAdapters: 'Keine Adapter',
  pause: 'Alle anhalten',
  open: 'Patchcord öffnen',
  quit: 'Beenden',
  hiddenTitle: 'Patchcord läuft weiter',
  hiddenBody:
    'Ihre VMs behalten ihr Netzwerk. Über das Symbol im Infobereich öffnen oder beenden Sie Patchcord, oder starten Sie es noch einmal.',
};

/** `locale`: the desktop's, such as `de-AT`. */
export function trayText(chosen: Language, locale: string): TrayText {
  const wanted = chosen === 'system' ? locale : chosen;
  return /^de\b/.test(wanted) ? de : en;
}
