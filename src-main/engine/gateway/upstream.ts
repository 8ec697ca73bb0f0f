/**
 * The way out of a network as the gateway sees it. NAT implements it; an internal network has none.
 */
import type { GuestPacket } from '../ip/packet.ts';
import type { DropCode } from '../wire/drop.ts';

export interface Upstream {
  /**
   * A packet to a destination that guests may reach (ip/reachability.ts), or a TCP or UDP packet to
   * the gateway's own address that no service of the gateway takes. The object and the octets are
   * valid only during this call.
   */
  fromGuest(packet: GuestPacket): DropCode;
  /** The batch is complete and the emitter is free: sends what was waiting. */
  settle(): void;
  /** A guest that was congested has drained. */
  resume(): void;
}
