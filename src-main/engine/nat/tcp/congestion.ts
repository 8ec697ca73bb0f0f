/**
 * How much may be on its way to the guest: slow start, congestion avoidance, fast recovery.
 * Read first: RFC 5681 §3, RFC 6582 §3.2 (NewReno), RFC 6928 (initial window), RFC 3042.
 * Left out: restart of the window after idle time (RFC 5681 §4.1). The path is one queue of our
 * own, and we check how full it is before we send; no other router can be overloaded.
 */
import { distance, isBefore } from './sequence.ts';

/** Duplicate acknowledgments that mean a loss. RFC 5681 §3.2. */
const DUPLICATE_THRESHOLD = 3;
/** RFC 6928 §2. */
const INITIAL_SEGMENTS = 10;
/** More than any ring holds; keeps the window a small integer. */
const MAX_WINDOW = 1 << 24;

/** What an acknowledgment asks for. */
export const Advice = { none: 0, retransmit: 1 } as const;
export type Advice = (typeof Advice)[keyof typeof Advice];

export class Congestion {
  #mss = 536;
  #window = 0;
  #threshold = MAX_WINDOW;
  #duplicates = 0;
  #recovering = false;
  /** Highest sequence sent when the last loss was found (RFC 6582's `recover`). */
  #recover = 0;

  /** @param sequence the one before the first octet of text, so that its loss is found as well */
  start(mss: number, sequence: number): void {
    this.#mss = mss;
    this.#window = INITIAL_SEGMENTS * mss;
    this.#recover = sequence;
  }

  /** Octets that may be in flight. The first duplicates let new segments out (RFC 3042). */
  get allowance(): number {
    const limited = this.#recovering ? 0 : Math.min(this.#duplicates, DUPLICATE_THRESHOLD - 1);
    return this.#window + limited * this.#mss;
  }

  /**
   * New octets are acknowledged.
   * @param inFlight still outstanding
   */
  acknowledged(acknowledgment: number, octets: number, inFlight: number): Advice {
    this.#duplicates = 0;
    if (!this.#recovering) {
      this.#open(octets);
      return Advice.none;
    }
    if (!isBefore(acknowledgment, this.#recover)) {
      this.#recovering = false;
      this.#window = Math.min(this.#threshold, Math.max(inFlight, this.#mss) + this.#mss);
      return Advice.none;
    }
    // A partial acknowledgment: the next hole begins here.
    const kept = this.#window - octets + (octets >= this.#mss ? this.#mss : 0);
    this.#window = Math.max(this.#mss, kept);
    return Advice.retransmit;
  }

  /** @param sent highest sequence sent so far */
  duplicate(acknowledgment: number, sent: number, inFlight: number): Advice {
    this.#duplicates += 1;
    if (this.#recovering) {
      this.#window = Math.min(MAX_WINDOW, this.#window + this.#mss);
      return Advice.none;
    }
    const news = distance(this.#recover, acknowledgment) > 0;
    if (this.#duplicates !== DUPLICATE_THRESHOLD || !news) return Advice.none;
    this.#recovering = true;
    this.#recover = sent;
    this.#halve(inFlight);
    this.#window = this.#threshold + DUPLICATE_THRESHOLD * this.#mss;
    return Advice.retransmit;
  }

  /** The retransmission timer has run out. */
  timedOut(sent: number, inFlight: number): void {
    this.#halve(inFlight);
    this.#window = this.#mss;
    this.#duplicates = 0;
    this.#recovering = false;
    this.#recover = sent;
  }

  #halve(inFlight: number): void {
    this.#threshold = Math.max(Math.floor(inFlight / 2), 2 * this.#mss);
  }

  /** Counts octets, not acknowledgments: guests acknowledge a whole burst with one (RFC 3465). */
  #open(octets: number): void {
    const growth =
      this.#window < this.#threshold
        ? octets
        : Math.max(1, Math.floor((this.#mss * octets) / this.#window));
    this.#window = Math.min(MAX_WINDOW, this.#window + growth);
  }
}
