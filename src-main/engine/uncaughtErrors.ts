/**
 * The engine's last resort against errors that nothing has caught. The thread runs on, so that guests
 * keep their connections. When errors repeat, its state is probably wrong: it ends, and a new
 * thread gets the same configuration.
 */

/** Uncaught errors within WITHIN_MS that the thread survives. */
export const MOST_ERRORS = 10;
/** ms. */
export const WITHIN_MS = 60_000;

export class UncaughtErrors {
  readonly #nowMs: () => number;
  readonly #report: (error: Error) => void;
  readonly #end: () => void;
  readonly #times: number[] = [];

  constructor(nowMs: () => number, report: (error: Error) => void, end: () => void) {
    this.#nowMs = nowMs;
    this.#report = report;
    this.#end = end;
  }

  take(error: unknown): void {
    this.#report(error instanceof Error ? error : new Error(String(error)));
    const now = this.#nowMs();
    this.#times.push(now);
    while (now - this.#times[0]! > WITHIN_MS) this.#times.shift();
    if (this.#times.length > MOST_ERRORS) this.#end();
  }
}
