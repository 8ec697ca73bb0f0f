/**
 * Buffers lent to streams while they hold octets, so that an idle stream holds none.
 *
 * Theory of operation
 * Sizes are powers of two from 4 KiB to 1 MiB. `take` lends the smallest that fits, `give` returns
 * it. Returned buffers are kept for the next stream up to KEPT_OCTETS; the rest is left to the
 * garbage collector. A buffer larger than 1 MiB is never kept. `scarce` says that all streams
 * together hold more than PLENTY_OCTETS: each of them then keeps to a smaller limit.
 */
import { Buffer } from 'node:buffer';

/** 4 KiB: holds any short answer. */
const SMALLEST_SHIFT = 12;
/** 1 MiB: the most that a stream holds in one direction. */
const LARGEST_SHIFT = 20;
/** Octets kept for the next stream. */
const KEPT_OCTETS = 16 << 20;
/** Octets lent out above which streams hold less: 128 full rings. */
const PLENTY_OCTETS = 128 << 20;

export class BufferPool {
  /** Octets lent out now. */
  lent = 0;
  readonly #kept: Buffer[][] = [];
  #keptOctets = 0;

  constructor() {
    for (let shift = 0; shift <= LARGEST_SHIFT; shift += 1) this.#kept.push([]);
  }

  /** A buffer of at least `octets`, a power of two long. It holds old octets. */
  take(octets: number): Buffer {
    const shift = Math.max(SMALLEST_SHIFT, 32 - Math.clz32(octets - 1));
    const size = 2 ** shift;
    this.lent += size;
    const kept = shift <= LARGEST_SHIFT ? this.#kept[shift]!.pop() : undefined;
    if (kept === undefined) return Buffer.allocUnsafeSlow(size);
    this.#keptOctets -= size;
    return kept;
  }

  give(buffer: Buffer): void {
    const size = buffer.length;
    this.lent -= size;
    if (size > 2 ** LARGEST_SHIFT || this.#keptOctets + size > KEPT_OCTETS) return;
    this.#keptOctets += size;
    this.#kept[31 - Math.clz32(size)]!.push(buffer);
  }

  get scarce(): boolean {
    return this.lent > PLENTY_OCTETS;
  }
}
