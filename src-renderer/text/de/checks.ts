/** The sentences of src-main/contract/checkText.ts in German. */
import type { CheckSentences } from '../../../src-main/contract/checkText.ts';

const meanings: CheckSentences['meanings'] = {
  'native-module': 'Der kompilierte Teil von Patchcord, für Ping und für den Host-Adapter.',
  'tun-device': 'Der Treiber, durch den der Host-Adapter diesen Computer selbst erreicht.',
  'group-membership': 'Mitglieder der Gruppe „patchcord“ dürfen den Host-Adapter verwenden.',
  helper: 'Das kleine Programm, das für den Host-Adapter Netzwerkgeräte öffnet.',
  'network-cards': 'Die Karten, mit denen der Host-Adapter Gäste verbinden kann.',
  'ping-sockets': 'Lässt Gäste durch das gemeinsame Netzwerk nach außen pingen.',
  kvm: 'Hardware-Virtualisierung, die Gäste schnell macht.',
  qemu: 'Der Hypervisor, mit dem Patchcord Gäste startet.',
  'free-subnet':
    'Gemeinsame Netzwerke und dieser Computer dürfen nicht dieselben Adressen verwenden.',
  'host-changes':
    'Patchcord macht seine Änderungen an diesem Computer rückgängig, wenn sie nicht mehr gebraucht werden.',
};

