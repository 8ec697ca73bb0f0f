/** Words of the New VM dialog. */
export const newVmText = {
  title: 'New virtual machine',
  about: 'Patchcord gives the VM its network. The rest of it is in your QEMU command.',
  name: 'Name',
  namePlaceholder: 'Debian test',
  nameMissing: 'Give the VM a name.',
  command: 'QEMU command (optional)',
  commandHelp:
    'Write it as in a terminal, without network arguments: Patchcord adds them. Leave it empty to start the VM yourself.',
  commandPlaceholder: 'qemu-system-x86_64 -m 2048 -drive file=debian.qcow2,if=virtio',
  connection: 'Connect its first adapter to',
  create: 'Create',
  doneTitle: '“{name}” is ready',
  doneStart: 'Start it here now, or later from the list.',
  doneArgs: 'Add these arguments to your QEMU command. They plug the VM into Patchcord.',
  argsAlso: 'To start it elsewhere, add these arguments to your QEMU command:',
  argsLabel: 'QEMU arguments',
  start: 'Start now',
  finish: 'Done',
};
