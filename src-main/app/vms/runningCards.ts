/**
 * Notices which guests run, and keeps what each was started with.
 *
 * Theory of operation
 * A guest seen running gets its cards written down: those it was started with, whether by us or by
 * hand with our arguments. They are kept in the database, because guests outlive this program, and
 * forgotten when the guest is seen to end. After a start of this program guests need a moment to
 * be found again; one that is not found by then has ended meanwhile.
 * Limit: a guest that ended and was started again while this program was down counts as the same.
 */
import { type Clock, type Timer } from '../../engine/clock.ts';
import { type Hypervisors, reportOf } from '../../hypervisor/hypervisors.ts';
import type { VmRecord } from '../../store/records.ts';
import { startingCards } from './cards.ts';
import type { AppContext } from '../appContext.ts';

/** How long a running guest may take to be found again, ms: its monitor answers within a few. */
const REUNION_MS = 3000;

export class RunningCards {
  readonly #app: AppContext;
  readonly #hypervisors: Hypervisors;
  readonly #running = new Set<string>();
  #reunion: Timer | null = null;

  constructor(app: AppContext, hypervisors: Hypervisors) {
    this.#app = app;
    this.#hypervisors = hypervisors;
  }

  /** `ended` is called when some guest turned out to have ended while nobody looked. */
  start(clock: Clock, ended: () => void): void {
    this.#reunion = clock.after(REUNION_MS, () => {
      const lost = this.#app.state.vms.filter(
        ({ id, runningCards }) => runningCards !== null && !this.#running.has(id),
      );
      for (const vm of lost) this.#forget(vm);
      if (lost.length > 0) ended();
    });
  }

  close(): void {
    this.#reunion?.cancel();
  }

  /** The hypervisor's report of this VM may have changed. Returns whether its cards have. */
  note(vmId: string): boolean {
    const vm = this.#app.state.vms.find(({ id }) => id === vmId);
    if (vm === undefined) return false;
    if (reportOf(this.#hypervisors, vm).state === 'stopped')
      return this.#running.delete(vmId) && this.#forget(vm);
    this.#running.add(vmId);
    return vm.runningCards === null && this.#keep(vm);
  }

  /** It is about to be started with what is set now. */
  starting(vm: VmRecord): void {
    this.#running.add(vm.id);
    this.#keep(vm);
  }

  /** It was not started after all, because it runs. Returns whether its cards had been kept. */
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
