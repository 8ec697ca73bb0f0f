/**
 * The place where our own host (gateway and NAT) builds everything it sends to guests.
 * Read first: RFC 791 §3.2 (fragmentation), RFC 6864 §4 (identification), RFC 8200 §3.
 * Left out: fragments of IPv6; an IPv6 packet longer than the MTU is lost.
 *
 * Theory of operation
 * Frames are built in place in one batch. `begin` finds room for an IP packet and writes its headers;
 * the caller writes the payload at the offset that `begin` gives, in `view` or `octets`; `send`
 * makes the packet part of the batch. A payload beyond the MTU is built in a separate buffer, and
 * `send` copies it into fragments. `beginFrame` and `sendFrame` do the same for frames that are not
 * IP. `flush` hands the batch to the switch. While the switch delivers a batch to us (`held`),
 * nothing is flushed: answers collect, and are sent when the gateway settles. The answers to one
 * batch fit into one batch; TCP's text, which can be more, waits for `settle`.
 */
import { Buffer } from 'node:buffer';
import type { IpAddress, IpFamily } from '../../address/ip.ts';
import { FrameBatch } from '../link/frameBatch.ts';
import type { LinkSink } from '../link/link.ts';
import { ETHERNET_HEADER_LENGTH, EtherType, emitEthernet } from '../wire/ethernet.ts';
import { DEFAULT_HOP_LIMIT } from '../wire/ipProtocol.ts';
import { IPV4_HEADER_LENGTH, Ipv4Flag, emitIpv4 } from '../wire/ipv4.ts';
import { IPV6_HEADER_LENGTH, emitIpv6, ipv6DestinationAt, ipv6SourceAt } from '../wire/ipv6.ts';

/** The longest packet, octets. IPv6 could carry 40 more. */
const MAX_L3_LEN = 65_535;

export class PacketEmitter {
  /** The gateway's MAC: source of every frame. */
  readonly mac: number;
  /** Longest IP packet on this network, octets. */
  mtu: number;
  /** While true, nothing is flushed. */
  held = false;
  readonly #batch = new FrameBatch();
  #sink: LinkSink | null = null;
  /** Where the current payload is written. */
  #view: DataView;
  #octets: Buffer;
  /** A payload that will be fragmented; created on first use. */
  #whole: Buffer | null = null;
  #wholeView: DataView | null = null;
  #identification: number;
  /** Length of the frame that `reserve` last found room for, octets. */
  #reserved = 0;
  // The packet to fragment.
  #toMac = 0;
  #source: IpAddress | null = null;
  #destination: IpAddress | null = null;
  #protocol = 0;
  #l4Len = 0;

  /** @param random uniform in [0, 1): where identifications of fragments begin */
  constructor(mac: number, mtu: number, random: () => number) {
    this.mac = mac;
    this.mtu = mtu;
    this.#identification = Math.floor(random() * 0x1_0000);
    this.#view = this.#batch.view;
    this.#octets = this.#batch.slab;
  }

  /** The octets between `begin` and `send`. */
  get view(): DataView {
    return this.#view;
  }

  get octets(): Buffer {
    return this.#octets;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
  }

  close(): void {
    this.#sink = null;
    this.#batch.clear();
  }

  /** Octets that a packet of this family carries in one piece. */
  payloadMtu(family: IpFamily): number {
    return this.mtu - headerLength(family);
  }

