/**
 * The half of a connection that receives from the guest: text, put in order, on its way to the
 * stream.
 * Read first: RFC 9293 §3.4 (acceptability), §3.8.6.2.2 (silly windows), §3.8.6.3 (when to
 * acknowledge); RFC 7323 §2.
 *
 * Theory of operation
 * Text in order is written from the segment to the stream; `nxt` moves by what the stream has
 * taken, so nothing else is acknowledged. Text ahead of a hole waits in a ring, which exists only
 * while there is a hole.
 * `edge` is the right edge of the window: the guest may send up to there. It never moves left, and
 * it moves right only as far as the stream has room. Windows are sent rounded down to the scale's
 * unit, but text is accepted up to the edge itself.
 */
import type { Buffer } from 'node:buffer';
import { MAX_TEXT_AHEAD } from '../../guestLimits.ts';
import type { Stream } from '../../outside/stream.ts';
import type { Segment } from './segment.ts';
import { advance, distance, isBefore } from './sequence.ts';
import { TextAhead, type TextAheadRings } from './textAhead.ts';

/** The smallest with which a 16-bit window field reaches MAX_TEXT_AHEAD. */
export const WINDOW_SHIFT = 5;
export const MAX_WINDOW_FIELD = 0xffff;

export class Receiver {
  nxt = 0;
  edge = 0;
  /** Everything up to and including the guest's FIN has arrived. */
  finished = false;
  /** Something has arrived that is not acknowledged yet. */
  owesAcknowledgment = false;
  /** Octets of text taken in order. */
  octets = 0;

  readonly #rings: TextAheadRings;
  #stream: Stream | null = null;
  #shift = 0;
  #mss = 536;
  #ahead: TextAhead | null = null;
  #finishKnown = false;
  #finishAt = 0;

  constructor(rings: TextAheadRings) {
    this.#rings = rings;
  }

  /** Where the text goes. */
  connect(stream: Stream): void {
    this.#stream = stream;
  }

  /** The stream is closed: it takes no more text. */
  disconnect(): void {
    this.#stream = null;
  }

  /** New text would be lost: there is no stream, and the guest has not finished. */
  get cannotDeliver(): boolean {
    return this.#stream === null && !this.finished;
  }

  /** The guest's SYN begins the numbers; the first window is the largest unscaled one. */
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

  /** As the header carries it. */
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
   * @returns false when the segment must be acknowledged now: the text lies ahead of a hole, some
   *   of it lies beyond the window, or the stream had no room for all of it
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
    return length === whole && !isBefore(this.nxt, advance(sequence, length));
  }

  /** Writes text that the stream had no room for before. */
  resume(): void {
    if (this.#ahead === null) return;
    this.#fillHole(this.#ahead);
    this.#reachFinish();
  }

  /**
   * Moves the edge as far as the stream has room, in steps that are worth a segment.
   * @returns whether the guest had little window, so that it needs an acknowledgment now
   */
  openWindow(): boolean {
    if (this.#stream === null) return false;
    const { room, capacity } = this.#stream;
    const most = Math.min(MAX_TEXT_AHEAD, MAX_WINDOW_FIELD << this.#shift);
    const wanted = Math.min(most, room);
    const before = this.window;
    if (wanted - before < Math.min(capacity >> 1, this.#mss)) return false;
    this.edge = advance(this.nxt, wanted);
    return 4 * before < Math.min(capacity, most) && wanted - before >= 2 * this.#mss;
  }

  release(): void {
    this.#stream = null;
    this.#dropAhead();
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
    this.#dropAhead();
  }

  #accept(sequence: number, octets: Buffer, offset: number, length: number): void {
    if (sequence !== this.nxt) {
      this.#keep(sequence, octets, offset, length);
      return;
    }
    this.#deliver(octets, offset, length);
    if (this.#ahead !== null) this.#fillHole(this.#ahead);
  }

  /** Without a free ring, text ahead of a hole is not kept: the guest sends it again. */
  #keep(sequence: number, octets: Buffer, offset: number, length: number): void {
    this.#ahead ??= TextAhead.open(this.#rings);
    this.#ahead?.insert(sequence, octets, offset, length);
  }

  /** Returns how much the stream has taken. */
  #deliver(octets: Buffer, offset: number, length: number): number {
    const taken = this.#stream?.write(octets, offset, length) ?? 0;
    this.nxt = advance(this.nxt, taken);
    this.octets += taken;
    this.owesAcknowledgment = true;
    return taken;
  }

  #fillHole(ahead: TextAhead): void {
    let length = ahead.lengthAt(this.nxt);
    while (length > 0) {
      const piece = ahead.peek(this.nxt, length);
      if (this.#deliver(piece, 0, piece.length) < piece.length) return;
      length = ahead.lengthAt(this.nxt);
    }
    if (ahead.empty) this.#dropAhead();
  }

  #dropAhead(): void {
    this.#ahead?.release();
    this.#ahead = null;
  }
}
