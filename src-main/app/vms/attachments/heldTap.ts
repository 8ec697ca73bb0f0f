/**
 * A TAP that a hypervisor holds. The engine reads and writes its netdev through a packet socket. A
 * QEMU with Patchcord's arguments has a monitor; for any other program Patchcord sees only that the
 * TAP is in use.
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
  /** The filters on the netdev outlive a crash of Patchcord. */
  filteredNic: ({ name }) => name,
  problem: ({ name }, _adapter, reason) =>
    reason === 'tapBusy' ? { code: 'tapDown', params: { name } } : tapProblem(name, reason),
  command: () => null,
};
