/**
 * Stores the leases of the gateways, so that guests get the same addresses after a restart of the
 * engine or of the program.
 *
 * Theory of operation
 * When a snapshot shows that an adapter's addresses changed, the leases are read from the engine and
 * stored, at most once a second. A renewal changes only the time of expiry. It moves a frame, so a
 * snapshot follows it: a snapshot ten minutes after the last storing or later reads them too. No
 * timer runs while nothing moves. DHCP repairs what a failure loses, so a failure is only logged,
 * and the next snapshot tries again.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock, Timer } from '../../engine/clock.ts';
import type { EngineSnapshot } from '../../engine/engineConfig.ts';
import type { LeaseRecord } from '../../store/records.ts';
import { leaseRecord } from '../view/activity.ts';
import type { AppContext } from '../appContext.ts';
import type { EngineLike } from '../engineLike.ts';
import type { AppLog } from '../appLog.ts';

/** Shortest time between two readings, ms. */
const REST_MS = 1000;
/** Time after which renewals are stored, ms: a third of the time in which guests renew. */
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

  /** Reads the leases from the engine and stores them if they changed. Never rejects. */
  async keep(): Promise<void> {
    this.#keptAt = this.#clock.now();
    try {
      const leases = (await this.#engine.query('leases', null)).map(leaseRecord).sort(byStoreOrder);
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

/** Compares two leases in the order in which the store lists them. */
function byStoreOrder(a: LeaseRecord, b: LeaseRecord): number {
  const [first, second] = [`${a.networkId} ${a.mac}`, `${b.networkId} ${b.mac}`];
  return first < second ? -1 : Number(first > second);
}
