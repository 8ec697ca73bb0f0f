/**
 * Which station was last heard on which port.
 * Read first: IEEE 802.1D-2004 §7.8 (learning), §7.9 (the filtering database).
 * Left out: VLANs (one database per network).
 *
 * Theory of operation
 * A hash table with linear probing over typed arrays; a slot whose MAC is zero is empty (zero is
 * never learned, see checkEthernet). Removal shifts later entries of the same cluster back, so that
 * there are no tombstones and a look-up costs the same after a year. Half of the slots stay empty.
 * Nothing ticks: an entry is too old when somebody looks, and old ones are swept out when a new
 * station finds no room. A sweep runs only if at least one entry can have expired since the last,
 * so that a guest inventing stations cannot make each of its frames cost one.
 * A station that finds no room is not learned: frames to it are flooded, nothing is lost.
 * A fixed station (IEEE 802.1D-2004 §7.9.1, a static entry) was last heard at the end of time: it
 * never ages, and is never learned on another port. The gateway is one, or any guest could take its
 * place by sending one frame with its address. Behind a patch cable it is so on the other side, too.
 */
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
const TWO_32 = 0x1_0000_0000;

export interface FdbEntry {
  readonly mac: number;
  /** Index of the port. */
  readonly port: number;
  readonly ageMs: number;
}

export class ForwardingDatabase {
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
    this.#seed = seed;
  }

  /** The station was heard on this port just now. False: it is fixed on another one. */
  learn(mac: number, port: number, nowMs: number): boolean {
    const slot = this.#find(mac);
    if (this.#macs[slot] !== mac) {
      this.#add(mac, port, nowMs);
      return true;
    }
    if (this.#seenMs[slot] === Infinity) return this.#ports[slot] === port;
    if (this.#ports[slot] !== port) this.#move(slot, port);
    this.#seenMs[slot] = nowMs;
    return true;
  }

  /** The station is on this port, whatever is heard elsewhere, until the port is forgotten. */
  fix(mac: number, port: number, nowMs: number): void {
    this.learn(mac, port, nowMs);
    const slot = this.#find(mac);
    if (this.#macs[slot] === mac) this.#seenMs[slot] = Infinity;
  }

  /** A fixed station may move and age again, as if it was heard just now. */
  unfix(mac: number, nowMs: number): void {
    const slot = this.#find(mac);
    if (this.#macs[slot] === mac) this.#seenMs[slot] = nowMs;
  }

  /** The port a station was last heard on, or -1: unknown, or silent for too long. */
  lookup(mac: number, nowMs: number): number {
    const slot = this.#find(mac);
    if (mac === 0 || this.#macs[slot] !== mac) return -1;
    return nowMs - this.#seenMs[slot]! < AGEING_TIME_MS ? this.#ports[slot]! : -1;
  }

  /** The port has gone: so have its stations. */
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
        entries.push({ mac, port: this.#ports[slot]!, ageMs });
    }
    return entries;
  }

  #add(mac: number, port: number, nowMs: number): void {
    if (!this.#hasRoom(port)) {
      if (nowMs - this.#oldestMs < AGEING_TIME_MS) return;
      this.#sweep(nowMs);
      if (!this.#hasRoom(port)) return;
    }
    const slot = this.#find(mac);
    if (this.#count === 0) this.#oldestMs = nowMs;
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

  /** The slot that holds this station, or the empty one where it would go. */
  #find(mac: number): number {
    let slot = this.#home(mac);
    while (this.#macs[slot] !== mac && this.#macs[slot] !== 0) slot = (slot + 1) & MASK;
    return slot;
  }

  /** MurmurHash3's finaliser: every bit of the MAC and the seed reaches every bit of the slot. */
  #home(mac: number): number {
    let hash = mac ^ this.#seed;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b) ^ (mac / TWO_32);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
    return (hash ^ (hash >>> 16)) & MASK;
  }

  #remove(slot: number): void {
    this.#perPort[this.#ports[slot]!]! -= 1;
    this.#count -= 1;
    let hole = slot;
    let next = (slot + 1) & MASK;
    while (this.#macs[next] !== 0) {
      const home = this.#home(this.#macs[next]!);
      // It may fill the hole unless that would put it before its home.
      if (((next - home) & MASK) >= ((next - hole) & MASK)) {
        this.#macs[hole] = this.#macs[next]!;
        this.#ports[hole] = this.#ports[next]!;
        this.#seenMs[hole] = this.#seenMs[next]!;
        hole = next;
      }
      next = (next + 1) & MASK;
    }
    this.#macs[hole] = 0;
  }
}
