/**
 * A bounded set of MAC addresses that is asked for every frame.
 *
 * A hash table with linear probing over typed arrays; zero, which is nobody's address, marks an
 * empty slot. A station that is fixed stays; one that was heard goes when it has been silent for
 * long (`forgetBefore`). Removal makes the table anew.
 */
/** Stations behind one uplink, nested guests included; both their addresses fit a packet filter. */
export const MAX_STATIONS = 256;

const SLOTS = MAX_STATIONS * 4;
const MASK = SLOTS - 1;
const TWO_32 = 0x1_0000_0000;

export class StationSet {
  readonly #slots = new Float64Array(SLOTS);
  /** When the station of that slot was last heard; Infinity: it is fixed. */
  readonly #heardMs = new Float64Array(SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(mac: number): boolean {
    return mac !== 0 && this.#slots[this.#find(mac)] === mac;
  }

  /** Stays until `clear`. */
  fix(mac: number): void {
    this.add(mac, Infinity);
  }

  /** It was heard just now. Whether the set has changed by it; a full set does not. */
  add(mac: number, nowMs: number): boolean {
    const slot = this.#find(mac);
    if (this.#slots[slot] === mac && mac !== 0) {
      if (this.#heardMs[slot]! < nowMs) this.#heardMs[slot] = nowMs;
      return false;
    }
    if (mac === 0 || this.#size === MAX_STATIONS) return false;
    this.#slots[slot] = mac;
    this.#heardMs[slot] = nowMs;
    this.#size += 1;
    return true;
  }

  /** When the one that is silent for longest was last heard; Infinity: all are fixed. */
  get oldestMs(): number {
    return this.#heardMs.reduce(
      (oldest, heardMs, slot) => (this.#slots[slot] === 0 ? oldest : Math.min(oldest, heardMs)),
      Infinity,
    );
  }

  /** Those last heard at that time or before are gone. */
  forgetBefore(timeMs: number): void {
    const slots = this.#slots.slice();
    const heardMs = this.#heardMs.slice();
    this.clear();
    for (const [slot, mac] of slots.entries())
      if (heardMs[slot]! > timeMs) this.add(mac, heardMs[slot]!);
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
