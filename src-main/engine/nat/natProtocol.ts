/** NAT of one protocol. */
import type { FlowInfo } from '../engineConfig.ts';
import type { GuestPacket } from '../ip/packet.ts';
import type { DropCode } from '../wire/drop.ts';

export interface NatProtocol {
  /** A whole packet to a destination that guests may reach, or to the gateway itself. */
  fromGuest(packet: GuestPacket): DropCode;
  /** The batch is complete and the emitter is free: sends what was waiting. */
  settle(): void;
  /** A guest that was congested has drained. */
  resume(): void;
  /** `networkId` is empty: the network fills it in. */
  flows(): FlowInfo[];
  close(): void;
}
