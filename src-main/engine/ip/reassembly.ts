/**
 * Reassembles fragmented IPv4 packets from guests before NAT handles them (R28).
 * Read first: RFC 791 §3.2, RFC 1122 §3.3.2, RFC 5722 (why overlaps are not tolerated; written for
 * IPv6, kept here for IPv4 as Linux does).
 * Left out: IPv6, whose fragments have a header of their own.
 *
 * Theory of operation
 * - A datagram in progress is identified by (port, MAC, source, destination, protocol,
 *   identification) and holds one buffer of the largest size, and the sorted list of the ranges
 *   that have arrived.
 * - A repeated fragment with the same bounds is ignored. One that overlaps another or contradicts
 *   the known length ends the whole datagram.
 * - Whole: the header of the first fragment is put before the payload, with the flags cleared and
 *   the total length and checksum set, and the datagram is returned. Its buffer is reused at the
 *   next call.
 * - Not whole in time: it is discarded. If its first fragment has arrived, the guest gets time
 *   exceeded, code 1 (RFC 792).
 * - Limits: datagrams in progress per port and in total, and so octets; the oldest is discarded.
 *   Fragments per datagram.
 * - Time: a datagram's deadline is fixed when it begins.
 */
import { MAX_FRAGMENTS, MAX_REASSEMBLIES, MAX_REASSEMBLIES_PER_PORT } from '../guestLimits.ts';
import type { IpAddress } from '../../address/ip.ts';
import type { Clock } from '../clock.ts';
import { Deadlines, Timed } from '../deadlines.ts';
import { foldChecksum, sumOctets } from '../wire/checksum.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import {
  ipv4Destination,
  ipv4FragmentOffset,
  ipv4Identification,
  ipv4MoreFragments,
  ipv4Source,
} from '../wire/ipv4.ts';
import { icmpError, sendQuotedError } from './icmpErrors.ts';
import { GuestPacket } from './packet.ts';
import type { PacketEmitter } from './packetEmitter.ts';
import { Quote } from './quote.ts';

/** How long a datagram may be in progress, in ms. Linux's net.ipv4.ipfrag_time: 30 s. */
export const REASSEMBLY_TIMEOUT_MS = 30_000;
/** Unused buffers kept for the next datagrams. */
const SPARE_BUFFERS = 4;

/** An IPv4 packet's longest total length, and its header's, octets. */
const MAX_TOTAL = 65_535;
const MAX_HEADER = 60;

/** One datagram in progress. */
class Partial extends Timed {
  /** The payload begins at MAX_HEADER, so that any header fits before it. */
  readonly view: DataView;
  readonly octets: Uint8Array;
  mac = 0;
  origin = 0;
  source = 0;
  destination = 0;
  protocol = 0;
  hopLimit = 0;
  identification = 0;
  /** Of the first fragment; 0 until it has arrived. */
  headerLength = 0;
  /** Length of the whole payload; -1 until the last fragment has arrived. */
  total = -1;
  received = 0;
  /** Ranges that have arrived, in order: where each starts and ends. */
  fragments = 0;
  readonly starts = new Uint16Array(MAX_FRAGMENTS);
  readonly ends = new Uint16Array(MAX_FRAGMENTS);

  constructor() {
    super();
    this.octets = new Uint8Array(MAX_HEADER + MAX_TOTAL);
    this.view = new DataView(this.octets.buffer);
  }

  begin(packet: GuestPacket, identification: number): void {
    this.mac = packet.mac;
    this.origin = packet.origin;
    this.source = ipv4Source(packet.view, packet.l3);
    this.destination = ipv4Destination(packet.view, packet.l3);
    this.protocol = packet.protocol;
    this.hopLimit = packet.hopLimit;
    this.identification = identification;
    this.headerLength = 0;
    this.total = -1;
    this.received = 0;
    this.fragments = 0;
  }

