/**
 * The beginning of a packet, kept for an ICMP error that may come later: by the time the host's
 * kernel reports it, the batch that held the packet has been reused.
 * Read first: RFC 792 ("Internet Header + 64 bits of Original Data Datagram"), RFC 1122 §3.2.2;
 * RFC 1191 §5 and §7 (MTUs to try).
 */
import type { IpFamily } from '../../address/ip.ts';
import { copyOctets } from '../wire/copyOctets.ts';
import { Ipv4Flag, ipv4TotalLength } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH, ipv6PayloadLength } from '../wire/ipv6.ts';
import type { GuestPacket } from './packet.ts';

/** Octets of the packet's payload in a quote: enough for ports, or an echo's identifier. */
const QUOTED_PAYLOAD = 8;

/** Room a quote may need, octets: the longest IPv4 header and those of the payload. */
export const QUOTE_LENGTH = 60 + QUOTED_PAYLOAD;

/** Common MTUs, octets. RFC 1191 §7, table 7-1. */
const PLATEAUS = [32_000, 17_914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68];

export class Quote {
  readonly view: DataView;
  /** Where the quote begins in `view`. */
  readonly at: number;
  /** 0: no packet was kept. An IPv4 header without options gives 28. */
  length = 0;
  family: IpFamily = 4;

  /**
   * @param view QUOTE_LENGTH octets from `at` on belong to the quote; absent: the quote has its own
   * octets
   */
  constructor(view = new DataView(new ArrayBuffer(QUOTE_LENGTH)), at = 0) {
    this.view = view;
    this.at = at;
  }

  /** Keeps the beginning of this packet; replaces an earlier one. */
  keep(packet: GuestPacket): void {
    this.family = packet.family;
    this.length = packet.l4 - packet.l3 + Math.min(QUOTED_PAYLOAD, packet.l4Len);
    copyOctets(packet.view, packet.l3, this.view, this.at, this.length);
  }

  /** Whether a router on the way may have fragmented the packet. */
  get mayBeFragmented(): boolean {
    return this.family === 4 && (this.view.getUint16(this.at + 6) & Ipv4Flag.dontFragment) === 0;
  }

  /** The next MTU to try for a packet that was too long, when the error does not say which. */
  get nextMtu(): number {
    const { view, at } = this;
    const l3Len =
      this.family === 4
        ? ipv4TotalLength(view, at)
        : IPV6_HEADER_LENGTH + ipv6PayloadLength(view, at);
    return PLATEAUS.find((mtu) => mtu < l3Len) ?? 68;
  }
}
