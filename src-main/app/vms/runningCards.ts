/**
 * Stores the cards with which each running guest was started.
 *
 * Theory of operation
 * When a guest runs, the cards that it was started with are stored, whether Patchcord started it or
 * a person with Patchcord's arguments. They are in the database because guests outlive this
 * program, and are removed when the guest ends. After a start of this program it takes a moment to
 * find the running guests again; a guest that is not found in that time has ended.
 * Limit: a guest that was restarted while this program was down counts as the same guest.
 */
import { type Clock, type Timer } from '../../engine/clock.ts';
import { type Hypervisors, reportOf } from '../../hypervisor/hypervisors.ts';
import type { VmRecord } from '../../store/records.ts';
import { startingCards } from './cards.ts';
import type { AppContext } from '../appContext.ts';

/** Time to find the running guests after a start, ms. Their monitors answer within a few ms. */
const SEARCH_MS = 3000;

export class RunningCards {
  readonly #app: AppContext;
  readonly #hypervisors: Hypervisors;
  readonly #running = new Set<string>();
  #search: Timer | null = null;

  constructor(app: AppContext, hypervisors: Hypervisors) {
    this.#app = app;
    this.#hypervisors = hypervisors;
  }

  /** Calls `ended` if a guest ended while this program was down. */
  start(clock: Clock, ended: () => void): void {
    this.#search = clock.after(SEARCH_MS, () => {
      const lost = this.#app.state.vms.filter(
        ({ id, runningCards }) => runningCards !== null && !this.#running.has(id),
      );
      try {
        for (const vm of lost) this.#forget(vm);
      } catch {
        // The database cannot be written now.
        this.start(clock, ended);
        return;
      }
      if (lost.length > 0) ended();
    });
  }

  close(): void {
    this.#search?.cancel();
  }

  /** To be called when the hypervisor's report may have changed. Returns whether the cards changed. */
  note(vmId: string): boolean {
    const vm = this.#app.state.vms.find(({ id }) => id === vmId);
    if (vm === undefined) return false;
    if (reportOf(this.#hypervisors, vm).state === 'stopped')
      return this.#running.delete(vmId) && this.#forget(vm);
    this.#running.add(vmId);
    return vm.runningCards === null && this.#keep(vm);
  }

  /** To be called before the VM is started with its present settings. */
  starting(vm: VmRecord): void {
    this.#running.add(vm.id);
    this.#keep(vm);
  }

  /** To be called when the VM was running already. Returns whether its old cards were stored. */
  found(vmId: string, cards: VmRecord['runningCards']): boolean {
    if (cards !== null) this.#app.commit((store) => store.vms.setRunningCards(vmId, cards));
    return cards !== null;
  }

  #keep(vm: VmRecord): boolean {
    this.#app.commit((store) => store.vms.setRunningCards(vm.id, startingCards(vm)));
    return true;
  }

  #forget(vm: VmRecord): boolean {
    this.#app.commit((store) => store.vms.setRunningCards(vm.id, null));
    return vm.runningCards !== null;
  }
}
