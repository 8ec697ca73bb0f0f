/**
 * The way out of a network as the gateway sees it. NAT implements it; an internal network has none.
 */
import type { DropCode } from '../wire/drop.ts';

/** An IPv4 packet from a guest: checked, whole or a fragment, lying in a batch. */
export interface GuestPacket {
  view: DataView;
  /** Offset of the IPv4 header. */
  l3: number;
  l3Len: number;
  /** Offset and length of the IPv4 payload. */
  l4: number;
  l4Len: number;
  source: number;
  destination: number;
  protocol: number;
  /** The guest's MAC. */
  mac: number;
}

export interface Upstream {
  /**
   * A packet for the outside, or TCP and UDP for the gateway's own address that no service of the
   * gateway takes. The object and the octets are valid during this call alone.
   */
  fromGuest(packet: GuestPacket): DropCode;
  /** The batch is done and the outlet is free: send what waited. */
  settle(): void;
  /** A guest that was congested has drained. */
  resume(): void;
}
