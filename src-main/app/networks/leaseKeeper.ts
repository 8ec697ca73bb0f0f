/**
 * Keeps what the gateways have leased, so that guests get their addresses again after a restart of
 * the engine or of the program.
 *
 * Theory of operation
 * Snapshots tell when an adapter's addresses change: the leases are then asked for and written
 * down, at most once a second. A renewal changes no address but the time of expiry; it moves a
 * frame, so some snapshot follows it: any snapshot later than ten minutes after the last writing
 * asks as well. Nothing ticks while nothing moves. A failure loses at most what DHCP can repair, so
 * it is told to the log alone and tried again with the next snapshot.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock, Timer } from '../../engine/clock.ts';
import type { EngineSnapshot } from '../../engine/engineConfig.ts';
import type { LeaseRecord } from '../../store/records.ts';
import { leaseRecord } from '../view/activity.ts';
import type { AppContext } from '../appContext.ts';
import type { EngineLike } from '../engineLike.ts';
import type { AppLog } from '../appLog.ts';

/** ms between two writings. */
const REST_MS = 1000;
/** ms after which renewals are worth a writing: a third of the time guests renew in. */
const STALE_MS = 600_000;

export class LeaseKeeper {
  readonly #app: AppContext;
  readonly #engine: EngineLike;
  readonly #clock: Clock;
  readonly #log: AppLog;
  #addresses = '';
  #keptAt: number;
  #timer: Timer | null = null;

  constructor(app: AppContext, engine: EngineLike, clock: Clock, log: AppLog) {
    this.#app = app;
    this.#engine = engine;
    this.#clock = clock;
    this.#log = log;
    this.#keptAt = clock.now() - REST_MS;
  }

  take(snapshot: EngineSnapshot): void {
    const addresses = snapshot.ports.map((port) => `${port.id} ${port.addresses.join()}`).join(';');
    const sinceMs = this.#clock.now() - this.#keptAt;
    if (addresses === this.#addresses && sinceMs < STALE_MS) return;
    this.#addresses = addresses;
    this.#timer ??= this.#clock.after(Math.max(0, REST_MS - sinceMs), () => {
      this.#timer = null;
      void this.keep();
    });
  }

  /** Asks the engine and writes down what differs. Never rejects. */
  async keep(): Promise<void> {
    this.#keptAt = this.#clock.now();
    try {
      const leases = (await this.#engine.query('leases', null)).map(leaseRecord).sort(asKept);
      if (isDeepStrictEqual(leases, this.#app.state.leases)) return;
      this.#app.commit((store) => store.leases.replaceAll(leases));
    } catch (error) {
      this.#addresses = '';
      this.#log.warn({ error }, 'leases could not be kept');
    }
  }

  close(): void {
    this.#timer?.cancel();
  }
}

/** In the order the store lists them. */
function asKept(a: LeaseRecord, b: LeaseRecord): number {
  const [first, second] = [`${a.networkId} ${a.mac}`, `${b.networkId} ${b.mac}`];
  return first < second ? -1 : Number(first > second);
}
