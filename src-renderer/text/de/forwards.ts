/** Words of a VM's port forwarding page. */
import type { Translation } from '../locale.ts';

export const forwardsText: Translation['forwards'] = {
  title: 'Portweiterleitung',
  about:
    'Lässt Programme von außen einen Dienst in dieser VM erreichen: Was an Adresse und Port dieses Computers ankommt, geht an den Port des Gastes. Dazu braucht es einen Adapter am gemeinsamen Netzwerk.',
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
  portLow: 'Ports unter 1024 gehören dem System. Wählen Sie einen ab 1024.',
  addressFormat: 'Eine Adresse wie 127.0.0.1.',
  taken: 'Dort lauscht schon eine andere Regel.',
  actions: 'Aktionen',
  edit: 'Die Regel für Port {port} dieses Computers ändern',
  change: 'Regel ändern',
  save: 'Änderung merken',
  keep: 'Die Regel für Port {port} dieses Computers behalten',
  removed: 'Wird entfernt',
  changed: 'Geändert, noch nicht übernommen',
  test: 'Testen',
  testRule: 'Die Regel für Port {port} dieses Computers testen',
  testing: 'Wird getestet …',
  answer: {
    answered: 'Der Gast hat geantwortet.',
    refused:
      'Der Gast hat abgelehnt. Starten Sie den Dienst im Gast, oder wählen Sie den Port, an dem er lauscht.',
    silent:
      'Der Gast hat nicht geantwortet. Sehen Sie nach, ob er eine Firewall hat, oder warten Sie, bis er gestartet ist.',
    unknown:
      'Gesendet, und es kam nichts zurück. Das kann in Ordnung sein: Ein UDP-Dienst muss nicht antworten.',
    vmNotRunning: 'Die VM läuft nicht. Starten Sie sie zuerst.',
    noAddress: 'Der Gast hat noch keine Adresse. Warten Sie, bis er gestartet ist.',
    notListening: 'Diese Regel lauscht nicht.',
  },
};
