/**
 * A TAP that a hypervisor holds: we read and write its netdev through a packet socket. A QEMU that
 * was started with our arguments has a monitor, as with its own netdevs; of any other program we know
 * only that the TAP is in use.
 */
import type { AttachmentRules } from './attachmentRules.ts';
import { chooseTap, tapProblem } from './tapDevice.ts';

export const heldTap: AttachmentRules<'heldTap'> = {
  vmKind: 'qemu',
  linkShowsGuest: true,
  linkShowsRunning: true,
  choose: (app, place, wanted, current) => ({
    kind: 'heldTap',
    name: chooseTap(app, place, wanted, current),
  }),
  isLost: () => false,
  link: ({ name }) => ({ kind: 'heldTap', netdev: name }),
  /** The filters on the netdev outlive a crash of ours. */
  filteredNic: ({ name }) => name,
  problem: ({ name }, _adapter, reason) =>
    reason === 'tapBusy' ? { code: 'tapDown', params: { name } } : tapProblem(name, reason),
  command: () => null,
};
