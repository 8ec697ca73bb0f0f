/**
 * Under which address and port a guest sees a peer that comes in through a forward: the peer's own
 * (R29), unless the guest could not answer it or has such a connection already.
 */
import type { IpAddress } from '../../../address/ip.ts';
import type { FlowKey } from '../../ip/flowTable.ts';
import type { Guest } from '../../gateway/guestDirectory.ts';
import type { NatContext } from '../natContext.ts';

/** Ports below are the gateway's own services, as far as a guest can tell. RFC 6335 §6. */
const SYSTEM_PORTS_END = 1024;
/** First of the ports for peers that are renamed. RFC 6335 §6: dynamic ports. */
const DYNAMIC_PORTS = 49_152;
/** Ports tried before the peer is refused. */
const RENAME_ATTEMPTS = 64;

/** How a guest's port sees a peer: the key of the flow between them. Null: no port is free. */
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
