/**
 * Growing delays between attempts: each is twice the one before, up to a longest one.
 * Left out: a random part. Every caller dials a peer of its own on this computer, so that no peer
 * is dialled by many at the same moment.
 */
export class Backoff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #startMs: number;
  #nextMs: number;

  /**
   * @param firstMs the shortest delay
   * @param startMs the delay after a reset: `firstMs`, or 0 to try once more without a delay
   */
  constructor(firstMs: number, longestMs: number, startMs = firstMs) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#startMs = startMs;
    this.#nextMs = startMs;
  }

  /** The delay before the next attempt, in ms. The one after it is longer. */
  next(): number {
    const delayMs = this.#nextMs;
    this.#nextMs = Math.min(Math.max(2 * delayMs, this.#firstMs), this.#longestMs);
    return delayMs;
  }

  /** An attempt was successful: the delays begin anew. */
  reset(): void {
    this.#nextMs = this.#startMs;
  }
}