  isOf(packet: GuestPacket, identification: number): boolean {
    return (
      this.identification === identification &&
      this.mac === packet.mac &&
      this.origin === packet.origin &&
      this.source === ipv4Source(packet.view, packet.l3) &&
      this.destination === ipv4Destination(packet.view, packet.l3) &&
      this.protocol === packet.protocol
    );
  }

  get isWhole(): boolean {
    return this.received === this.total && this.headerLength > 0;
  }

  /** `none`, or why the whole datagram must be discarded. */
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

  /** Turns the first fragment's header into that of the whole datagram. */
  sealHeader(): void {
    const l3 = MAX_HEADER - this.headerLength;
    this.view.setUint16(l3 + 2, this.headerLength + this.total);
    this.view.setUint16(l3 + 6, 0);
    this.view.setUint16(l3 + 10, 0);
    this.view.setUint16(l3 + 10, foldChecksum(sumOctets(this.view, l3, this.headerLength)));
  }

  /** Describes the datagram as a packet, as far as it has arrived. */
  describe(packet: GuestPacket): void {
    packet.view = this.view;
    packet.l3 = MAX_HEADER - this.headerLength;
    packet.l4 = MAX_HEADER;
    packet.l4Len = this.total >= 0 ? this.total : this.received;
    packet.l3Len = this.headerLength + packet.l4Len;
    packet.protocol = this.protocol;
    packet.hopLimit = this.hopLimit;
    packet.mac = this.mac;
    packet.origin = this.origin;
  }
}

export class Reassembly {
  /** Why `take` last returned null: `none` means that the fragment waits for the rest. */
  verdict: DropCode = Drop.none;
  readonly #emitter: PacketEmitter;
  readonly #clock: Clock;
  /** Reports datagrams that never became whole. */
  readonly #gateway: IpAddress;
  /** In the order in which they began. */
  readonly #partials: Partial[] = [];
  readonly #spare: Partial[] = [];
  /** Returned by the last call. */
  #lent: Partial | null = null;
  readonly #whole = new GuestPacket();
  readonly #deadlines: Deadlines<Partial>;

  constructor(emitter: PacketEmitter, clock: Clock, gateway: IpAddress) {
    this.#emitter = emitter;
    this.#clock = clock;
    this.#gateway = gateway;
    this.#deadlines = new Deadlines(clock, (partial) => this.#expire(partial));
  }

  /**
   * Takes a checked packet. Returns the packet itself if it is not a fragment, the whole datagram
   * if this was the last missing piece (valid until the next call), otherwise null: held or
   * dropped, as `verdict` says.
   */
  take(packet: GuestPacket): GuestPacket | null {
    this.#giveBackLent();
    this.verdict = Drop.none;
    if (!packet.isFragment) return packet;
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
    this.#makeRoom(packet.origin);
    const partial = this.#spare.pop() ?? new Partial();
    partial.begin(packet, identification);
    this.#partials.push(partial);
    this.#deadlines.schedule(partial, this.#clock.now() + REASSEMBLY_TIMEOUT_MS);
    return partial;
  }

  #makeRoom(origin: number): void {
    let ofPort = 0;
    for (const partial of this.#partials) if (partial.origin === origin) ofPort += 1;
    const oldest =
      ofPort >= MAX_REASSEMBLIES_PER_PORT
        ? this.#partials.find((partial) => partial.origin === origin)
        : this.#partials[0];
    const full = ofPort >= MAX_REASSEMBLIES_PER_PORT || this.#partials.length >= MAX_REASSEMBLIES;
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
    this.#deadlines.cancel(partial);
  }

  #expire(partial: Partial): void {
    this.#release(partial);
    if (partial.headerLength > 0) this.#report(partial);
  }

  #report(partial: Partial): void {
    this.#giveBackLent();
    partial.describe(this.#whole);
    const quote = new Quote();
    quote.keep(this.#whole);
    const error = icmpError('reassemblyTimeExceeded', 4);
    sendQuotedError(this.#emitter, partial.mac, this.#gateway, quote, error);
  }

  /** Discards everything in progress. */
  close(): void {
    for (const partial of this.#partials) this.#deadlines.cancel(partial);
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
