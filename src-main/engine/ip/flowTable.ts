/**
 * Flows by their two ends, for TCP and UDP and both families alike: a hash table in which finding a
 * packet's flow allocates nothing.
 * Read first: ../probing.ts.
 *
 * Theory of operation
 * - The key is the flow's own ends, which do not change.
 * - Grows by doubling and never shrinks. The owner bounds the number of flows.
 */
import { hashSeed, hashWord } from '../../address/hash.ts';
import { hashIpAt, type IpAddress } from '../../address/ip.ts';
import { ProbedTable } from '../probing.ts';
import type { GuestPacket } from './packet.ts';

/** A flow's two ends as the guest sees them. */
export interface FlowKey {
  readonly guestAddress: IpAddress;
  readonly guestPort: number;
  readonly remoteAddress: IpAddress;
  readonly remotePort: number;
}

/** Slots of an empty table; a power of two. Doubled when more than half would be taken. */
const INITIAL_SLOTS = 64;

export class FlowTable<F extends FlowKey> extends ProbedTable {
  readonly #seed: number;
  #slots: (F | null)[] = new Array<F | null>(INITIAL_SLOTS).fill(null);
  #size = 0;

  /** @param random gives numbers in [0, 1) */
  constructor(random: () => number) {
    super();
    this.#seed = hashSeed(random);
  }

  get size(): number {
    return this.#size;
  }

  /** The flow of a guest's packet. Its addresses are compared where they lie. */
  findFor(packet: GuestPacket, guestPort: number, remotePort: number): F | null {
    const mask = this.#slots.length - 1;
    const { view, family, sourceAt, destinationAt } = packet;
    const guest = hashIpAt(view, sourceAt, family, this.#seed);
    const addresses = hashIpAt(view, destinationAt, family, guest);
    let slot = hashWord(addresses, (guestPort << 16) | remotePort) & mask;
    for (;;) {
      const flow = this.#slots[slot] ?? null;
      if (
        flow === null ||
        (flow.guestPort === guestPort &&
          flow.remotePort === remotePort &&
          flow.remoteAddress.liesAt(view, destinationAt, family) &&
          flow.guestAddress.liesAt(view, sourceAt, family))
      ) {
        return flow;
      }
      slot = (slot + 1) & mask;
    }
  }

  find(key: FlowKey): F | null {
    const mask = this.#slots.length - 1;
    let slot = this.#home(key);
    for (;;) {
      const flow = this.#slots[slot] ?? null;
      if (flow === null || sameKey(flow, key)) return flow;
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
    let slot = this.#home(flow);
    while (this.#slots[slot] !== flow) {
      if (this.#slots[slot] === null) return;
      slot = (slot + 1) & mask;
    }
    this.#size -= 1;
    this.removeAt(slot, mask);
  }

  /** The flows, as an array of their own: they may be removed while it is walked. */
  list(): F[] {
    return this.#slots.filter((flow) => flow !== null);
  }

  protected isFree(slot: number): boolean {
    return this.#slots[slot] === null;
  }

  protected hashAt(slot: number): number {
    return hashEnds(this.#seed, this.#slots[slot]!);
  }

  protected move(from: number, to: number): void {
    this.#slots[to] = this.#slots[from]!;
  }

  protected free(slot: number): void {
    this.#slots[slot] = null;
  }

  #home(key: FlowKey): number {
    return hashEnds(this.#seed, key) & (this.#slots.length - 1);
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

function sameKey(a: FlowKey, b: FlowKey): boolean {
  return (
    a.guestPort === b.guestPort &&
    a.remotePort === b.remotePort &&
    a.remoteAddress.equals(b.remoteAddress) &&
    a.guestAddress.equals(b.guestAddress)
  );
}

/** 32 bits of hash over both ends. */
export function hashEnds(seed: number, key: FlowKey): number {
  const addresses = key.remoteAddress.hash(key.guestAddress.hash(seed));
  return hashWord(addresses, (key.guestPort << 16) | key.remotePort);
}
