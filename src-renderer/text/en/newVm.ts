/** Words of the New VM dialog. */
export const newVmText = {
  title: 'New virtual machine',
  about: 'Patchcord connects the VM to a network. Your QEMU command defines everything else.',
  name: 'Name',
  namePlaceholder: 'Debian test',
  nameMissing: 'Enter a name for the VM.',
  command: 'QEMU command (optional)',
  commandHelp:
    'Enter it as in a terminal, without network arguments: Patchcord adds them. Leave empty to start the VM yourself.',
  commandPlaceholder: 'qemu-system-x86_64 -m 2048 -drive file=debian.qcow2,if=virtio',
  connection: 'Connect the first adapter to',
  create: 'Create',
  doneTitle: '“{name}” is ready',
  doneStart: 'Start it now, or later from the list.',
  doneArgs: 'Add these arguments to your QEMU command. They connect the VM to Patchcord.',
  argsAlso: 'To start it elsewhere, add these arguments to your QEMU command:',
  argsLabel: 'QEMU arguments',
  kind: 'Kind',
  kinds: {
    qemuStream: 'QEMU',
    heldTap: 'TAP, opened by a hypervisor',
    tap: 'TAP, for a namespace or container',
  },
  kindHelp: {
    qemuStream: 'Uses private Unix sockets.',
    heldTap: 'For any hypervisor that opens a TAP by its name.',
    tap: 'Patchcord holds the TAP open. Its interface is the network card of the namespace or container that you move it to.',
  },
  tap: 'TAP name (optional)',
  tapHelp:
    'Enter the name of an existing TAP, or a name that begins with “pc” to create one. Leave empty to create one with a new name.',
  doneTap: 'Its TAP is ready. This command moves it to a network namespace:',
  tapLabel: 'Command',
  start: 'Start now',
  finish: 'Done',
};