  /**
   * Begins a packet with `l4Len` octets of payload. Addresses are of one family.
   * @returns where the payload belongs, or -1: there is no room now, or the packet is too long for
   * IP
   */
  begin(
    mac: number,
    source: IpAddress,
    destination: IpAddress,
    protocol: number,
    l4Len: number,
  ): number {
    const { family } = destination;
    const l3Len = headerLength(family) + l4Len;
    if (l3Len > MAX_L3_LEN) return -1;
    this.#l4Len = l4Len;
    if (l3Len > this.mtu) {
      if (family === 6) return -1;
      this.#toMac = mac;
      this.#source = source;
      this.#destination = destination;
      this.#protocol = protocol;
      return this.#beginWhole();
    }
    const l3 = this.#reserve(mac, family === 4 ? EtherType.ipv4 : EtherType.ipv6, l3Len);
    if (l3 < 0) return -1;
    if (family === 4) emitIpv4(this.#view, l3, source.ipv4, destination.ipv4, protocol, l3Len);
    else writeIpv6(this.#view, l3, source, destination, protocol, l4Len);
    return l3 + l3Len - l4Len;
  }

  #beginWhole(): number {
    this.#whole ??= Buffer.alloc(MAX_L3_LEN);
    this.#wholeView ??= new DataView(this.#whole.buffer, this.#whole.byteOffset, MAX_L3_LEN);
    this.#octets = this.#whole;
    this.#view = this.#wholeView;
    return 0;
  }

  /** The payload is in place. The packet leaves with the next `flush`. */
  send(): void {
    if (this.#octets === this.#whole) this.#sendFragments(this.#whole);
    else this.#batch.commit(this.#reserved);
  }

  #sendFragments(whole: Buffer): void {
    this.#identification = (this.#identification + 1) & 0xffff;
    // Every piece but the last is a multiple of 8 octets long (RFC 791 §3.2).
    const step = this.payloadMtu(4) & ~7;
    const source = this.#source!.ipv4;
    const destination = this.#destination!.ipv4;
    for (let at = 0; at < this.#l4Len; at += step) {
      const length = Math.min(step, this.#l4Len - at);
      const l3Len = IPV4_HEADER_LENGTH + length;
      const l3 = this.#reserve(this.#toMac, EtherType.ipv4, l3Len);
      if (l3 < 0) return;
      this.#batch.slab.set(whole.subarray(at, at + length), l3 + IPV4_HEADER_LENGTH);
      const more = at + length < this.#l4Len ? Ipv4Flag.moreFragments : 0;
      const place = more | (at / 8);
      const id = this.#identification;
      emitIpv4(this.#view, l3, source, destination, this.#protocol, l3Len, id, place);
      this.#batch.commit(this.#reserved);
    }
  }

  /** Begins a frame of another type, such as ARP. Returns where its payload belongs, or -1. */
  beginFrame(mac: number, type: number, length: number): number {
    return this.#reserve(mac, type, length);
  }

  sendFrame(): void {
    this.#batch.commit(this.#reserved);
  }

  #reserve(mac: number, type: number, length: number): number {
    const l2Len = ETHERNET_HEADER_LENGTH + length;
    let offset = this.#batch.reserve(l2Len);
    if (offset < 0 && !this.held) {
      this.flush();
      offset = this.#batch.reserve(l2Len);
    }
    if (offset < 0) return -1;
    this.#reserved = l2Len;
    this.#view = this.#batch.view;
    this.#octets = this.#batch.slab;
    emitEthernet(this.#view, offset, mac, this.mac, type);
    return offset + ETHERNET_HEADER_LENGTH;
  }

  /** Hands the batch to the switch. Does nothing while held. */
  flush(): void {
    if (this.held || this.#batch.count === 0) return;
    this.#sink?.receive(this.#batch);
    this.#batch.clear();
  }

  /** Whether this guest's queue is full: the caller should wait rather than send. */
  congestedTowards(mac: number): boolean {
    return this.#sink?.congestedTowards(mac) ?? false;
  }
}

function headerLength(family: IpFamily): number {
  return family === 4 ? IPV4_HEADER_LENGTH : IPV6_HEADER_LENGTH;
}

function writeIpv6(
  view: DataView,
  l3: number,
  source: IpAddress,
  destination: IpAddress,
  protocol: number,
  l4Len: number,
): void {
  writeIpv6Address(view, ipv6SourceAt(l3), source);
  writeIpv6Address(view, ipv6DestinationAt(l3), destination);
  emitIpv6(view, l3, protocol, l4Len, DEFAULT_HOP_LIMIT);
}

function writeIpv6Address(view: DataView, at: number, address: IpAddress): void {
  view.setInt32(at, address.word0);
  view.setInt32(at + 4, address.word1);
  view.setInt32(at + 8, address.word2);
  view.setInt32(at + 12, address.word3);
}
