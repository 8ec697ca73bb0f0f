/**
 * How a guest sees whoever comes in through a forward: under the peer's real address (R29), except
 * where the guest could not answer it.
 */
import { isRoutableIpv4, netmask, sameSubnet } from '../../../address/ipv4.ts';
import type { NatContext } from '../natContext.ts';

/**
 * The peer's address, or the gateway's for a peer on this computer's loopback, or one whose address
 * lies in the guests' own subnet: the guest would look for it there.
 */
export function peerAsGuestSeesIt(context: NatContext, peer: number): number {
  const inside = sameSubnet(peer, context.address, netmask(context.prefixLength));
  return inside || !isRoutableIpv4(peer) ? context.address : peer;
}
