/**
 * Fragmented IPv4 packets from guests, put together again before NAT looks at them (R28).
 * Read first: RFC 791 §3.2, RFC 1122 §3.3.2, RFC 5722 (why overlaps are not tolerated; written for
 * IPv6, kept here for IPv4 as Linux does).
 *
 * Theory of operation
 * - A datagram in progress is known by (guest, source, destination, protocol, identification) and
 *   holds one buffer of the largest size, and the sorted list of the ranges that have arrived.
 * - A fragment that is there already, with the same bounds, is ignored. One that overlaps another
 *   or contradicts the known length ends the whole datagram.
 * - Whole: the header of the first fragment is put before the payload, with the flags cleared and
 *   the total length and checksum set, and the datagram is handed out. Its buffer is used again
 *   at the next call.
 * - Not whole in time: it is forgotten, and if its first fragment was there the guest is told with
 *   time exceeded, code 1 (RFC 792).
 * - Limits: datagrams in progress per guest and in all, hence octets; the oldest makes room.
 *   Fragments per datagram.
 * - Time: one timer, armed while something is in progress, for the oldest.
 */
import type { Timer } from '../clock.ts';
import type { GuestPacket } from '../gateway/upstream.ts';
import { foldChecksum, sumOctets } from '../wire/checksum.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import { Icmpv4Type } from '../wire/icmpv4.ts';
import {
  ipv4FragmentOffset,
  ipv4Identification,
  ipv4MoreFragments,
  isIpv4Fragment,
} from '../wire/ipv4.ts';
import { QUOTE_LENGTH, quotePacket, sendQuotedError } from './icmpQuote.ts';
import type { NatContext } from '../nat/natContext.ts';

/** Patience with a datagram, in ms. Linux's net.ipv4.ipfrag_time: 30 s. */
export const REASSEMBLY_TIMEOUT_MS = 30_000;
/** Datagrams in progress per guest: 1 MiB of buffers. */
export const MAX_DATAGRAMS_PER_GUEST = 16;
/** In all: 8 MiB of buffers. */
const MAX_DATAGRAMS = 128;
/** Fragments of one datagram: 65,535 octets at the smallest MTU in use, 576, take 119. */
const MAX_FRAGMENTS = 128;
/** Buffers kept for the next datagram rather than given back. */
const SPARE_BUFFERS = 4;

/** An IPv4 packet's longest total length, and its header's, octets. */
const MAX_TOTAL = 65_535;
const MAX_HEADER = 60;
/** Time exceeded: fragment reassembly (RFC 792). */
const REASSEMBLY_TIME_EXCEEDED = 1;

/** One datagram in progress. */
class Partial {
  /** The payload begins at MAX_HEADER, so that any header fits before it. */
  readonly view: DataView;
  readonly octets: Uint8Array;
  mac = 0;
  source = 0;
  destination = 0;
  protocol = 0;
  identification = 0;
  startedMs = 0;
  /** Of the first fragment; 0 until that has come. */
  headerLength = 0;
  /** Length of the whole payload; -1 until the last fragment has come. */
  total = -1;
  received = 0;
  /** Ranges that have come, in order: where each starts and ends. */
  fragments = 0;
  readonly starts = new Uint16Array(MAX_FRAGMENTS);
  readonly ends = new Uint16Array(MAX_FRAGMENTS);

  constructor() {
    this.octets = new Uint8Array(MAX_HEADER + MAX_TOTAL);
    this.view = new DataView(this.octets.buffer);
  }

  begin(packet: GuestPacket, identification: number, nowMs: number): void {
    this.mac = packet.mac;
    this.source = packet.source;
    this.destination = packet.destination;
    this.protocol = packet.protocol;
    this.identification = identification;
    this.startedMs = nowMs;
    this.headerLength = 0;
    this.total = -1;
    this.received = 0;
    this.fragments = 0;
  }

  isOf(packet: GuestPacket, identification: number): boolean {
    return (
      this.identification === identification &&
      this.mac === packet.mac &&
      this.source === packet.source &&
      this.destination === packet.destination &&
      this.protocol === packet.protocol
    );
  }

