/**
 * Gives the whole desired state to the engine and to the hypervisors, which compare it with what
 * runs and change what differs.
 * Read first: desiredState.ts, desiredEngineConfig.ts.
 */
import type { Clock, Timer } from '../../engine/clock.ts';
import type { HostChanges } from '../../host/hostChanges.ts';
import { type Hypervisors, applyToAll } from '../../hypervisor/hypervisors.ts';
import type { AppContext } from '../appContext.ts';
import type { AppLog } from '../appLog.ts';
import type { EngineLike } from '../engineLike.ts';
import type { EngineReports } from '../engineReports.ts';
import { ChangedNics } from '../networks/changedNics.ts';
import { filteredNics } from '../vms/attachments/vmAttachments.ts';
import { presentCards, vmSpec } from '../vms/cards.ts';
import { waitAtMost } from '../waitAtMost.ts';
import { desiredEngineConfig } from './desiredEngineConfig.ts';

/** Longest time that a call waits for the engine, ms. */
const ENGINE_WAIT_MS = 1000;
/** Time until a configuration is tried again that could not be given to the engine, ms. */
const RETRY_MS = 5000;

interface Parts {
  readonly app: AppContext;
  readonly engine: EngineLike;
  readonly reports: EngineReports;
  readonly hypervisors: Hypervisors;
  readonly changes: HostChanges;
  readonly clock: Clock;
  readonly log: AppLog;
}

export class Applier {
  readonly #parts: Parts;
  readonly #changedNics: ChangedNics;
  #applied: Promise<void> = Promise.resolve();
  #retry: Timer | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#changedNics = new ChangedNics(parts.changes, parts.log);
  }

  /** Undoes what an earlier run changed on the host. To be called before the first `apply`. */
  undoLeft(): void {
    this.#changedNics.undoLeft();
  }

  apply(): void {
    const { app, engine, hypervisors, log } = this.#parts;
    this.plugCables();
    const { networks, vms } = app.state;
    const dedicated = networks.filter((network) => network.dedicated);
    const nics = [...dedicated.flatMap(({ nic }) => nic ?? []), ...filteredNics(vms)];
    if (!this.#intend(nics)) return;
    const config = desiredEngineConfig(app.state, (vmId, n) =>
      hypervisors.qemu.socketPath(vmId, n),
    );
    this.#applied = engine.apply(config).then(
      () => this.#changedNics.releaseOthers(nics),
      (error: unknown) => log.warn({ error }, 'the engine did not accept the configuration'),
    );
  }

  /** False: the list of changes cannot be written (a full disk), so no NIC may be changed now. */
  #intend(nics: readonly string[]): boolean {
    this.#retry?.cancel();
    try {
      this.#changedNics.intend(nics);
      return true;
    } catch (error) {
      this.#parts.log.warn({ error }, 'a change on this computer could not be noted; trying again');
      this.#retry = this.#parts.clock.after(RETRY_MS, () => this.apply());
      return false;
    }
  }

  /**
   * Applies to the hypervisors only. Needed also after a snapshot: cables follow the state of NICs.
   */
  plugCables(): void {
    const { app, hypervisors, reports } = this.#parts;
    const { vms, paused } = app.state;
    applyToAll(hypervisors, vms, (vm) => vmSpec(vm, presentCards(vm), reports.snapshot, paused));
  }

  /** Resolves when the engine runs what was applied last, or after a second. */
  settled(): Promise<void> {
    return waitAtMost(this.#parts.clock, ENGINE_WAIT_MS, this.#applied);
  }

  /** To be called when the engine is closed: gives all NICs back to the host. */
  close(): void {
    this.#retry?.cancel();
    this.#changedNics.releaseOthers([]);
  }
}
