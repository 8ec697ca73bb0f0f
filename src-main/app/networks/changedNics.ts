/**
 * NICs of the host that the engine changes: those in dedicated use, and those with filters. Each is
 * written down before the change, so that the host gets it back even after a crash.
 */
import type { HostChanges } from '../../host/hostChanges.ts';
import type { AppLog } from '../appLog.ts';

export class ChangedNics {
  readonly #changes: HostChanges;
  readonly #log: AppLog;

  constructor(changes: HostChanges, log: AppLog) {
    this.#changes = changes;
    this.#log = log;
  }

  /** Undoes what an earlier run left behind. The doctor reports what cannot be undone. */
  undoLeft(): void {
    try {
      this.#changes.undoLeft();
    } catch (error) {
      this.#log.warn({ error }, 'a change on this computer could not be undone');
    }
  }

  /** To be called before the engine changes these NICs. */
  intend(nics: readonly string[]): void {
    for (const nic of nics) this.#changes.intend(nic);
  }

  /** To be called when the engine has released all NICs except these. */
  releaseOthers(nics: readonly string[]): void {
    for (const nic of [...this.#changes.inUse].filter((name) => !nics.includes(name)))
      try {
        this.#changes.release(nic);
      } catch (error) {
        this.#log.warn({ error, nic }, 'a NIC could not be given back to the host');
      }
  }
}
