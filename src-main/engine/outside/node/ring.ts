/**
 * Octets that the host has received and the guest has not acknowledged, oldest first. The ring grows
 * by doubling and gives its buffer back when it is empty. The owner bounds it.
 */
import type { Buffer } from 'node:buffer';
import type { BufferPool } from './bufferPool.ts';

export class Ring {
  length = 0;
  readonly #pool: BufferPool;
  #buffer: Buffer | null = null;
  #start = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  append(octets: Uint8Array): void {
    if (octets.length === 0) return;
    const buffer = this.#room(this.length + octets.length);
    const at = (this.#start + this.length) & (buffer.length - 1);
    const first = Math.min(octets.length, buffer.length - at);
    if (first === octets.length) {
      buffer.set(octets, at);
    } else {
      buffer.set(octets.subarray(0, first), at);
      buffer.set(octets.subarray(first), 0);
    }
    this.length += octets.length;
  }

  /** Copies `length` octets from `offset` on. The caller makes sure that they are there. */
  peek(offset: number, length: number, into: Uint8Array, at: number): void {
    const buffer = this.#buffer;
    if (buffer === null || length === 0) return;
    const from = (this.#start + offset) & (buffer.length - 1);
    const first = Math.min(length, buffer.length - from);
    buffer.copy(into, at, from, from + first);
    if (first < length) buffer.copy(into, at + first, 0, length - first);
  }

  discard(octets: number): void {
    this.length -= octets;
    if (this.length === 0) this.release();
    else if (this.#buffer !== null)
      this.#start = (this.#start + octets) & (this.#buffer.length - 1);
  }

  release(): void {
    if (this.#buffer !== null) this.#pool.give(this.#buffer);
    this.#buffer = null;
    this.#start = 0;
    this.length = 0;
  }

  /** A buffer with room for that many octets, which holds the ring's octets. */
  #room(octets: number): Buffer {
    const old = this.#buffer;
    if (old !== null && octets <= old.length) return old;
    const buffer = this.#pool.take(octets);
    if (old !== null) {
      this.peek(0, this.length, buffer, 0);
      this.#pool.give(old);
    }
    this.#start = 0;
    this.#buffer = buffer;
    return buffer;
  }
}
