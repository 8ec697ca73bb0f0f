/**
 * The way out of a network as the gateway sees it. NAT implements it; an internal network has none.
 */
import type { GuestPacket } from '../ip/packet.ts';
import type { DropCode } from '../wire/drop.ts';

export interface Upstream {
  /**
   * A packet to a destination that may be reached (ip/reachability.ts), or TCP and UDP for the
   * gateway's own address that no service of the gateway takes. The object and the octets are valid
   * during this call alone.
   */
  fromGuest(packet: GuestPacket): DropCode;
  /** The batch is done and the emitter is free: send what waited. */
  settle(): void;
  /** A guest that was congested has drained. */
  resume(): void;
}
