/**
 * Opens something on a network device, and opens it again after it was lost, until `close`.
 * Read first: native/lib/linkMonitor.ts.
 *
 * Theory of operation
 * - waiting: each event of the link monitor causes an attempt. After a refusal (the helper is
 *   missing, another program holds the TAP) the next attempt also comes after a growing delay.
 * - open: until `lost` is called, or until `stillFits` returns false after an event.
 * - closed: final.
 */
import { Backoff } from '../backoff.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Devices } from './hostDevices.ts';

/** First delay after a refusal, ms. */
const RETRY_FIRST_MS = 100;
/** Longest delay, ms: a repair by the user takes effect within this time. */
const RETRY_LONGEST_MS = 30_000;

export interface DeviceOwner {
  /** Returns false if there is nothing to open. @throws the error of a refusal */
  open(): boolean;
  /** Called after each event while open. False: it must be opened again. */
  stillFits(): boolean;
  /** Closes what is open. */
  shut(): void;
  /** An error code: why it cannot be opened. Null: it is open, or the device does not exist. */
  problem(code: string | null): void;
}

export class DeviceDial {
  readonly #devices: Devices;
  readonly #clock: Clock;
  readonly #owner: DeviceOwner;
  #open = false;
  #started = false;
  #retry: Timer | null = null;
  readonly #backoff = new Backoff(RETRY_FIRST_MS, RETRY_LONGEST_MS);
  readonly #stirred = (): void => {
    if (this.#open && !this.#owner.stillFits()) this.lost();
    if (!this.#open) this.#attempt();
  };

  constructor(devices: Devices, clock: Clock, owner: DeviceOwner) {
    this.#devices = devices;
    this.#clock = clock;
    this.#owner = owner;
  }

  start(): void {
    this.#started = true;
    try {
      this.#devices.listen(this.#stirred);
    } catch (error) {
      this.#started = false;
      this.#owner.problem(codeOf(error));
      return;
    }
    this.#attempt();
  }

  /** What is open does not work any more. Closes it, and tries again later. */
  lost(): void {
    if (!this.#open) return;
    this.#shut();
    this.#tryLater();
  }

  close(): void {
    this.#retry?.cancel();
    this.#retry = null;
    if (this.#open) this.#shut();
    if (this.#started) this.#devices.unlisten(this.#stirred);
    this.#started = false;
  }

  /** A failure to undo something is reported as the problem until the next attempt. */
  #shut(): void {
    this.#open = false;
    try {
      this.#owner.shut();
    } catch (error) {
      this.#owner.problem(codeOf(error));
    }
  }

  #attempt(): void {
    this.#retry?.cancel();
    this.#retry = null;
    try {
      this.#open = this.#owner.open();
      this.#owner.problem(null);
      if (this.#open) this.#backoff.reset();
    } catch (error) {
      this.#owner.problem(codeOf(error));
      this.#tryLater();
    }
  }

  #tryLater(): void {
    if (!this.#started) return;
    this.#retry?.cancel();
    this.#retry = this.#clock.after(this.#backoff.next(), () => this.#attempt());
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'internal';
}
