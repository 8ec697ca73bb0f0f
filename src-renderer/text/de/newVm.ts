/** Words of the New VM dialog. */
import type { Translation } from '../locale.ts';

export const newVmText: Translation['newVm'] = {
  title: 'Neue virtuelle Maschine',
  about: 'Patchcord gibt der VM ihr Netzwerk. Alles andere steht in Ihrem QEMU-Befehl.',
  name: 'Name',
  namePlaceholder: 'Debian-Test',
  nameMissing: 'Geben Sie der VM einen Namen.',
  command: 'QEMU-Befehl (optional)',
  commandHelp:
    'Schreiben Sie ihn wie in einem Terminal, ohne Netzwerkargumente: Die ergänzt Patchcord. Lassen Sie das Feld leer, wenn Sie die VM selbst starten.',
  commandPlaceholder: 'qemu-system-x86_64 -m 2048 -drive file=debian.qcow2,if=virtio',
  connection: 'Ihr erster Adapter ist verbunden mit',
  create: 'Anlegen',
  doneTitle: '„{name}“ ist bereit',
  doneStart: 'Starten Sie die VM gleich hier oder später aus der Liste.',
  doneArgs:
    'Hängen Sie diese Argumente an Ihren QEMU-Befehl an. Sie stecken die VM bei Patchcord ein.',
  argsAlso: 'Um die VM anderswo zu starten, hängen Sie diese Argumente an Ihren QEMU-Befehl an:',
  argsLabel: 'QEMU-Argumente',
  kind: 'Art',
  kinds: {
    qemuStream: 'QEMU',
    heldTap: 'TAP, von einem Hypervisor geöffnet',
    tap: 'TAP, für einen Namensraum oder Container',
  },
  kindHelp: {
    qemuStream: 'Ihre Karten sind Sockets, die nur Sie öffnen können.',
    heldTap: 'Jeder Hypervisor, der ein TAP mit seinem Namen öffnet.',
    tap: 'Patchcord hält das TAP; seine Schnittstelle ist die Netzwerkkarte dessen, der sie bekommt.',
  },
  tap: 'Name des TAP (optional)',
  tapHelp:
    'Ein vorhandenes, oder ein Name, der mit „pc“ beginnt: Dann wird es angelegt. Leer: ein neues.',
  doneTap: 'Das TAP ist da. Mit diesem Befehl geben Sie es einem Netzwerk-Namensraum:',
  tapLabel: 'Befehl',
  start: 'Jetzt starten',
  finish: 'Fertig',
};
