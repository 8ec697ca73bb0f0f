/**
 * The address and port under which a guest sees a peer of a forward: the peer's own (R29), unless
 * the guest could not answer them or already has such a flow.
 */
import type { IpAddress } from '../../../address/ip.ts';
import type { FlowKey } from '../../ip/flowTable.ts';
import type { Guest } from '../../gateway/guestDirectory.ts';
import type { NatContext } from '../natContext.ts';

/** To a guest, lower ports are services of the gateway. RFC 6335 §6. */
const SYSTEM_PORTS_END = 1024;
/** First of the ports that renamed peers get. RFC 6335 §6: dynamic ports. */
const DYNAMIC_PORTS = 49_152;
/** Ports tried before the peer is refused. */
const RENAME_ATTEMPTS = 64;

/** The key of the flow between a guest's port and a peer. Null: all ports tried are taken. */
export function nameOfPeer(
  context: NatContext,
  peerAddress: IpAddress,
  peerPort: number,
  guest: Guest,
  guestPort: number,
  isTaken: (key: FlowKey) => boolean,
): FlowKey | null {
  const { reachability, random } = context;
  const renamed = !reachability.isOutside(peerAddress);
  const remoteAddress = renamed ? reachability.gateway : peerAddress;
  let remotePort = peerPort;
  for (let attempt = 0; attempt < RENAME_ATTEMPTS; attempt += 1) {
    const key = { guestAddress: guest.address, guestPort, remoteAddress, remotePort };
    const ours = renamed && remotePort < SYSTEM_PORTS_END;
    if (!ours && !isTaken(key)) return key;
    remotePort = DYNAMIC_PORTS + Math.floor(random() * (0x1_0000 - DYNAMIC_PORTS));
  }
  return null;
}
