/** Words of Setup. The sentences of the checks are in checks.ts. */
import type { Translation } from '../translation.ts';

export const setupText: Translation['setup'] = {
  open: 'Einrichten …',
  openForHost: 'Host-Adapter einrichten …',
  title: 'Diesen Computer einrichten',
  about:
    'Was Patchcord auf diesem Computer braucht. Manche Reparaturen fragen nach dem Passwort eines Administrators.',
  list: 'Prüfungen',
  checking: 'Der Computer wird geprüft …',
  inOrder: 'Alles ist bereit.',
  attention:
    'Ein Punkt braucht Ihre Aufmerksamkeit. | {count} Punkte brauchen Ihre Aufmerksamkeit.',
  repair: 'Reparieren',
  repairOf: 'Reparieren: {name}',
  repairing: 'Wird repariert …',
  repairingOf: 'Wird repariert: {name} …',
  repaired: 'Repariert.',
  repairAll: 'Alles reparieren',
  checkAgain: 'Erneut prüfen',
  command: 'Befehl für ein Terminal',
  status: {
    ok: 'In Ordnung',
    warning: 'Warnung',
    failed: 'Problem',
    skipped: 'Nicht geprüft',
  },
  name: {
    'native-module': 'Natives Modul',
    'tun-device': 'TUN/TAP-Treiber',
    'group-membership': 'Gruppe „patchcord“',
    helper: 'Hilfsprogramm',
    'network-cards': 'Netzwerkkarten',
    'host-changes': 'Aufräumen',
    'ping-sockets': 'Ping',
    'free-subnet': 'Adressen',
    qemu: 'QEMU',
    kvm: 'KVM',
  },
};
