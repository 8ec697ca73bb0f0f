/**
 * Which station was last heard on which port. A station is a MAC address on a VLAN.
 * Read first: IEEE 802.1D-2004 §7.8 (learning), §7.9 (the filtering database); ../probing.ts.
 *
 * Theory of operation
 * - Typed arrays hold the entries. A slot whose MAC is zero is free (zero is never learned, see
 *   checkEthernet).
 * - There are no timers. A look-up ignores an entry that is too old. Old entries are removed when
 *   there is no room for a new station. Such a sweep runs only if at least one entry can have
 *   expired since the last one, so a guest that invents stations cannot cause one with each frame.
 * - A station is not learned if there is no room. Frames to it are flooded, so nothing is lost.
 * - A fixed station (IEEE 802.1D-2004 §7.9.1, a static entry) has `seenMs` Infinity. It never ages
 *   and is never learned on another port. The gateway is fixed: otherwise any guest could take its
 *   place with one frame. It is fixed on the other side of a patch cable, too.
 */
import { hashMac } from '../../address/hash.ts';
import { ProbedTable } from '../probing.ts';

/** Silence after which a station is forgotten, in ms. IEEE 802.1D-2004 §7.9.2: default 300 s. */
export const AGEING_TIME_MS = 300_000;

/** Stations one network remembers; what a small hardware switch holds. */
export const FDB_ENTRIES = 8192;

/** Stations one port may add: a guest that invents stations leaves the others their half. */
export const FDB_ENTRIES_PER_PORT = FDB_ENTRIES / 2;

/** Ports of one switch; a port is an index below this. */
export const MAX_PORTS = 1024;

const SLOTS = FDB_ENTRIES * 2;
const MASK = SLOTS - 1;

/** The VLAN id of a frame without a tag. IEEE 802.1Q-2018 table 9-2: the null VLAN id. */
export const UNTAGGED = 0;

export interface FdbEntry {
  /** VLAN id; 0: untagged. */
  readonly vid: number;
  readonly mac: number;
  /** Index of the port. */
  readonly port: number;
  readonly ageMs: number;
}

export class ForwardingDatabase extends ProbedTable {
  readonly #vids = new Uint16Array(SLOTS);
  readonly #macs = new Float64Array(SLOTS);
  readonly #ports = new Uint16Array(SLOTS);
  readonly #seenMs = new Float64Array(SLOTS);
  readonly #perPort = new Uint16Array(MAX_PORTS);
  readonly #seed: number;
  #count = 0;
  /** No entry was last heard before this. */
  #oldestMs = 0;

  /** @param seed any 32 bits; unknown to guests, so that they cannot choose MACs that collide */
  constructor(seed: number) {
    super();
    this.#seed = seed;
  }

  /** The station was heard on this port now. False: it is fixed on another one. */
  learn(vid: number, mac: number, port: number, nowMs: number): boolean {
    const slot = this.#find(vid, mac);
    if (this.#macs[slot] !== mac) {
      this.#add(vid, mac, port, nowMs);
      return true;
    }
    if (this.#seenMs[slot] === Infinity) return this.#ports[slot] === port;
    if (this.#ports[slot] !== port) this.#move(slot, port);
    this.#seenMs[slot] = nowMs;
    return true;
  }

  /** The station stays on this port until the port is forgotten. */
  fix(vid: number, mac: number, port: number, nowMs: number): void {
    this.learn(vid, mac, port, nowMs);
    const slot = this.#find(vid, mac);
    if (this.#macs[slot] === mac) this.#seenMs[slot] = Infinity;
  }

  /** A fixed station may move and age again, as if it was heard now. */
  unfix(vid: number, mac: number, nowMs: number): void {
    const slot = this.#find(vid, mac);
    if (this.#macs[slot] === mac) this.#seenMs[slot] = nowMs;
  }

  /** The port a station was last heard on, or -1: unknown, or silent for too long. */
  lookup(vid: number, mac: number, nowMs: number): number {
    const slot = this.#find(vid, mac);
    if (this.#macs[slot] === 0) return -1;
    return nowMs - this.#seenMs[slot]! < AGEING_TIME_MS ? this.#ports[slot]! : -1;
  }

  /** Removes all stations of a port. */
  forgetPort(port: number): void {
    if (this.#perPort[port] === 0) return;
    for (let slot = 0; slot < SLOTS; slot += 1)
      while (this.#macs[slot] !== 0 && this.#ports[slot] === port) this.#remove(slot);
  }

  list(nowMs: number): FdbEntry[] {
    const entries: FdbEntry[] = [];
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const mac = this.#macs[slot]!;
      const ageMs = Math.max(0, nowMs - this.#seenMs[slot]!);
      if (mac !== 0 && ageMs < AGEING_TIME_MS)
        entries.push({ vid: this.#vids[slot]!, mac, port: this.#ports[slot]!, ageMs });
    }
    return entries;
  }

  #add(vid: number, mac: number, port: number, nowMs: number): void {
    if (!this.#hasRoom(port)) {
      if (nowMs - this.#oldestMs < AGEING_TIME_MS) return;
      this.#sweep(nowMs);
      if (!this.#hasRoom(port)) return;
    }
    const slot = this.#find(vid, mac);
    if (this.#count === 0) this.#oldestMs = nowMs;
    this.#vids[slot] = vid;
    this.#macs[slot] = mac;
    this.#ports[slot] = port;
    this.#seenMs[slot] = nowMs;
    this.#perPort[port]! += 1;
    this.#count += 1;
  }

  #hasRoom(port: number): boolean {
    return this.#count < FDB_ENTRIES && this.#perPort[port]! < FDB_ENTRIES_PER_PORT;
  }

  #move(slot: number, port: number): void {
    this.#perPort[this.#ports[slot]!]! -= 1;
    this.#perPort[port]! += 1;
    this.#ports[slot] = port;
  }

  #sweep(nowMs: number): void {
    let oldestMs = nowMs;
    for (let slot = 0; slot < SLOTS; slot += 1) {
      while (this.#macs[slot] !== 0 && nowMs - this.#seenMs[slot]! >= AGEING_TIME_MS)
        this.#remove(slot);
      if (this.#macs[slot] !== 0) oldestMs = Math.min(oldestMs, this.#seenMs[slot]!);
    }
    this.#oldestMs = oldestMs;
  }

  /** The slot that holds this station, or the free one where it would go. */
  #find(vid: number, mac: number): number {
    let slot = hashMac(this.#seed, mac, vid) & MASK;
    for (;;) {
      const found = this.#macs[slot];
      if (found === 0 || (found === mac && this.#vids[slot] === vid)) return slot;
      slot = (slot + 1) & MASK;
    }
  }

  #remove(slot: number): void {
    this.#perPort[this.#ports[slot]!]! -= 1;
    this.#count -= 1;
    this.removeAt(slot, MASK);
  }

  protected isFree(slot: number): boolean {
    return this.#macs[slot] === 0;
  }

  protected hashAt(slot: number): number {
    return hashMac(this.#seed, this.#macs[slot]!, this.#vids[slot]);
  }

  protected move(from: number, to: number): void {
    this.#vids[to] = this.#vids[from]!;
    this.#macs[to] = this.#macs[from]!;
    this.#ports[to] = this.#ports[from]!;
    this.#seenMs[to] = this.#seenMs[from]!;
  }

  protected free(slot: number): void {
    this.#macs[slot] = 0;
  }
}
