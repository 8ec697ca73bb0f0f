/**
 * Which guest has which IP address, behind an uplink with MAC translation.
 *
 * Theory of operation
 * A hash table with linear probing over typed arrays; IPv4 addresses are kept as IPv4-mapped ones
 * (RFC 4291 §2.5.5.2). A guest that shows more addresses than it may have (IPv6 privacy addresses
 * of a long life) starts over: all of its own are forgotten, and learned again from its next
 * packets. So does everybody when the table is full.
 */
/** Addresses in all. */
const MAX_ADDRESSES = 1024;
/** Addresses of one guest. */
export const ADDRESSES_PER_GUEST = 32;

const SLOTS = MAX_ADDRESSES * 2;
const MASK = SLOTS - 1;
/** Words of an address. */
const WORDS = 4;
const IPV4_MAPPED = 0xffff;

export class AddressTable {
  /** Scratch: the address that is looked for. */
  readonly #wanted = new Uint32Array(WORDS);
  #words = new Uint32Array(SLOTS * WORDS);
  #macs = new Float64Array(SLOTS);
  #size = 0;

  /** The guest's MAC, or 0. */
  lookupIpv4(address: number): number {
    this.#wantIpv4(address);
    return this.#macs[this.#find()]!;
  }

  lookupIpv6(view: DataView, offset: number): number {
    this.#wantIpv6(view, offset);
    return this.#macs[this.#find()]!;
  }

  learnIpv4(address: number, mac: number): void {
    this.#wantIpv4(address);
    this.#learn(mac);
  }

  learnIpv6(view: DataView, offset: number, mac: number): void {
    this.#wantIpv6(view, offset);
    this.#learn(mac);
  }

  #wantIpv4(address: number): void {
    this.#wanted[0] = 0;
    this.#wanted[1] = 0;
    this.#wanted[2] = IPV4_MAPPED;
    this.#wanted[3] = address;
  }

  #wantIpv6(view: DataView, offset: number): void {
    for (let i = 0; i < WORDS; i += 1) this.#wanted[i] = view.getUint32(offset + 4 * i);
  }

  #learn(mac: number): void {
    let slot = this.#find();
    if (this.#macs[slot] === mac) return;
    if (this.#macs[slot] === 0) {
      this.#makeRoom(mac);
      slot = this.#find();
      this.#size += 1;
    }
    this.#words.set(this.#wanted, slot * WORDS);
    this.#macs[slot] = mac;
  }

  #makeRoom(mac: number): void {
    let own = 0;
    for (let slot = 0; slot < SLOTS; slot += 1) if (this.#macs[slot] === mac) own += 1;
    if (this.#size >= MAX_ADDRESSES) this.#keepOnly(() => false);
    else if (own >= ADDRESSES_PER_GUEST) this.#keepOnly((other) => other !== mac);
  }

  #keepOnly(kept: (mac: number) => boolean): void {
    const words = this.#words;
    const macs = this.#macs;
    const wanted = this.#wanted.slice();
    this.#words = new Uint32Array(SLOTS * WORDS);
    this.#macs = new Float64Array(SLOTS);
    this.#size = 0;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      if (macs[slot] === 0 || !kept(macs[slot]!)) continue;
      this.#wanted.set(words.subarray(slot * WORDS, (slot + 1) * WORDS));
      const free = this.#find();
      this.#words.set(this.#wanted, free * WORDS);
      this.#macs[free] = macs[slot]!;
      this.#size += 1;
    }
    this.#wanted.set(wanted);
  }

  /** The slot that holds the wanted address, or the empty one where it would go. */
  #find(): number {
    const [a, b, c, d] = this.#wanted as unknown as [number, number, number, number];
    let hash = Math.imul(a ^ (b * 3) ^ (c * 5), 0x85eb_ca6b) ^ Math.imul(d, 0x9e37_79b1);
    hash ^= hash >>> 15;
    let slot = hash & MASK;
    while (this.#macs[slot] !== 0 && !this.#isAt(slot)) slot = (slot + 1) & MASK;
    return slot;
  }

  #isAt(slot: number): boolean {
    const words = this.#words;
    const wanted = this.#wanted;
    const at = slot * WORDS;
    return (
      words[at + 3] === wanted[3] &&
      words[at + 2] === wanted[2] &&
      words[at + 1] === wanted[1] &&
      words[at] === wanted[0]
    );
  }
}