  get isWhole(): boolean {
    return this.received === this.total && this.headerLength > 0;
  }

  /** `none`, or why the whole datagram must go. */
  add(packet: GuestPacket, start: number, last: boolean): DropCode {
    const end = start + packet.l4Len;
    let at = this.fragments;
    while (at > 0 && this.starts[at - 1]! >= start) at -= 1;
    if (at < this.fragments && this.starts[at] === start && this.ends[at] === end)
      return last && this.total !== end ? Drop.fragment : Drop.none;
    if (this.#contradicts(at, start, end, last)) return Drop.fragment;
    if (this.fragments === MAX_FRAGMENTS) return Drop.tableFull;
    if (last) this.total = end;
    this.#insert(at, start, end);
    this.#copy(packet, start);
    return Drop.none;
  }

  /** @param at how many of the ranges start before this one */
  #contradicts(at: number, start: number, end: number, last: boolean): boolean {
    if (at > 0 && this.ends[at - 1]! > start) return true;
    if (at < this.fragments && this.starts[at]! < end) return true;
    if (!last) return this.total >= 0 && end > this.total;
    return this.total >= 0 || at < this.fragments;
  }

  #insert(at: number, start: number, end: number): void {
    this.starts.copyWithin(at + 1, at, this.fragments);
    this.ends.copyWithin(at + 1, at, this.fragments);
    this.starts[at] = start;
    this.ends[at] = end;
    this.fragments += 1;
    this.received += end - start;
  }

  #copy(packet: GuestPacket, start: number): void {
    const from = packet.view.byteOffset + packet.l4;
    const payload = new Uint8Array(packet.view.buffer as ArrayBuffer, from, packet.l4Len);
    this.octets.set(payload, MAX_HEADER + start);
    if (start > 0) return;
    this.headerLength = packet.l4 - packet.l3;
    const l3 = packet.view.byteOffset + packet.l3;
    const header = new Uint8Array(packet.view.buffer as ArrayBuffer, l3, this.headerLength);
    this.octets.set(header, MAX_HEADER - this.headerLength);
  }

  /** Makes the first fragment's header that of the whole. */
  sealHeader(): void {
    const l3 = MAX_HEADER - this.headerLength;
    this.view.setUint16(l3 + 2, this.headerLength + this.total);
    this.view.setUint16(l3 + 6, 0);
    this.view.setUint16(l3 + 10, 0);
    this.view.setUint16(l3 + 10, foldChecksum(sumOctets(this.view, l3, this.headerLength)));
  }

  /** Describes what is there as a packet, as far as it is there. */
  describe(packet: GuestPacket): void {
    packet.view = this.view;
    packet.l3 = MAX_HEADER - this.headerLength;
    packet.l4 = MAX_HEADER;
    packet.l4Len = this.total >= 0 ? this.total : this.received;
    packet.l3Len = this.headerLength + packet.l4Len;
    packet.source = this.source;
    packet.destination = this.destination;
    packet.protocol = this.protocol;
    packet.mac = this.mac;
  }
}

export class Reassembly {
  /** What became of the last packet when `take` gave null: `none` while it waits for the rest. */
  verdict: DropCode = Drop.none;
  readonly #context: NatContext;
  /** In the order in which they began. */
  readonly #partials: Partial[] = [];
  readonly #spare: Partial[] = [];
  /** Handed out at the last call. */
  #lent: Partial | null = null;
  readonly #whole: GuestPacket;
  #timer: Timer | null = null;

  constructor(context: NatContext) {
    this.#context = context;
    const view = new DataView(new ArrayBuffer(0));
    const nothing = { l3: 0, l3Len: 0, l4: 0, l4Len: 0 };
    this.#whole = { view, ...nothing, source: 0, destination: 0, protocol: 0, mac: 0 };
  }

