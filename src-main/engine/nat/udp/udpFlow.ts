/**
 * One UDP flow of a guest: its two ends, its socket on the host, and what an ICMP error about it
 * must quote. See udpNat.ts.
 */
import type { IpAddress } from '../../../address/ip.ts';
import { Timed } from '../../deadlines.ts';
import type { FlowKey } from '../../ip/flowTable.ts';
import { Quote } from '../../ip/quote.ts';
import type { BoundDatagrams, Datagrams } from '../../outside/datagrams.ts';
import { type Idle, IdleOrder } from './idleOrder.ts';

/** The host port that all flows of one guest endpoint share (RFC 4787 §4.1, REQ-1). */
export interface UdpMapping {
  localPort: number;
  flows: number;
}

/** The peer of a flow that came in through a forward. */
export interface ForwardedPeer {
  /** Belongs to the forward, which closes it. */
  readonly socket: BoundDatagrams;
  readonly address: string;
  readonly port: number;
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
  /** Of a flow that the guest has begun: its socket, connected to the remote, and its host port. */
  socket: Datagrams | null = null;
  mapping: UdpMapping | null = null;
  /** Of a flow that came in through a forward. */
  forwarded: ForwardedPeer | null = null;
  closed = false;
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
  }
}
