/**
 * A TAP that we hold: its netdev is a NIC for a namespace, a container or this computer. Nothing
 * that we know runs such a VM: it runs while its TAP is in use.
 */
import { parseMac } from '../../../address/mac.ts';
import type { AttachmentRules } from './attachmentRules.ts';
import { chooseTap, tapProblem } from './tapDevice.ts';

export const tap: AttachmentRules<'tap'> = {
  vmKind: 'none',
  linkShowsGuest: true,
  linkShowsRunning: true,
  choose: (app, place, wanted, current) => ({
    kind: 'tap',
    name: chooseTap(app, place, wanted, current),
  }),
  isLost: () => false,
  link: ({ name }, mac) => ({ kind: 'tap', name, mac: parseMac(mac) }),
  filteredNic: () => null,
  problem: ({ name }, _adapter, reason) => tapProblem(name, reason),

  /** Moves the TAPs to a namespace, whose name a person has to fill in. */
  command(attachments) {
    const moves = attachments.map(({ name }) => `ip link set ${name} netns NAMESPACE`);
    return moves.length === 1 ? moves[0]!.split(' ') : ['sh', '-c', moves.join(' && ')];
  },
};
