/** NAT of one protocol. */
import type { FlowInfo } from '../engineConfig.ts';
import type { GuestPacket } from '../ip/packet.ts';
import type { DropCode } from '../wire/drop.ts';

export interface NatProtocol {
  /** A whole packet; its destination may be reached, or is the gateway itself. */
  fromGuest(packet: GuestPacket): DropCode;
  /** The batch is done and the emitter is free: send what waited. */
  settle(): void;
  /** A guest that was congested has drained. */
  resume(): void;
  /** `networkId` is empty: the network fills it in. */
  flows(): FlowInfo[];
  close(): void;
}
