/** Starts and stops VMs, and reports the state of each. */
import { PatchcordError } from '../../contract/errors.ts';
import type { VmState } from '../../contract/vm.ts';
import type { Hypervisor, VmReport } from '../../hypervisor/hypervisor.ts';
import { type Hypervisors, reportOf } from '../../hypervisor/hypervisors.ts';
import type { VmRecord } from '../../store/records.ts';
import type { AppContext } from '../appContext.ts';
import { AppError } from '../appError.ts';
import type { Applier } from '../desired/applier.ts';
import { findVm } from '../desired/desiredState.ts';
import type { EngineReports } from '../engineReports.ts';
import { seenReport } from './attachments/vmAttachments.ts';
import { vmSpec } from './cards.ts';
import type { RunningCards } from './runningCards.ts';
import { readyVm } from './vms.ts';

interface Parts {
  readonly app: AppContext;
  readonly hypervisors: Hypervisors;
  readonly reports: EngineReports;
  readonly running: RunningCards;
  readonly applier: Applier;
  /** Applies the settings, and resolves when the engine runs them. */
  readonly settle: () => Promise<void>;
  /** Called when a start has succeeded or failed. */
  readonly changed: (vmId: string) => void;
}

export class VmPower {
  readonly #parts: Parts;
  readonly #starting = new Set<string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The hypervisor's report, or for a VM without one, the state that its links show. */
  report(vmId: string): VmReport {
    const { app, hypervisors, reports } = this.#parts;
    const vm = findVm(app.state, vmId);
    return seenReport(vm, reportOf(hypervisors, vm), reports.snapshot);
  }

  /** The state of the VM: `starting` as soon as `start` is called. */
  stateOf(vmId: string): VmState {
    const { state } = this.report(vmId);
    return state === 'stopped' && this.#starting.has(vmId) ? 'starting' : state;
  }

  /**
   * Starts a guest with its present settings. Returns its id.
   * @throws AppError `vmUnknown`, `runElsewhere`, `vmAlreadyRunning`; what the hypervisor throws
   */
  async start(nameOrId: string): Promise<string> {
    const { app, hypervisors, changed } = this.#parts;
    const vm = findVm(app.state, nameOrId);
    const hypervisor = hypervisors[vm.kind];
    if (hypervisor === null) throw new AppError('runElsewhere', { vm: vm.name });
    if (this.stateOf(vm.id) !== 'stopped') throw new AppError('vmAlreadyRunning', { vm: vm.name });
    this.#starting.add(vm.id);
    try {
      await this.#startOn(hypervisor, vm);
    } finally {
      this.#starting.delete(vm.id);
      changed(vm.id);
    }
    return vm.id;
  }

  async #startOn(hypervisor: Hypervisor, { id, runningCards }: VmRecord): Promise<void> {
    const { app, reports, running, applier, settle } = this.#parts;
    try {
      const vm = readyVm(app, id, reports.snapshot);
      running.starting(vm);
      await settle();
      await hypervisor.start(vmSpec(vm, vm.adapters, reports.snapshot, app.state.paused));
    } catch (error) {
      // The guest was already running, with the cards that were stored before.
      if (isAlreadyRunning(error) && running.found(id, runningCards)) applier.apply();
      throw error;
    }
  }

  /**
   * Asks the guest to shut down, or ends it with `force`. Returns its id.
   * @throws AppError `vmUnknown`, `vmNotRunning`, `runElsewhere`; what the hypervisor throws
   */
  async stop(nameOrId: string, force: boolean): Promise<string> {
    const { app, hypervisors } = this.#parts;
    const vm = findVm(app.state, nameOrId);
    const state = this.stateOf(vm.id);
    if (state === 'stopped') throw new AppError('vmNotRunning', { vm: vm.name });
    const hypervisor = hypervisors[vm.kind];
    // Its cables are in use, but its hypervisor has no such guest.
    const isUnknown = state === 'running' && reportOf(hypervisors, vm).state === 'stopped';
    if (hypervisor === null || isUnknown) throw new AppError('runElsewhere', { vm: vm.name });
    await hypervisor.stop(vm.id, force);
    return vm.id;
  }
}

function isAlreadyRunning(error: unknown): boolean {
  return error instanceof PatchcordError && error.code === 'vmAlreadyRunning';
}
