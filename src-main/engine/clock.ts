/**
 * The time of the data plane. It is passed in, so that scenarios run on a manual clock. Only the
 * engine's edge uses the system's clock.
 */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since the epoch; for what is shown or stored, never for intervals. */
  wallMs(): number;
  /** Calls once after `delayMs`. Does not keep the process alive. */
  after(delayMs: number, action: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, action) {
    const handle = setTimeout(action, delayMs).unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
