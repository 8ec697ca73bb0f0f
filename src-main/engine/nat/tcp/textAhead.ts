/**
 * Text that arrived ahead of a hole, kept until the hole is filled.
 * Octets lie in a ring at their sequence number modulo its size; which of them are there is a short
 * sorted list of ranges. Exists only while there is a hole.
 * Read first: RFC 9293 §3.10.7.4 (segments with higher beginning sequence numbers).
 */
import { Buffer } from 'node:buffer';
import { MAX_HOLES, MAX_TEXT_AHEAD, MAX_TEXT_AHEAD_RANGES } from '../../guestLimits.ts';
import { advance, distance, isBefore } from './sequence.ts';

/** Rings kept for the next hole rather than given back. */
const SPARE_RINGS = 4;

/** The rings of one network. */
export class TextAheadRings {
  /** Rings in use. */
  lent = 0;
  readonly #spare: Buffer[] = [];

  /** Null when MAX_HOLES are in use. The ring holds old octets. */
  take(): Buffer | null {
    if (this.lent === MAX_HOLES) return null;
    this.lent += 1;
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(MAX_TEXT_AHEAD);
  }

  give(ring: Buffer): void {
    this.lent -= 1;
    if (this.#spare.length < SPARE_RINGS) this.#spare.push(ring);
  }
}

export class TextAhead {
  readonly #rings: TextAheadRings;
  readonly #ring: Buffer;
  /** Begin and end of range `i` at `2i` and `2i + 1`: ascending, never touching. */
  readonly #edges = new Int32Array(2 * MAX_TEXT_AHEAD_RANGES);
  #count = 0;

  private constructor(rings: TextAheadRings, ring: Buffer) {
    this.#rings = rings;
    this.#ring = ring;
  }

  /** Null when there is no ring for it. */
  static open(rings: TextAheadRings): TextAhead | null {
    const ring = rings.take();
    return ring && new TextAhead(rings, ring);
  }

  get empty(): boolean {
    return this.#count === 0;
  }

  /** Keeps text that lies within the window. What is there already is written again. */
  insert(sequence: number, octets: Buffer, offset: number, length: number): void {
    const end = advance(sequence, length);
    let first = 0;
    while (first < this.#count && isBefore(this.#edges[2 * first + 1]!, sequence)) first += 1;
    let next = first;
    while (next < this.#count && !isBefore(end, this.#edges[2 * next]!)) next += 1;
    if (next === first && this.#count === MAX_TEXT_AHEAD_RANGES) return;
    this.#write(sequence, octets, offset, length);
    this.#merge(first, next, sequence, end);
  }

  /** Octets that continue at `sequence`, 0 when there is a hole. Forgets what lies before it. */
  lengthAt(sequence: number): number {
    while (this.#count > 0 && !isBefore(sequence, this.#edges[1]!)) this.#splice(0, 1, 0);
    if (this.#count === 0 || isBefore(sequence, this.#edges[0]!)) return 0;
    return distance(sequence, this.#edges[1]!);
  }

  /** A view of at most `length` octets at `sequence`, up to the ring's end; call again for the rest. */
  peek(sequence: number, length: number): Buffer {
    const at = sequence & (this.#ring.length - 1);
    return this.#ring.subarray(at, Math.min(at + length, this.#ring.length));
  }

  release(): void {
    this.#rings.give(this.#ring);
  }

  #write(sequence: number, octets: Buffer, offset: number, length: number): void {
    const ring = this.#ring;
    const at = sequence & (ring.length - 1);
    const first = Math.min(length, ring.length - at);
    octets.copy(ring, at, offset, offset + first);
    if (first < length) octets.copy(ring, 0, offset + first, offset + length);
  }

  /** Ranges `first` to `next` and the new one become one range. */
  #merge(first: number, next: number, sequence: number, end: number): void {
    let from = sequence;
    let to = end;
    if (next > first) {
      if (isBefore(this.#edges[2 * first]!, from)) from = this.#edges[2 * first]!;
      if (isBefore(to, this.#edges[2 * next - 1]!)) to = this.#edges[2 * next - 1]!;
    }
    this.#splice(first, next - first, 1);
    this.#edges[2 * first] = from;
    this.#edges[2 * first + 1] = to;
  }

  #splice(at: number, removed: number, added: number): void {
    this.#edges.copyWithin(2 * (at + added), 2 * (at + removed), 2 * this.#count);
    this.#count += added - removed;
  }
}
