/**
 * The program behind every face: settings, state, and events about both.
 * Read first: ../contract/contract.ts, desired/desiredState.ts, desired/applier.ts.
 *
 * Theory of operation
 * A setting changes in one way: a call is checked as a whole, committed to the store in one
 * transaction, and then the *whole* desired state is given to the engine and to the hypervisor,
 * which compare it with what runs and change what differs. Start-up, a change and a restart of the
 * engine are all the same step (`Applier.apply`). A call is answered after the commit and after the
 * engine runs the change. An engine that does not answer delays it by a second at most: what is
 * committed is applied when the engine is back. The engine sends snapshots and the hypervisors send
 * reports. Only leases (LeaseKeeper) and the cards of running guests (RunningCards) are stored.
 */
import type { EngineState } from '../contract/activity.ts';
import type { EventData, EventName } from '../contract/contract.ts';
import type { ErrorParams } from '../contract/errors.ts';
import type { Nic } from '../contract/network.ts';
import type { Handlers, PanelService } from '../contract/server.ts';
import type { EngineSnapshot } from '../engine/engineConfig.ts';
import { Doctor, hostChecks } from '../host/doctor.ts';
import { type Hypervisors, eachHypervisor } from '../hypervisor/hypervisors.ts';
import { Store } from '../store/store.ts';
import type { AppContext } from './appContext.ts';
import type { AppServices } from './appServices.ts';
import { Applier } from './desired/applier.ts';
import type { DesktopServices } from './desktopServices.ts';
import type { EngineLike } from './engineLike.ts';
import { EngineReports } from './engineReports.ts';
import { makeHandlers } from './handlers.ts';
import { HostAdapterState } from './hostAdapterState.ts';
import { openContext } from './networks/defaultNetworks.ts';
import { LeaseKeeper } from './networks/leaseKeeper.ts';
import {
  type CompleteOptions,
  type PatchcordOptions,
  completeOptions,
} from './patchcordOptions.ts';
import { activityOf } from './view/activity.ts';
import { panelOf, statusOf } from './view/panel.ts';
import { PanelFeed } from './view/panelFeed.ts';
import type { RuntimeView } from './view/runtimeView.ts';
import { RunningCards } from './vms/runningCards.ts';
import { VmPower } from './vms/vmPower.ts';
import { waitAtMost } from './waitAtMost.ts';

/** Longest time that closing waits for the leases, ms. */
const LEASES_WAIT_MS = 1000;
/** All ids have this length: if the path of its socket is short enough, all paths are. */
const SAMPLE_VM_ID = 'vm-00000000';

export class Patchcord implements PanelService, AppServices {
  readonly app: AppContext;
  readonly engine: EngineLike;
  readonly hypervisors: Hypervisors;
  readonly nics: () => readonly Nic[];
  readonly desktop: DesktopServices | null;
  readonly doctor: Doctor;
  readonly power: VmPower;
  readonly handlers: Handlers;
  readonly #options: CompleteOptions;
  readonly #store: Store;
  readonly #hostAdapter: HostAdapterState;
  readonly #reports = new EngineReports();
  readonly #applier: Applier;
  readonly #leases: LeaseKeeper;
  readonly #running: RunningCards;
  readonly #feed: PanelFeed;
  #closed = false;

