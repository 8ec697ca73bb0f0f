/**
 * An IPv4 packet towards a guest, in one piece or, past the guest's MTU, in fragments.
 * Use: `begin`, write the IP payload at `l4` of `view`/`octets`, `finish`.
 * Read first: RFC 791 §3.2 (fragmentation), RFC 6864 §4 (identification).
 */
import type { Outlet } from './outlet.ts';
import { IPV4_HEADER_LENGTH, Ipv4Flag, emitIpv4 } from '../wire/ipv4.ts';
import type { NatContext } from '../nat/natContext.ts';

/** The longest payload an IPv4 packet without options can carry, octets. */
const MAX_PAYLOAD = 65_535 - IPV4_HEADER_LENGTH;

export class PacketToGuest {
  /** Where the payload is to be written, valid from `begin` to `finish`. */
  view: DataView;
  octets: Uint8Array;
  l4 = 0;
  readonly #outlet: Outlet;
  readonly #mtu: number;
  /** A payload that is to be cut up is built here first; made when first needed. */
  #whole: Uint8Array | null = null;
  #wholeView: DataView | null = null;
  #identification: number;
  #mac = 0;
  #l4Len = 0;

  constructor(context: NatContext) {
    this.#outlet = context.outlet;
    this.#mtu = context.mtu;
    this.#identification = Math.floor(context.random() * 0x1_0000);
    this.view = context.outlet.view;
    this.octets = context.outlet.batch.slab;
  }

  /** False: no room just now, or longer than IPv4 can carry. The packet is lost, as on a wire. */
  begin(mac: number, l4Len: number): boolean {
    if (l4Len > MAX_PAYLOAD) return false;
    this.#mac = mac;
    this.#l4Len = l4Len;
    if (IPV4_HEADER_LENGTH + l4Len > this.#mtu) return this.#beginWhole();
    const l3 = this.#outlet.reserve(mac, IPV4_HEADER_LENGTH + l4Len);
    this.view = this.#outlet.view;
    this.octets = this.#outlet.batch.slab;
    this.l4 = l3 + IPV4_HEADER_LENGTH;
    return l3 >= 0;
  }

  #beginWhole(): true {
    this.#whole ??= new Uint8Array(MAX_PAYLOAD);
    this.#wholeView ??= new DataView(this.#whole.buffer);
    this.octets = this.#whole;
    this.view = this.#wholeView;
    this.l4 = 0;
    return true;
  }

  /** Writes the header or headers and sends. */
  finish(source: number, destination: number, protocol: number): void {
    if (this.octets === this.#whole) this.#sendFragments(source, destination, protocol);
    else {
      const l3Len = IPV4_HEADER_LENGTH + this.#l4Len;
      const l3 = this.l4 - IPV4_HEADER_LENGTH;
      emitIpv4(this.view, l3, source, destination, protocol, l3Len);
      this.#outlet.commit(l3Len);
    }
    this.#outlet.flush();
  }

  #sendFragments(source: number, destination: number, protocol: number): void {
    this.#identification = (this.#identification + 1) & 0xffff;
    // Every piece but the last is a multiple of 8 octets long (RFC 791 §3.2).
    const step = (this.#mtu - IPV4_HEADER_LENGTH) & ~7;
    for (let at = 0; at < this.#l4Len; at += step) {
      const length = Math.min(step, this.#l4Len - at);
      const l3Len = IPV4_HEADER_LENGTH + length;
      const l3 = this.#outlet.reserve(this.#mac, l3Len);
      if (l3 < 0) return;
      const piece = this.octets.subarray(at, at + length);
      this.#outlet.batch.slab.set(piece, l3 + IPV4_HEADER_LENGTH);
      const more = at + length < this.#l4Len ? Ipv4Flag.moreFragments : 0;
      const place = more | (at / 8);
      const id = this.#identification;
      emitIpv4(this.#outlet.view, l3, source, destination, protocol, l3Len, id, place);
      this.#outlet.commit(l3Len);
    }
  }
}
