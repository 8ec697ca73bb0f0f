/**
 * One UDP flow of a guest: its two ends, its socket on the host, and what an ICMP error about it
 * must quote. See udpNat.ts.
 */
import type { IpAddress } from '../../../address/ip.ts';
import { Timed } from '../../deadlines.ts';
import type { FlowKey } from '../../ip/flowTable.ts';
import { Quote } from '../../ip/quote.ts';
import type { HostDatagrams } from '../../outside/hostSockets.ts';
import { type Idle, IdleOrder } from './idleOrder.ts';

/** The host port that all flows of one guest endpoint share (RFC 4787 §4.1, REQ-1). */
export interface UdpMapping {
  localPort: number;
  flows: number;
}

/** What one switch port uses of the table. */
export class UdpShare {
  readonly origin: number;
  flows = 0;
  readonly order = new IdleOrder<UdpFlow>();

  constructor(origin: number) {
    this.origin = origin;
  }
}

export class UdpFlow extends Timed implements FlowKey, Idle<UdpFlow> {
  readonly share: UdpShare;
  /** How long the flow lives without a datagram. */
  readonly idleMs: number;
  readonly mac: number;
  readonly guestAddress: IpAddress;
  readonly guestPort: number;
  /** The remote end as the guest sees it. */
  readonly remoteAddress: IpAddress;
  readonly remotePort: number;
  /** Null for a flow that came in through a forward. */
  mapping: UdpMapping | null = null;
  /** Null once closed. The forward closes its own socket. */
  socket: HostDatagrams | null = null;
  /** Through a forward: the peer's real address and port. Otherwise the socket is connected. */
  peerAddress: IpAddress;
  peerPort: number;
  octetsOut = 0;
  octetsIn = 0;
  /** The beginning of the guest's last packet. */
  readonly quote = new Quote();
  lastUsedMs = 0;
  older: UdpFlow | null = null;
  newer: UdpFlow | null = null;

  constructor(share: UdpShare, idleMs: number, mac: number, key: FlowKey) {
    super();
    this.share = share;
    this.idleMs = idleMs;
    this.mac = mac;
    this.guestAddress = key.guestAddress;
    this.guestPort = key.guestPort;
    this.remoteAddress = key.remoteAddress;
    this.remotePort = key.remotePort;
    this.peerAddress = key.remoteAddress;
    this.peerPort = key.remotePort;
  }
}
