/** Words of the console: the list of VMs, its toolbar, its banners. */
import type { Translation } from '../locale.ts';

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
  searchAbout:
    'Eine VM findet sich durch ihren Namen und durch die Netzwerke und Adressen ihrer Adapter.',
  nothingFound: 'Keine VM passt zu „{search}“',
  showAll: 'Alle zeigen',
  startByHand:
    'Diese VM wird von Hand gestartet. Geben Sie ihr in den Einstellungen einen Befehl, um sie hier zu starten.',
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
    'Geben Sie einer virtuellen Maschine einen Namen, wählen Sie, wohin ihr Netzwerkkabel führt, und sie ist startbereit.',
  emptyAction: 'Neue VM …',
  removeTitle: '„{name}“ entfernen?',
  removeBody:
    'Patchcord vergisst diese VM, ihre Adapter und ihre Portweiterleitungen. Ihre Festplatten bleiben unberührt.',
  removeBodyRunning:
    'Patchcord vergisst diese VM, ihre Adapter und ihre Portweiterleitungen. Ihre Festplatten bleiben unberührt. Sie läuft gerade und verliert ihr Netzwerk.',
  removeConfirm: 'Entfernen',
  stopping:
    'Der Gast wurde gebeten, herunterzufahren. Falls er es nicht tut, schalten Sie ihn aus.',
  lost: 'Verbindung verloren, neuer Versuch läuft …',
  lostHelp: 'Falls das so bleibt, starten Sie Patchcord neu. Ihre VMs laufen weiter.',
  dismiss: 'Ausblenden',
  vmCount: '{count} VM, {running} in Betrieb | {count} VMs, {running} in Betrieb',
  version: 'Version {version}',
  appearance: 'Darstellung',
  appearances: {
    system: 'Wie das System',
    light: 'Hell',
    dark: 'Dunkel',
  },
  language: 'Sprache',
  languages: {
    system: 'Wie das System',
    en: 'English',
    de: 'Deutsch',
  },
  disconnected: 'Keine Verbindung mit Patchcord',
  byHand: '{state}, Start von Hand',
  engine: {
    starting: 'Netzwerk startet',
    running: 'Netzwerk läuft',
    restarting: 'Netzwerk startet neu',
    stopped: 'Netzwerk steht still',
  },
  engineRestarted: '{state}, einmal neu gestartet | {state}, {count}-mal neu gestartet',
  engineBanner: {
    restarting:
      'Das Netzwerk von Patchcord startet neu. Die Gäste laufen weiter und verbinden sich von selbst wieder.',
    stopped:
      'Das Netzwerk von Patchcord steht still, deshalb hat keine VM eine Verbindung. Starten Sie Patchcord neu, um es zurückzuholen.',
  },
};