  private constructor(
    options: CompleteOptions,
    store: Store,
    app: AppContext,
    hostAdapter: HostAdapterState,
  ) {
    const { changes, clock, log, engine, hypervisors } = options;
    const reports = this.#reports;
    this.#options = options;
    this.#store = store;
    this.#hostAdapter = hostAdapter;
    this.app = app;
    this.engine = engine;
    this.hypervisors = hypervisors;
    this.nics = options.nics;
    this.desktop = options.desktop;
    this.doctor = new Doctor(
      hostChecks({ ...options, subnetClashes: () => this.#subnetClashes() }),
    );
    this.#applier = new Applier({ app, engine, reports, hypervisors, changes, clock, log });
    this.#leases = new LeaseKeeper(app, engine, clock, log);
    this.#running = new RunningCards(app, hypervisors);
    this.power = new VmPower({
      ...{ app, hypervisors, reports, running: this.#running, applier: this.#applier },
      settle: () => this.settle(),
      changed: (vmId) => this.#noteVm(vmId),
    });
    this.#feed = new PanelFeed(clock, () => panelOf(app.state, this.runtime()));
    this.handlers = makeHandlers(this);
  }

  /**
   * Opens the store, starts the engine and applies the settings. Engine and hypervisors then belong to
   * this object until `close`. If opening fails, both are as before.
   * @throws StoreError `alreadyRunning`, `databaseNewer`, `dataDirUnusable`; PatchcordError `socketPathTooLong`
   */
  static async open(given: PatchcordOptions): Promise<Patchcord> {
    given.hypervisors.qemu.socketPath(SAMPLE_VM_ID, 1);
    const options = completeOptions(given);
    const { dataDir, clock, hostAddresses, boundUdpPorts, random, nics, nic } = options;
    const store = Store.open(dataDir, () => clock.wallMs());
    try {
      const hostAdapter = new HostAdapterState(options.hostAdapter);
      const host = {
        ...{ addresses: hostAddresses, boundUdpPorts, random, nics, nic },
        hostAdapterProblem: () => hostAdapter.problem,
      };
      const app = openContext(store, host, nics());
      const patchcord = new Patchcord(options, store, app, hostAdapter);
      await patchcord.#start();
      return patchcord;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  get snapshot(): EngineSnapshot | null {
    return this.#reports.snapshot;
  }

  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void {
    return this.#feed.subscribe(event, listener);
  }

  runtime(): RuntimeView {
    const { version, dataDir, hostAddresses } = this.#options;
    return {
      version,
      dataDir,
      engine: this.#reports.state,
      snapshot: this.#reports.snapshot,
      report: (vmId) => this.power.report(vmId),
      masterOf: (nic) => this.app.host.nic(nic)?.master ?? null,
      hostAddresses: hostAddresses(),
      hostAdapter: this.#hostAdapter.problem,
      damaged: this.#store.damaged,
    };
  }

  async settle(): Promise<void> {
    this.#applier.apply();
    this.#feed.panelChanged();
    await this.#applier.settled();
  }

  async checkHostAdapter(): Promise<void> {
    await this.#hostAdapter.check();
    this.#feed.panelChanged();
  }

  /** Stores the leases, detaches from the guests, which keep running, and frees the data directory. */
  async close(): Promise<void> {
    if (this.#closed) return;
    if (this.#reports.state.state === 'running')
      await waitAtMost(this.#options.clock, LEASES_WAIT_MS, this.#leases.keep());
    this.#closed = true;
    this.#feed.close();
    this.#leases.close();
    this.#running.close();
    await this.engine.close();
    for (const hypervisor of eachHypervisor(this.hypervisors)) await hypervisor.close();
    this.#applier.close();
    this.#store.close();
  }

  async #start(): Promise<void> {
    this.#applier.undoLeft();
    this.engine.onState((state, restarts) => this.#takeState(state, restarts));
    this.engine.onSnapshot((snapshot) => this.#takeSnapshot(snapshot));
    for (const hypervisor of eachHypervisor(this.hypervisors))
      hypervisor.onChange((vmId) => this.#noteVm(vmId));
    await this.checkHostAdapter();
    this.#running.start(this.#options.clock, () => void this.settle());
    this.engine.start();
    await this.settle();
  }

  #subnetClashes(): ErrorParams[] {
    const { notices } = statusOf(this.app.state, this.runtime());
    return notices.flatMap(({ code, params }) => (code === 'subnetClash' ? [params] : []));
  }

  #takeState(state: EngineState, restarts: number): void {
    if (this.#closed) return;
    this.#reports.takeState(state, restarts);
    // The configuration has the leases stored since the last change: guests keep their addresses.
    if (state === 'restarting') this.#applier.apply();
    this.#feed.panelChanged();
  }

  #takeSnapshot(snapshot: EngineSnapshot): void {
    if (this.#closed) return;
    const changed = this.#reports.takeSnapshot(snapshot);
    if (changed.uplinks) this.#applier.plugCables();
    this.#leases.take(snapshot);
    if (changed.shown) this.#feed.panelChanged();
    this.#feed.activityChanged(() => activityOf(this.app.state, snapshot));
  }

  #noteVm(vmId: string): void {
    if (this.#closed) return;
    try {
      if (this.#running.note(vmId)) this.#applier.apply();
    } catch (error) {
      this.#options.log.warn({ error, vmId }, "a running VM's cards could not be stored");
    }
    this.#feed.panelChanged();
  }
}
