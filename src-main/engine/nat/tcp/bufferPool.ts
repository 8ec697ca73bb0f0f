/**
 * Buffers lent to flows while they hold octets, so that an idle flow holds none.
 *
 * Theory of operation
 * Sizes are powers of two from 4 KiB to 1 MiB. `take` gives the smallest that fits, `give` returns
 * it; what is returned is kept for the next taker up to a bound, the rest is left to the collector.
 * Anything larger than 1 MiB is made and forgotten. `scarce` says that more is lent out than all
 * flows together should hold: then each contents itself with less.
 */
import { Buffer } from 'node:buffer';

/** 4 KiB: holds any short answer. */
const SMALLEST_SHIFT = 12;
/** 1 MiB: a whole ring or reassembly buffer. */
const LARGEST_SHIFT = 20;
/** Octets kept for the next taker. */
const KEPT_OCTETS = 16 << 20;
/** Octets lent out at which flows are told to hold less: 128 full rings. */
const PLENTY_OCTETS = 128 << 20;

export class BufferPool {
  readonly #kept: Buffer[][] = [];
  #keptOctets = 0;
  #lent = 0;

  constructor() {
    for (let shift = 0; shift <= LARGEST_SHIFT; shift += 1) this.#kept.push([]);
  }

  /** A buffer of at least `octets`, a power of two long, with whatever was in it last. */
  take(octets: number): Buffer {
    const shift = Math.max(SMALLEST_SHIFT, 32 - Math.clz32(octets - 1));
    const size = 2 ** shift;
    this.#lent += size;
    const kept = shift <= LARGEST_SHIFT ? this.#kept[shift]!.pop() : undefined;
    if (kept === undefined) return Buffer.allocUnsafeSlow(size);
    this.#keptOctets -= size;
    return kept;
  }

  give(buffer: Buffer): void {
    const size = buffer.length;
    this.#lent -= size;
    if (size > 2 ** LARGEST_SHIFT || this.#keptOctets + size > KEPT_OCTETS) return;
    this.#keptOctets += size;
    this.#kept[31 - Math.clz32(size)]!.push(buffer);
  }

  /** Octets lent out now. */
  get lent(): number {
    return this.#lent;
  }

  get scarce(): boolean {
    return this.lent > PLENTY_OCTETS;
  }
}
