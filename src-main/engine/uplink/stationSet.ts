/**
 * A bounded set of MAC addresses that is asked for every frame.
 *
 * A hash table with linear probing over a typed array; zero, which is nobody's address, marks an
 * empty slot. Nothing is removed but all at once.
 */
/** Stations behind one uplink, nested guests included; both their addresses fit a packet filter. */
export const MAX_STATIONS = 256;

const SLOTS = MAX_STATIONS * 4;
const MASK = SLOTS - 1;
const TWO_32 = 0x1_0000_0000;

export class StationSet {
  readonly #slots = new Float64Array(SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(mac: number): boolean {
    return mac !== 0 && this.#slots[this.#find(mac)] === mac;
  }

  /** Whether the set has changed by it; a full set does not. */
  add(mac: number): boolean {
    const slot = this.#find(mac);
    if (mac === 0 || this.#slots[slot] === mac || this.#size === MAX_STATIONS) return false;
    this.#slots[slot] = mac;
    this.#size += 1;
    return true;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#size = 0;
  }

  list(): number[] {
    return [...this.#slots].filter((mac) => mac !== 0);
  }

  /** The slot that holds it, or the empty one where it would go. A quarter is in use at most. */
  #find(mac: number): number {
    let slot = Math.imul(mac ^ (mac / TWO_32), 0x9e37_79b1) >>> 22;
    while (this.#slots[slot] !== mac && this.#slots[slot] !== 0) slot = (slot + 1) & MASK;
    return slot;
  }
}
