/**
 * The half of a flow that receives from the guest: text, put in order, on its way to the host.
 * Read first: RFC 9293 §3.4 (acceptability), §3.8.6.2.2 (silly windows), §3.8.6.3 (when to
 * acknowledge); RFC 7323 §2.
 *
 * Theory of operation
 * Text in order is gathered for the length of one batch and then written to the host at once. Text
 * ahead of a hole waits in a reassembly buffer, which exists only as long as the hole.
 * `edge` is the right edge of the window: the guest may send up to there. It never moves left, and
 * it moves right only as the host takes what was written: what the host has not taken, plus what
 * the guest may still send, is never more than the limit. Windows are sent rounded down to the
 * scale's unit, yet text is taken up to the edge itself.
 */
import type { Buffer } from 'node:buffer';
import type { HostStream } from '../../outside/hostStream.ts';
import type { BufferPool } from './bufferPool.ts';
import { Reassembly } from './textAhead.ts';
import type { Segment } from './segment.ts';
import { advance, distance, isBefore } from './sequence.ts';

/** Octets a guest may have under way to a host that does not read. 1 MiB fills 80 Gbit/s at 0.1 ms. */
const WINDOW_LIMIT = 1 << 20;
/** The same when memory is scarce. */
const SCARCE_WINDOW_LIMIT = 1 << 16;
/** The smallest with which a 16-bit window field reaches WINDOW_LIMIT. */
export const WINDOW_SHIFT = 5;
const MAX_WINDOW_FIELD = 0xffff;
/** Octets gathered before they are written. */
const GATHER_OCTETS = 1 << 16;
/** Text this long is written straight from the batch: gathering it would only copy it. */
const DIRECT_OCTETS = 1 << 14;

export class Receiver {
  nxt = 0;
  edge = 0;
  /** Everything up to and including the guest's FIN is here. */
  finished = false;
  /** Something came that has not been acknowledged. */
  owesAcknowledgment = false;
  /** Octets of text taken in order. */
  octets = 0;

  readonly #pool: BufferPool;
  #host: HostStream | null = null;
  #shift = 0;
  #mss = 536;
  #reassembly: Reassembly | null = null;
  #gather: Buffer | null = null;
  #gathered = 0;
  #finishKnown = false;
  #finishAt = 0;

  constructor(pool: BufferPool) {
    this.#pool = pool;
  }

  /** Where text goes; null when nobody is left to take it. */
  connect(host: HostStream | null): void {
    this.#host = host;
  }

  /** The guest's SYN begins the numbering; the first window is what an unscaled field can say. */
  start(initialSequence: number, mss: number, scaled: boolean): void {
    this.nxt = advance(initialSequence, 1);
    this.edge = advance(this.nxt, MAX_WINDOW_FIELD);
    this.#mss = mss;
    this.#shift = scaled ? WINDOW_SHIFT : 0;
  }

  /** Octets the guest may send from `nxt` on. */
  get window(): number {
    return distance(this.nxt, this.edge);
  }

