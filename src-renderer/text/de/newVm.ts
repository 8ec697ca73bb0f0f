/** Words of the New VM dialog. */
import type { Translation } from '../translation.ts';

export const newVmText: Translation['newVm'] = {
  title: 'Neue virtuelle Maschine',
  about: 'Patchcord verbindet die VM mit einem Netzwerk. Alles andere steht in Ihrem QEMU-Befehl.',
  name: 'Name',
  namePlaceholder: 'Debian-Test',
  nameMissing: 'Geben Sie der VM einen Namen.',
  command: 'QEMU-Befehl (optional)',
  commandHelp:
    'Geben Sie ihn ein wie in einem Terminal, ohne Netzwerkargumente: Die ergänzt Patchcord. Leer lassen, um die VM selbst zu starten.',
  commandPlaceholder: 'qemu-system-x86_64 -m 2048 -drive file=debian.qcow2,if=virtio',
  connection: 'Den ersten Adapter verbinden mit',
  create: 'Anlegen',
  doneTitle: '„{name}“ ist bereit',
  doneStart: 'Starten Sie die VM jetzt oder später aus der Liste.',
  doneArgs:
    'Hängen Sie diese Argumente an Ihren QEMU-Befehl an. Sie verbinden die VM mit Patchcord.',
  argsAlso: 'Um die VM anderswo zu starten, hängen Sie diese Argumente an Ihren QEMU-Befehl an:',
  argsLabel: 'QEMU-Argumente',
  kind: 'Art',
  kinds: {
    qemuStream: 'QEMU',
    heldTap: 'TAP, von einem Hypervisor geöffnet',
    tap: 'TAP, für einen Namensraum oder Container',
  },
  kindHelp: {
    qemuStream: 'Verwendet private Unix-Sockets.',
    heldTap: 'Für jeden Hypervisor, der ein TAP mit seinem Namen öffnet.',
    tap: 'Patchcord hält das TAP offen. Seine Schnittstelle ist die Netzwerkkarte des Namensraums oder Containers, in den Sie sie verschieben.',
  },
  tap: 'TAP-Name (optional)',
  tapHelp:
    'Geben Sie den Namen eines vorhandenen TAP ein, oder einen Namen, der mit „pc“ beginnt, um eines anzulegen. Leer lassen, um eines mit neuem Namen anzulegen.',
  doneTap: 'Das TAP ist bereit. Dieser Befehl verschiebt es in einen Netzwerk-Namensraum:',
  tapLabel: 'Befehl',
  start: 'Jetzt starten',
  finish: 'Fertig',
};
