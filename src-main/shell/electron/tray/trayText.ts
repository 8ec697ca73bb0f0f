/** What the tray says, in the language of the preferences. Errors have their own sentences. */
import type { Language } from '../../../contract/preferences.ts';
import type { NetworkKind } from '../../../contract/network.ts';

export interface TrayText {
  readonly none: string;
  readonly kind: Readonly<Record<NetworkKind, string>>;
  readonly noVms: string;
  readonly paused: string;
  readonly noEngine: string;
  readonly attention: string;
  running(count: number, of: number): string;
  adapter(n: number, where: string): string;
  /** Where the cable leads once it is in again. */
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
  none: 'Not connected',
  kind: { shared: 'Shared networking', internal: 'Internal network', host: 'Host adapter' },
  noVms: 'No VMs yet',
  paused: 'Paused: all cables are out',
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
  hiddenTitle: 'Patchcord is still there',
  hiddenBody:
    'Your VMs keep their network. Open or quit Patchcord by its icon in the tray, or start it again.',
};

const de: TrayText = {
  none: 'Nicht verbunden',
  kind: { shared: 'Gemeinsames Netz', internal: 'Internes Netz', host: 'Host-Adapter' },
  noVms: 'Noch keine VMs',
  paused: 'Angehalten: Alle Kabel sind gezogen',
  noEngine: 'Der Netzwerkdienst läuft nicht',
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
    'Ihre VMs behalten ihr Netz. Über das Symbol im Infobereich öffnen oder beenden Sie Patchcord; auch ein erneuter Start zeigt das Fenster.',
};

/** `locale` is the desktop's, such as `de-AT`. */
export function trayText(chosen: Language, locale: string): TrayText {
  const wanted = chosen === 'system' ? locale : chosen;
  return /^de\b/.test(wanted) ? de : en;
}
