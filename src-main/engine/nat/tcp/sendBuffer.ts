/**
 * Octets from the host that the guest has not acknowledged: a ring that begins at the first
 * unacknowledged one. It grows by doubling, and gives its memory back when it is empty.
 * How much it may hold is the sender's business: it takes whatever it is given.
 */
import type { Buffer } from 'node:buffer';
import type { BufferPool } from './bufferPool.ts';

export class SendBuffer {
  readonly #pool: BufferPool;
  #ring: Buffer | null = null;
  #start = 0;
  length = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  append(octets: Uint8Array): void {
    if (octets.length === 0) return;
    const ring = this.#room(this.length + octets.length);
    const at = (this.#start + this.length) & (ring.length - 1);
    const first = Math.min(octets.length, ring.length - at);
    if (first === octets.length) {
      ring.set(octets, at);
    } else {
      ring.set(octets.subarray(0, first), at);
      ring.set(octets.subarray(first), 0);
    }
    this.length += octets.length;
  }

  /** Copies `length` octets from `offset` on; the caller knows that they are there. */
  copy(offset: number, length: number, target: Buffer, targetOffset: number): void {
    const ring = this.#ring;
    if (ring === null || length === 0) return;
    const at = (this.#start + offset) & (ring.length - 1);
    const first = Math.min(length, ring.length - at);
    ring.copy(target, targetOffset, at, at + first);
    if (first < length) ring.copy(target, targetOffset + first, 0, length - first);
  }

  /** The first `octets` are acknowledged. */
  discard(octets: number): void {
    this.length -= octets;
    if (this.length === 0) this.release();
    else if (this.#ring !== null) this.#start = (this.#start + octets) & (this.#ring.length - 1);
  }

  release(): void {
    if (this.#ring !== null) this.#pool.give(this.#ring);
    this.#ring = null;
    this.#start = 0;
    this.length = 0;
  }

  #room(octets: number): Buffer {
    const old = this.#ring;
    if (old !== null && octets <= old.length) return old;
    const ring = this.#pool.take(octets);
    if (old !== null) {
      this.copy(0, this.length, ring, 0);
      this.#pool.give(old);
    }
    this.#start = 0;
    this.#ring = ring;
    return ring;
  }
}