  /**
   * A checked packet as it came. Returns the packet itself when it is no fragment, the whole
   * datagram when this was the missing piece (valid until the next call), otherwise null: held or
   * dropped, as `verdict` says.
   */
  take(packet: GuestPacket): GuestPacket | null {
    this.#giveBackLent();
    this.verdict = Drop.none;
    if (!isIpv4Fragment(packet.view, packet.l3)) return packet;
    const start = ipv4FragmentOffset(packet.view, packet.l3);
    const last = !ipv4MoreFragments(packet.view, packet.l3);
    this.verdict = checkFragment(packet, start, last);
    if (this.verdict !== Drop.none) return null;
    const partial = this.#find(packet);
    this.verdict = partial.add(packet, start, last);
    if (this.verdict !== Drop.none) this.#release(partial);
    return partial.isWhole && this.verdict === Drop.none ? this.#handOut(partial) : null;
  }

  #find(packet: GuestPacket): Partial {
    const identification = ipv4Identification(packet.view, packet.l3);
    for (const partial of this.#partials) if (partial.isOf(packet, identification)) return partial;
    this.#makeRoom(packet.mac);
    const partial = this.#spare.pop() ?? new Partial();
    partial.begin(packet, identification, this.#context.clock.now());
    this.#partials.push(partial);
    if (!this.#timer) this.#arm();
    return partial;
  }

  #makeRoom(mac: number): void {
    let ofGuest = 0;
    for (const partial of this.#partials) if (partial.mac === mac) ofGuest += 1;
    const oldest =
      ofGuest >= MAX_DATAGRAMS_PER_GUEST
        ? this.#partials.find((partial) => partial.mac === mac)
        : this.#partials[0];
    const full = ofGuest >= MAX_DATAGRAMS_PER_GUEST || this.#partials.length >= MAX_DATAGRAMS;
    if (full && oldest) this.#release(oldest);
  }

  #handOut(partial: Partial): GuestPacket {
    this.#forget(partial);
    this.#lent = partial;
    partial.sealHeader();
    partial.describe(this.#whole);
    return this.#whole;
  }

  #giveBackLent(): void {
    if (this.#lent && this.#spare.length < SPARE_BUFFERS) this.#spare.push(this.#lent);
    this.#lent = null;
  }

  #release(partial: Partial): void {
    this.#forget(partial);
    if (this.#spare.length < SPARE_BUFFERS) this.#spare.push(partial);
  }

  #forget(partial: Partial): void {
    this.#partials.splice(this.#partials.indexOf(partial), 1);
    if (this.#partials.length === 0) this.close();
  }

  #arm(): void {
    const oldest = this.#partials[0];
    if (!oldest) return;
    const clock = this.#context.clock;
    const delayMs = Math.max(0, oldest.startedMs + REASSEMBLY_TIMEOUT_MS - clock.now());
    this.#timer = clock.after(delayMs, () => this.#expire());
  }

  #expire(): void {
    this.#timer = null;
    const due = this.#context.clock.now() - REASSEMBLY_TIMEOUT_MS;
    for (let oldest = this.#partials[0]; oldest && oldest.startedMs <= due;) {
      this.#release(oldest);
      if (oldest.headerLength > 0) this.#tellGuest(oldest);
      oldest = this.#partials[0];
    }
    this.#arm();
  }

  #tellGuest(partial: Partial): void {
    this.#giveBackLent();
    partial.describe(this.#whole);
    const quote = new DataView(new ArrayBuffer(QUOTE_LENGTH));
    const quoted = new Uint8Array(quote.buffer, 0, quotePacket(this.#whole, quote));
    const { mac, source } = partial;
    const from = this.#context.address;
    const code = REASSEMBLY_TIME_EXCEEDED;
    sendQuotedError(this.#context, mac, from, source, quoted, Icmpv4Type.timeExceeded, code, 0);
  }

  /** Forgets everything in progress. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#partials.length = 0;
  }
}

/** Lengths that no honest fragment has: see "ping of death", CVE-1999-0128. */
function checkFragment(packet: GuestPacket, start: number, last: boolean): DropCode {
  if (packet.l4Len === 0) return Drop.malformed;
  if (!last && packet.l4Len % 8 !== 0) return Drop.malformed;
  const headerLength = packet.l4 - packet.l3;
  return headerLength + start + packet.l4Len > MAX_TOTAL ? Drop.malformed : Drop.none;
}
