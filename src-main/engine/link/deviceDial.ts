/**
 * Opens something on a network device, and opens it again after it was lost, for as long as it is
 * wanted.
 * Read first: native/lib/linkMonitor.ts.
 *
 * Theory of operation
 * - waiting: an event of the link monitor is the moment to try; beside it, a refusal (the helper is
 *   missing, the TAP is held by another program) is tried again after a growing delay.
 * - open: until `lost` is called, or `fits` says of an event that what is open is no longer right.
 * - closed: for good.
 */
import { Backoff } from '../backoff.ts';
import type { Clock, Timer } from '../clock.ts';
import type { Devices } from './hostDevices.ts';

/** First delay after a refusal, ms. */
const RETRY_FIRST_MS = 100;
/** Longest delay, ms: a set-up that the user repairs takes effect within that time. */
const RETRY_LONGEST_MS = 30_000;

export interface DeviceOwner {
  /** Opens. Returns whether there was something to open. @throws whatever opening is refused with */
  open(): boolean;
  /** Something happened to a device while open: whether all is still well. */
  stillFits(): boolean;
  /** What was open is to be closed. */
  shut(): void;
  /** Why it cannot be opened, as a code; null: it is open, or the device is not there. */
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

  /** What was open is of no more use. */
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
