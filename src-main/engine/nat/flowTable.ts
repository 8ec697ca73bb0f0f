/**
 * Flows by their two ends, for TCP and UDP alike: a hash table keyed by four numbers, so that
 * finding a packet's flow allocates nothing.
 * Read first: Knuth, TAOCP vol. 3, §6.4, algorithms L and R.
 *
 * Theory of operation
 * - Open addressing with linear probing. The key is the flow's own ends, which do not change.
 * - Removal moves later entries back into the gap, so that there are no tombstones.
 * - Hashing is seeded, because guests choose the ends: they cannot choose ones that collide.
 * - Grows by doubling and never shrinks. Bounding the number of flows is up to the owner.
 */

/** A flow's two ends as the guest sees them. */
export interface FlowKey {
  readonly guestAddress: number;
  readonly guestPort: number;
  readonly remoteAddress: number;
  readonly remotePort: number;
}

/** Slots of an empty table; a power of two. Doubled when more than half would be taken. */
const INITIAL_SLOTS = 64;

export class FlowTable<F extends FlowKey> {
  readonly #seed: number;
  #slots: (F | null)[] = new Array<F | null>(INITIAL_SLOTS).fill(null);
  #size = 0;

  /** @param random gives numbers in [0, 1) */
  constructor(random: () => number) {
    this.#seed = Math.floor(random() * 2 ** 32) | 0;
  }

  get size(): number {
    return this.#size;
  }

  find(
    guestAddress: number,
    guestPort: number,
    remoteAddress: number,
    remotePort: number,
  ): F | null {
    const mask = this.#slots.length - 1;
    let slot = hashEnds(this.#seed, guestAddress, guestPort, remoteAddress, remotePort) & mask;
    for (;;) {
      const flow = this.#slots[slot] ?? null;
      if (
        flow === null ||
        (flow.guestPort === guestPort &&
          flow.remotePort === remotePort &&
          flow.remoteAddress === remoteAddress &&
          flow.guestAddress === guestAddress)
      ) {
        return flow;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** The key must not be there yet. */
  add(flow: F): void {
    if (2 * (this.#size + 1) > this.#slots.length) this.#grow();
    this.#put(flow);
    this.#size += 1;
  }

  /** Does nothing for a flow that is not there. */
  remove(flow: F): void {
    const mask = this.#slots.length - 1;
    let hole = this.#home(flow);
    while (this.#slots[hole] !== flow) {
      if (this.#slots[hole] === null) return;
      hole = (hole + 1) & mask;
    }
    this.#size -= 1;
    // Close the gap: whoever was pushed past the hole moves into it.
    for (let slot = (hole + 1) & mask; this.#slots[slot] !== null; slot = (slot + 1) & mask) {
      const home = this.#home(this.#slots[slot]!);
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      this.#slots[hole] = this.#slots[slot]!;
      hole = slot;
    }
    this.#slots[hole] = null;
  }

  /** The flows, as an array of their own: they may be removed while it is walked. */
  list(): F[] {
    return this.#slots.filter((flow) => flow !== null);
  }

  #home(flow: F): number {
    const { guestAddress, guestPort, remoteAddress, remotePort } = flow;
    const hash = hashEnds(this.#seed, guestAddress, guestPort, remoteAddress, remotePort);
    return hash & (this.#slots.length - 1);
  }

  #put(flow: F): void {
    const mask = this.#slots.length - 1;
    let slot = this.#home(flow);
    while (this.#slots[slot] !== null) slot = (slot + 1) & mask;
    this.#slots[slot] = flow;
  }

  #grow(): void {
    const flows = this.list();
    this.#slots = new Array<F | null>(2 * this.#slots.length).fill(null);
    for (const flow of flows) this.#put(flow);
  }
}

/** 32 bits of hash over both ends. Multipliers are MurmurHash3's finalizer constants. */
export function hashEnds(
  seed: number,
  guestAddress: number,
  guestPort: number,
  remoteAddress: number,
  remotePort: number,
): number {
  let hash = Math.imul(guestAddress ^ seed, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ remoteAddress, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16) ^ ((guestPort << 16) | remotePort), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ seed, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
