/**
 * Which guest has which IP address, behind an uplink with MAC translation.
 *
 * Read first: ../probing.ts.
 *
 * Theory of operation
 * Typed arrays hold the entries. IPv4 addresses are kept as IPv4-mapped ones (RFC 4291 §2.5.5.2).
 * If a guest uses more addresses than allowed (IPv6 privacy addresses add up), all of its addresses
 * are removed, and learned again from its next packets. If the table is full, all addresses of all
 * guests are removed.
 */
import { hashWords } from '../../address/hash.ts';
import { ProbedTable } from '../probing.ts';

/** Addresses in all. */
const MAX_ADDRESSES = 1024;
/** Addresses of one guest. */
export const ADDRESSES_PER_GUEST = 32;

const SLOTS = MAX_ADDRESSES * 2;
const MASK = SLOTS - 1;
/** Words of an address. */
const WORDS = 4;
const IPV4_MAPPED = 0xffff;

export class AddressTable extends ProbedTable {
  readonly #seed: number;
  /** Scratch: the address that is looked for. */
  readonly #wanted = new Uint32Array(WORDS);
  readonly #words = new Uint32Array(SLOTS * WORDS);
  readonly #macs = new Float64Array(SLOTS);
  #size = 0;

  /** @param seed see address/hash.ts */
  constructor(seed: number) {
    super();
    this.#seed = seed;
  }

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
    if (this.#size >= MAX_ADDRESSES) this.#clear();
    else if (own >= ADDRESSES_PER_GUEST) this.#forget(mac);
  }

  #clear(): void {
    this.#macs.fill(0);
    this.#size = 0;
  }

  #forget(mac: number): void {
    for (let slot = 0; slot < SLOTS; slot += 1)
      while (this.#macs[slot] === mac) {
        this.#size -= 1;
        this.removeAt(slot, MASK);
      }
  }

  protected isFree(slot: number): boolean {
    return this.#macs[slot] === 0;
  }

  protected hashAt(slot: number): number {
    return this.#hash(this.#words, slot * WORDS);
  }

  protected move(from: number, to: number): void {
    this.#words.copyWithin(to * WORDS, from * WORDS, (from + 1) * WORDS);
    this.#macs[to] = this.#macs[from]!;
  }

  protected free(slot: number): void {
    this.#macs[slot] = 0;
  }

  /** The slot that holds the wanted address, or the free one where it would go. */
  #find(): number {
    let slot = this.#hash(this.#wanted, 0) & MASK;
    while (this.#macs[slot] !== 0 && !this.#isAt(slot)) slot = (slot + 1) & MASK;
    return slot;
  }

  #hash(words: Uint32Array, at: number): number {
    return hashWords(this.#seed, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
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