const findings: CheckSentences['findings'] = {
  moduleLoaded: { summary: 'Das native Modul ist geladen.', remedy: '' },
  moduleMissing: {
    summary: 'Das native Modul fehlt.',
    remedy:
      'Installieren Sie das Paket, oder installieren Sie einen C++-Compiler und führen Sie `npm run build:native` aus.',
  },
  moduleBroken: {
    summary: 'Das native Modul lässt sich nicht laden: {reason}.',
    remedy: 'Installieren Sie Patchcord noch einmal, oder führen Sie `npm run build:native` aus.',
  },

  tunReady: { summary: 'Der TUN/TAP-Treiber ist bereit.', remedy: '' },
  tunAbsent: {
    summary: 'Es gibt keinen TUN/TAP-Treiber ({errno} für /dev/net/tun).',
    remedy: 'Die Reparatur lädt ihn, jetzt und bei jedem Start des Computers.',
  },
  tunClosed: {
    summary: 'Sie dürfen /dev/net/tun nicht öffnen ({errno}).',
    remedy:
      'Die Reparatur öffnet es für alle, wie auf den meisten Systemen; das gibt niemandem zusätzliche Rechte.',
  },

  privilegedAnyway: {
    summary: 'Dieser Prozess hat die Rechte selbst, deshalb wird dies nicht gebraucht.',
    remedy: '',
  },
  groupAbsent: {
    summary: 'Die Gruppe „patchcord“ gibt es nicht.',
    remedy: 'Die Reparatur legt sie an und nimmt Sie auf.',
  },
  notMember: {
    summary: 'Sie sind nicht in der Gruppe „patchcord“.',
    remedy: 'Die Reparatur nimmt Sie auf. Melden Sie sich danach ab und wieder an.',
  },
  loginNeeded: {
    summary: 'Sie sind in der Gruppe „patchcord“, haben sich aber schon davor angemeldet.',
    remedy: 'Melden Sie sich ab und wieder an.',
  },
  member: { summary: 'Sie sind in der Gruppe „patchcord“.', remedy: '' },

  helperReady: { summary: 'Das Hilfsprogramm {path} ist bereit.', remedy: '' },
  helperAbsent: {
    summary: 'Das Hilfsprogramm ist nicht installiert.',
    remedy:
      'Installieren Sie das Paket von Patchcord; in einem Quellverzeichnis installiert die Reparatur das dort gebaute.',
  },
  helperForbidden: {
    summary: 'Sie dürfen das Hilfsprogramm {path} nicht ausführen.',
    remedy: 'Treten Sie zuerst der Gruppe „patchcord“ bei.',
  },
  helperPowerless: {
    summary: 'Das Hilfsprogramm {path} hat keine Rechte.',
    remedy: 'Die Reparatur gibt ihm die nötigen: cap_net_admin und cap_net_raw.',
  },
  helperOfOtherVersion: {
    summary: 'Das Hilfsprogramm {path} hat eine andere Version („{said}“).',
    remedy:
      'Installieren Sie es aus demselben Paket wie Patchcord; in einem Quellverzeichnis tut das die Reparatur.',
  },

  cardsUsable: { summary: 'Verwendbar: {nics}.', remedy: '' },
  noCards: {
    summary: 'Es wurde keine physische Netzwerkkarte gefunden.',
    remedy: 'Stecken Sie eine ein, oder verwenden Sie das gemeinsame Netzwerk.',
  },
  noCardUp: {
    summary: 'Keine Netzwerkkarte ist verbunden ({nics}).',
    remedy: 'Stecken Sie ein Kabel ein, oder verbinden Sie sich mit einem WLAN.',
  },
  cardsTaken: {
    summary:
      'Diese Karten gehören zu einer Bridge oder einem Bond, wo der Host-Adapter diesen Computer nicht erreicht: {nics}.',
    remedy: 'Verwenden Sie eine andere Karte, oder nehmen Sie sie aus der Bridge oder dem Bond.',
  },

  pingAllowed: { summary: 'Sie dürfen Ping-Sockets verwenden.', remedy: '' },
  pingForbidden: {
    summary: 'Ping-Sockets sind für Sie ausgeschaltet (net.ipv4.ping_group_range ist {range}).',
    remedy: 'Die Reparatur schaltet sie für alle ein, wie auf den meisten Systemen.',
  },
  pingUnknown: {
    summary: 'Dieses System sagt nicht, wer Ping-Sockets verwenden darf.',
    remedy: 'Gäste können hier nicht nach außen pingen.',
  },

  kvmWorks: { summary: 'KVM funktioniert.', remedy: '' },
  kvmAbsent: {
    summary: 'KVM ist nicht verfügbar ({errno} für /dev/kvm). Gäste laufen, aber langsam.',
    remedy:
      'Schalten Sie in den Einstellungen der Firmware die Virtualisierung ein, oder laden Sie das Kernelmodul kvm.',
  },
  kvmForbidden: {
    summary: 'Sie dürfen /dev/kvm nicht verwenden. Gäste laufen, aber langsam.',
    remedy:
      'Die Reparatur nimmt Sie in die Gruppe des Geräts auf. Melden Sie sich danach ab und wieder an.',
  },
  kvmFails: {
    summary: '/dev/kvm ist vorhanden, funktioniert aber nicht: {reason}',
    remedy:
      'Schalten Sie in den Einstellungen der Firmware die Virtualisierung ein. Bis dahin laufen Gäste langsam.',
  },
  kvmHangs: {
    summary: '/dev/kvm ist vorhanden, aber eine Testmaschine lief darauf nicht.',
    remedy:
      'Laden Sie das Kernelmodul kvm neu, oder starten Sie diesen Computer neu. Bis dahin laufen Gäste langsam.',
  },
  kvmUntried: {
    summary: 'KVM wurde nicht ausprobiert, weil QEMU fehlt.',
    remedy: 'Installieren Sie QEMU.',
  },

  qemuReady: { summary: 'QEMU {version} ist installiert.', remedy: '' },
  qemuAbsent: {
    summary: 'QEMU wurde nicht gefunden.',
    remedy: 'Installieren Sie es (Debian, Ubuntu: sudo apt install qemu-system-x86).',
  },
  qemuOld: {
    summary: 'QEMU {version} ist zu alt.',
    remedy: 'Installieren Sie {needed} oder neuer.',
  },

  subnetsFree: {
    summary: 'Kein gemeinsames Netzwerk kollidiert mit den Adressen dieses Computers.',
    remedy: '',
  },
  subnetTaken: {
    summary:
      'Das Subnetz {subnet} von „{network}“ wird auch von diesem Computer verwendet ({nic}, {address}).',
    remedy: 'Geben Sie dem Netzwerk ein anderes Subnetz.',
  },

  nothingLeft: { summary: 'Keine übrigen Änderungen.', remedy: '' },
  leftBehind: {
    summary:
      'Ein früherer Lauf hat diese Netzwerkkarten von diesem Computer getrennt gelassen: {nics}.',
    remedy: 'Die Reparatur verbindet sie wieder.',
  },
  changesUnreadable: {
    summary: 'Die Liste der Änderungen, {path}, lässt sich nicht lesen.',
    remedy:
      'Löschen Sie diese Datei. Falls eine Netzwerkkarte nicht funktioniert, stecken Sie sie aus, oder starten Sie den Computer neu.',
  },
};

export const checks: CheckSentences = { meanings, findings };
