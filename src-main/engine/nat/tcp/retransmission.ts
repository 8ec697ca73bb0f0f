/**
 * How long to wait for an acknowledgment.
 * Read first: RFC 6298 §2 (estimator), §5.5 (back-off).
 * The lower bound differs from RFC 6298's: 1 s is for the internet, but from gateway to guest a
 * segment takes microseconds.
 */

/** Until something has been measured. RFC 6298 §2.1. */
const INITIAL_RTO_MS = 1000;
/** Above the 200 ms for which common guests delay an acknowledgment. */
const MIN_RTO_MS = 300;
/** RFC 6298 §2.5: at least 60 s. */
const MAX_RTO_MS = 60_000;
/** Share of a new sample in the smoothed time and in its variation. RFC 6298 §2.3. */
const ALPHA = 1 / 8;
const BETA = 1 / 4;

export class RetransmissionTimeout {
  /** Milliseconds, back-off included. */
  timeoutMs = INITIAL_RTO_MS;
  #smoothed = -1;
  #variation = 0;

  /** @param roundTripMs of a segment that was sent once (Karn's rule, RFC 6298 §3) */
  sample(roundTripMs: number): void {
    if (this.#smoothed < 0) {
      this.#smoothed = roundTripMs;
      this.#variation = roundTripMs / 2;
    } else {
      const error = Math.abs(this.#smoothed - roundTripMs);
      this.#variation += BETA * (error - this.#variation);
      this.#smoothed += ALPHA * (roundTripMs - this.#smoothed);
    }
    this.progress();
  }

  /** Something new was acknowledged: the back-off ends. */
  progress(): void {
    const estimate =
      this.#smoothed < 0 ? INITIAL_RTO_MS : this.#smoothed + Math.max(1, 4 * this.#variation);
    this.timeoutMs = Math.min(MAX_RTO_MS, Math.max(MIN_RTO_MS, estimate));
  }

  backOff(): void {
    this.timeoutMs = Math.min(MAX_RTO_MS, 2 * this.timeoutMs);
  }
}
