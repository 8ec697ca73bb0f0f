/** QEMU's `stream` netdevs: a unix socket in the run directory, which the VM's id and adapter name. */
import type { AttachmentRules } from './attachmentRules.ts';
import { refuseTap } from './tapDevice.ts';

export const qemuStream: AttachmentRules<'qemuStream'> = {
  vmKind: 'qemu',
  linkShowsGuest: true,
  // A guest without our monitor is attached, but its state is not known.
  linkShowsRunning: false,

  choose(_app, { vm }, tap) {
    refuseTap(vm.name, tap);
    return { kind: 'qemuStream' };
  },

  isLost: () => false,
  link: (_attachment, _mac, socketPath) => ({ kind: 'qemuStream', path: socketPath() }),
  filteredNic: () => null,
  problem: () => null,
  command: () => null,
};
