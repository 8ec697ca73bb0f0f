/** Words of a VM's port forwarding page. */
import type { Translation } from '../translation.ts';

export const forwardsText: Translation['forwards'] = {
  title: 'Portweiterleitung',
  about:
    'Programme von außen können einen Dienst in dieser VM erreichen: Patchcord leitet einen Port dieses Computers an einen Port des Gastes weiter. Dazu braucht es einen Adapter am gemeinsamen Netzwerk.',
  count: '{count} Regel | {count} Regeln',
  none: 'Noch keine Regeln.',
  protocol: 'Protokoll',
  protocols: { tcp: 'TCP', udp: 'UDP' },
  from: 'An diesem Computer',
  to: 'An den Gast',
  target: 'Adapter {n}, Port {port}',
  hostAddress: 'Hostadresse',
  hostAddressHelp:
    '127.0.0.1 lässt nur diesen Computer zu; 0.0.0.0 lässt alle zu, die ihn erreichen.',
  hostPort: 'Hostport',
  guestPort: 'Gastport',
  toAdapter: 'An Adapter',
  states: {
    listening: 'Aktiv',
    waiting: 'Adapter fehlt noch',
    failed: 'Fehlgeschlagen',
    new: 'Noch nicht übernommen',
  },
  state: 'Zustand',
  add: 'Regel hinzufügen',
  remove: 'Die Regel für Port {port} dieses Computers entfernen',
  portRange: 'Ein Port ist eine Zahl von 1 bis 65535.',
  portLow: 'Ports unter 1024 sind dem System vorbehalten. Wählen Sie einen ab 1024.',
  addressFormat: 'Geben Sie eine Adresse ein, etwa 127.0.0.1.',
  taken: 'Eine andere Regel verwendet diesen Port schon.',
  actions: 'Aktionen',
  edit: 'Die Regel für Port {port} dieses Computers ändern',
  change: 'Regel ändern',
  save: 'Änderung behalten',
  keep: 'Die Regel für Port {port} dieses Computers behalten',
  removed: 'Wird entfernt',
  changed: 'Geändert, noch nicht übernommen',
  test: 'Testen',
  testRule: 'Die Regel für Port {port} dieses Computers testen',
  testing: 'Wird getestet …',
  answer: {
    answered: 'Der Gast hat geantwortet.',
    refused:
      'Der Gast hat die Verbindung abgelehnt. Starten Sie den Dienst im Gast, oder wählen Sie den Port, an dem er lauscht.',
    silent:
      'Der Gast hat nicht geantwortet. Prüfen Sie seine Firewall, oder warten Sie, bis er gestartet ist.',
    unknown:
      'Das Datagramm wurde gesendet, und es kam keine Antwort. Das kann normal sein: Ein UDP-Dienst muss nicht antworten.',
    vmNotRunning: 'Die VM läuft nicht. Starten Sie sie zuerst.',
    noAddress: 'Der Gast hat noch keine Adresse. Warten Sie, bis er gestartet ist.',
    notListening: 'Diese Regel lauscht nicht.',
  },
};
