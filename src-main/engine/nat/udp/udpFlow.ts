/**
 * One UDP flow of a guest: who talks to whom, by which socket of the host, and what an ICMP error
 * about it must quote. What may happen to it is told in udpNat.ts.
 */
import type { FlowKey } from '../flowTable.ts';
import type { HostDatagrams } from '../../outside/hostSockets.ts';
import { QUOTE_LENGTH } from '../../ip/icmpQuote.ts';
import { type Idle, IdleOrder } from './idleOrder.ts';

/** The host port that all flows of one guest endpoint share (RFC 4787 §4.1, REQ-1). */
export interface UdpMapping {
  localPort: number;
  flows: number;
}

/** One guest's share of the table. */
export class UdpGuest {
  readonly mac: number;
  flows = 0;
  /** Flows with the usual timeout, and those to DNS. */
  readonly usual = new IdleOrder<UdpFlow>();
  readonly dns = new IdleOrder<UdpFlow>();

  constructor(mac: number) {
    this.mac = mac;
  }

  longestIdle(): UdpFlow | null {
    const usual = this.usual.oldest;
    const dns = this.dns.oldest;
    if (!usual || !dns) return usual ?? dns;
    return usual.lastUsedMs <= dns.lastUsedMs ? usual : dns;
  }
}

export class UdpFlow implements FlowKey, Idle<UdpFlow> {
  readonly guest: UdpGuest;
  readonly order: IdleOrder<UdpFlow>;
  readonly guestAddress: number;
  readonly guestPort: number;
  /** The remote end as the guest knows it. */
  readonly remoteAddress: number;
  readonly remotePort: number;
  /** Null for a flow that came in through a forward. */
  mapping: UdpMapping | null = null;
  /** Null once closed. A forward's socket is the forward's to close. */
  socket: HostDatagrams | null = null;
  /** Through a forward: the peer's real address and port. Otherwise the socket is connected. */
  peerAddress = 0;
  peerPort = 0;
  octetsOut = 0;
  octetsIn = 0;
  /** The head of the guest's last packet; `quoteLength` octets of it. */
  readonly quote = new DataView(new ArrayBuffer(QUOTE_LENGTH));
  quoteLength = 0;
  lastUsedMs = 0;
  older: UdpFlow | null = null;
  newer: UdpFlow | null = null;

  constructor(
    guest: UdpGuest,
    order: IdleOrder<UdpFlow>,
    guestAddress: number,
    guestPort: number,
    remoteAddress: number,
    remotePort: number,
  ) {
    this.guest = guest;
    this.order = order;
    this.guestAddress = guestAddress;
    this.guestPort = guestPort;
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
  }

  get quoted(): Uint8Array {
    return new Uint8Array(this.quote.buffer, 0, this.quoteLength);
  }
}
