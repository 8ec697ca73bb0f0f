/** Words of the console: the list of VMs, its toolbar, its banners. */
import type { Translation } from '../translation.ts';

export const consoleText: Translation['console'] = {
  title: 'Patchcord',
  toolbar: 'Virtuelle Maschinen',
  newVm: 'Neue VM …',
  settings: 'Einstellungen …',
  start: 'Starten',
  stop: 'Herunterfahren',
  forceStop: 'Ausschalten',
  remove: 'Entfernen …',
  forwards: 'Portweiterleitung …',
  networks: 'Netzwerke …',
  activity: 'Aktivität …',
  list: 'Virtuelle Maschinen',
  search: 'VMs suchen',
  searchAbout: 'Suchen Sie nach VM-Name, Netzwerk oder IP-Adresse.',
  nothingFound: 'Keine VM passt zu „{search}“',
  showAll: 'Alle zeigen',
  startByHand:
    'Diese VM hat keinen Startbefehl. Tragen Sie in den Einstellungen einen ein, um sie hier zu starten.',
  noAdapters: 'Keine Adapter',
  adapter: 'Adapter {n}',
  linkUp: 'Verbunden',
  linkDown: 'Getrennt',
  noAddress: 'Noch keine Adresse',
  fromGuest: 'Gesendet',
  toGuest: 'Empfangen',
  loading: 'Verbindung mit Patchcord wird hergestellt …',
  emptyTitle: 'Noch keine virtuellen Maschinen',
  emptyBody:
    'Geben Sie einer virtuellen Maschine einen Namen, wählen Sie ein Netzwerk, und sie ist startbereit.',
  emptyAction: 'Neue VM …',
  removeTitle: '„{name}“ entfernen?',
  removeBody:
    'Patchcord entfernt diese VM, ihre Adapter und ihre Portweiterleitungen aus seiner Liste. Die Festplatten der VM bleiben unberührt.',
  removeBodyRunning:
    'Patchcord entfernt diese VM, ihre Adapter und ihre Portweiterleitungen aus seiner Liste. Die Festplatten der VM bleiben unberührt. Die VM läuft und verliert ihr Netzwerk.',
  removeConfirm: 'Entfernen',
  stopping: 'Der Gast soll herunterfahren. Falls er es nicht tut, verwenden Sie „Ausschalten“.',
  lost: 'Verbindung verloren, neuer Versuch läuft …',
  lostHelp: 'Falls das anhält, starten Sie Patchcord neu. Ihre VMs laufen weiter.',
  dismiss: 'Ausblenden',
  vmCount: '{count} VM, {running} in Betrieb | {count} VMs, {running} in Betrieb',
  version: 'Version {version}',
  appearance: 'Darstellung',
  appearances: {
    system: 'Systemvorgabe',
    light: 'Hell',
    dark: 'Dunkel',
  },
  language: 'Sprache',
  languages: {
    system: 'Systemvorgabe',
    en: 'English',
    de: 'Deutsch',
  },
  disconnected: 'Keine Verbindung mit Patchcord',
  byHand: '{state}, kein Startbefehl',
  engine: {
    starting: 'Die Netzwerk-Engine startet',
    running: 'Die Netzwerk-Engine läuft',
    restarting: 'Die Netzwerk-Engine startet neu',
    stopped: 'Die Netzwerk-Engine wurde beendet',
  },
  engineRestarted: '{state}, einmal neu gestartet | {state}, {count}-mal neu gestartet',
  engineBanner: {
    restarting:
      'Die Netzwerk-Engine startet neu. Die Gäste laufen weiter und verbinden sich automatisch wieder.',
    stopped:
      'Die Netzwerk-Engine wurde beendet, deshalb hat keine VM ein Netzwerk. Starten Sie Patchcord neu, um sie wieder zu starten.',
  },
};