  /** As the header's field says it. */
  get windowField(): number {
    return Math.min(MAX_WINDOW_FIELD, this.window >> this.#shift);
  }

  /**
   * Whether any of the segment lies within the window. With the window closed, one that begins
   * exactly at `nxt` passes, for its acknowledgment; its text is then refused.
   */
  accepts(segment: Segment): boolean {
    const ahead = distance(this.nxt, segment.sequence);
    if (segment.length === 0) return ahead >= 0 && ahead <= this.window;
    return ahead + segment.length > 0 && ahead < Math.max(1, this.window);
  }

  /**
   * Takes the text and the FIN of a segment that was accepted.
   * @returns false when the guest should hear at once what is missing: the text lies ahead of a
   *   hole, or some of it beyond the window
   */
  take(segment: Segment): boolean {
    if (this.finished || segment.length === 0) return true;
    const skipped = Math.max(0, distance(segment.sequence, this.nxt));
    const sequence = advance(segment.sequence, skipped);
    const whole = segment.textLength - skipped;
    const length = Math.min(whole, distance(sequence, this.edge));
    if (segment.length > segment.textLength && length === whole) this.#noteFinish(segment);
    if (length > 0) this.#accept(sequence, segment.octets, segment.textOffset + skipped, length);
    this.#reachFinish();
    return length === whole && !isBefore(this.nxt, sequence);
  }

  /** Hands the gathered text to the host. */
  flush(): void {
    const gather = this.#gather;
    if (gather === null) return;
    this.#gather = null;
    this.#host?.write(gather.subarray(0, this.#gathered));
    this.#gathered = 0;
    this.#pool.give(gather);
  }

  /**
   * Moves the edge as far as the host's queue allows, in steps worth telling.
   * @returns whether the guest, short of window, should be told now
   */
  openWindow(): boolean {
    const limit = this.#pool.scarce ? SCARCE_WINDOW_LIMIT : WINDOW_LIMIT;
    const most = MAX_WINDOW_FIELD << this.#shift;
    const wanted = Math.min(most, limit - (this.#host?.queued ?? 0));
    const before = this.window;
    if (wanted - before < Math.min(limit >> 1, this.#mss)) return false;
    this.edge = advance(this.nxt, wanted);
    return 4 * before < Math.min(limit, most) && wanted - before >= 2 * this.#mss;
  }

  release(): void {
    this.#host = null;
    if (this.#gather !== null) this.#pool.give(this.#gather);
    this.#gather = null;
    this.#dropReassembly();
  }

  #noteFinish(segment: Segment): void {
    this.#finishKnown = true;
    this.#finishAt = advance(segment.sequence, segment.textLength);
  }

  #reachFinish(): void {
    if (!this.#finishKnown || isBefore(this.nxt, this.#finishAt)) return;
    this.nxt = advance(this.nxt, 1);
    this.finished = true;
    this.owesAcknowledgment = true;
    this.#dropReassembly();
  }

  #accept(sequence: number, octets: Buffer, offset: number, length: number): void {
    if (sequence !== this.nxt) {
      this.#keep(sequence, octets, offset, length);
      return;
    }
    this.#deliver(octets, offset, length);
    if (this.#reassembly !== null) this.#fillHole(this.#reassembly);
  }

  /** With memory scarce, text ahead of a hole is not kept: the guest sends it again. */
  #keep(sequence: number, octets: Buffer, offset: number, length: number): void {
    if (this.#reassembly === null && this.#pool.scarce) return;
    this.#reassembly ??= new Reassembly(this.#pool, WINDOW_LIMIT);
    this.#reassembly.insert(sequence, octets, offset, length);
  }

  #deliver(octets: Buffer, offset: number, length: number): void {
    this.nxt = advance(this.nxt, length);
    this.octets += length;
    this.owesAcknowledgment = true;
    if (length >= DIRECT_OCTETS) {
      this.flush();
      this.#host?.write(octets.subarray(offset, offset + length));
      return;
    }
    if (this.#gather !== null && this.#gathered + length > GATHER_OCTETS) this.flush();
    this.#gather ??= this.#pool.take(GATHER_OCTETS);
    octets.copy(this.#gather, this.#gathered, offset, offset + length);
    this.#gathered += length;
  }

  #fillHole(reassembly: Reassembly): void {
    this.flush();
    let length = reassembly.lengthAt(this.nxt);
    while (length > 0) {
      const piece = reassembly.peek(this.nxt, length);
      this.#host?.write(piece);
      this.nxt = advance(this.nxt, piece.length);
      this.octets += piece.length;
      length = reassembly.lengthAt(this.nxt);
    }
    if (reassembly.empty) this.#dropReassembly();
  }

  #dropReassembly(): void {
    this.#reassembly?.release();
    this.#reassembly = null;
  }
}
