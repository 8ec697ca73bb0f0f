/**
 * The program behind every face: what is set, what runs, and what is told about both.
 * Read first: ../contract/contract.ts, desiredState.ts, desiredEngineConfig.ts.
 *
 * Theory of operation
 * There is one way for a setting: a call is checked as a whole, committed to the store in one
 * transaction, and then the *whole* desired state is given to the engine and to the hypervisor,
 * which compare it with what runs and change what differs. Start-up, a change and a restart of the
 * engine are all the same step (`#apply`). A call is answered after the commit and after the engine
 * has followed; an engine that does not answer delays it by a second at most, because what was
 * committed will be applied when it is back.
 * What runs comes back as snapshots and reports. They are not kept, except for leases (LeaseKeeper)
 * and what running guests were started with (RunningCards).
 */
import { randomBytes } from 'node:crypto';
import type { EngineState } from '../contract/activity.ts';
import type { EventData, EventName } from '../contract/contract.ts';
import { PatchcordError, type ErrorParams, type Problem } from '../contract/errors.ts';
import type { Nic } from '../contract/network.ts';
import type { Handlers, PanelService } from '../contract/server.ts';
import type { VmState } from '../contract/vm.ts';
import { type Clock, systemClock } from '../engine/clock.ts';
import type { EngineSnapshot } from '../engine/engineConfig.ts';
import type { HostCheck } from '../host/checks/hostCheck.ts';
import { Doctor, hostChecks } from '../host/doctor.ts';
import type { HostWorld } from '../host/hostWorld.ts';
import { hostAdapterProblem } from '../host/hostAdapter.ts';
import { HostChanges } from '../host/hostChanges.ts';
import { type HostAddress, type NicFacts, readHostAddresses, readNicFacts } from '../host/nics.ts';
import { readBoundUdpPorts } from '../host/udpPorts.ts';
import type { VmReport } from '../hypervisor/hypervisor.ts';
import {
  type Hypervisors,
  applyToAll,
  eachHypervisor,
  reportOf,
} from '../hypervisor/hypervisors.ts';
import { Store } from '../store/store.ts';
import { activityOf } from './view/activity.ts';
import { AppError } from './appError.ts';
import { presentCards, vmSpec } from './vms/cards.ts';
import { openContext } from './networks/defaultNetworks.ts';
import type { AppContext, HostView } from './appContext.ts';
import type { DesktopServices } from './desktopServices.ts';
import { findVm } from './desired/desiredState.ts';
import { desiredEngineConfig } from './desired/desiredEngineConfig.ts';
import type { EngineLike } from './engineLike.ts';
import type { AppServices } from './appServices.ts';
import { makeHandlers } from './handlers.ts';
import { ChangedNics } from './networks/changedNics.ts';
import { LeaseKeeper } from './networks/leaseKeeper.ts';
import type { AppLog } from './appLog.ts';
import { panelOf, statusOf } from './view/panel.ts';
import type { RuntimeView } from './view/runtimeView.ts';
import { PanelFeed } from './view/panelFeed.ts';
import { RunningCards } from './vms/runningCards.ts';
import { filteredNics, seenReport } from './vms/attachments/vmAttachments.ts';
import { readyVm } from './vms/vms.ts';

/** Longest time that a call waits for the engine, ms. */
const ENGINE_WAIT_MS = 1000;
/** All ids have this length: if the path of its socket is short enough, all paths are. */
const SAMPLE_VM_ID = 'vm-00000000';

interface PatchcordOptions {
  readonly dataDir: string;
  readonly version: string;
  readonly hypervisors: Hypervisors;
  readonly engine: EngineLike;
  /** NICs that a guest could be bridged to. */
  readonly nics: () => Nic[];
  /** IPv4 addresses of the host. Default: as the system says. */
  readonly hostAddresses?: () => readonly HostAddress[];
  /** UDP ports in use. Default: as the system says. */
  readonly boundUdpPorts?: () => ReadonlySet<number>;
  /** Changes on the host that outlive this process. */
  readonly changes?: HostChanges;
  /** An interface of this computer by its name. Default: as the system says. */
  readonly nic?: (name: string) => NicFacts | null;
  /** Why Host adapter is not available. Default: checked on this computer. */
  readonly hostAdapter?: () => Promise<Problem | null>;
  /** What the set-up checks look at. Default: this computer. */
  readonly world?: HostWorld;
  /** Only in the desktop program. */
  readonly desktop?: DesktopServices;
  readonly clock?: Clock;
  readonly random?: (octets: number) => Uint8Array;
  readonly log?: AppLog;
}

/** Why Host adapter is not available, by the last check. Null: it is. */
interface HostAdapterState {
  problem: Problem | null;
}

const silence: AppLog = { warn: () => undefined };

export class Patchcord implements PanelService, AppServices {
  readonly app: AppContext;
  readonly engine: EngineLike;
  readonly hypervisors: Hypervisors;
  readonly nics: () => readonly Nic[];
  readonly doctor: Doctor;
  readonly handlers: Handlers;
  readonly #options: PatchcordOptions;
  readonly #hostAdapter: HostAdapterState;
  readonly #store: Store;
  readonly #changedNics: ChangedNics;
  readonly #clock: Clock;
  readonly #log: AppLog;
  readonly #feed: PanelFeed;
  readonly #leases: LeaseKeeper;
  readonly #running: RunningCards;
  #engineState: { state: EngineState; restarts: number } = { state: 'starting', restarts: 0 };
  #snapshot: EngineSnapshot | null = null;
  /** The parts of the last snapshot that the panel shows, as JSON. */
  #shown = '';
  #applied: Promise<void> = Promise.resolve();
  readonly #starting = new Set<string>();
  #closed = false;

  private constructor(
    options: PatchcordOptions,
    store: Store,
    app: AppContext,
    hostAdapterState: HostAdapterState,
  ) {
    const { clock = systemClock, log = silence, engine, hypervisors } = options;
    this.#options = options;
    this.#hostAdapter = hostAdapterState;
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.app = app;
    this.engine = engine;
    this.hypervisors = hypervisors;
    this.nics = options.nics;
    const { changes = new HostChanges(options.dataDir) } = options;
    this.#changedNics = new ChangedNics(changes, log);
    this.doctor = new Doctor(this.#hostChecks(changes));
    this.#leases = new LeaseKeeper(app, engine, clock, log);
    this.#running = new RunningCards(app, hypervisors);
    this.#feed = new PanelFeed(clock, () => panelOf(app.state, this.runtime()));
    this.handlers = makeHandlers(this);
  }

  /**
   * Opens the store, starts the engine and applies the settings. Engine and hypervisors then belong to
   * this object until `close`. If opening fails, both are as before.
   * @throws StoreError `alreadyRunning`, `databaseNewer`, `dataDirUnusable`; PatchcordError `socketPathTooLong`
   */
  static async open(options: PatchcordOptions): Promise<Patchcord> {
    options.hypervisors.qemu.socketPath(SAMPLE_VM_ID, 1);
    const {
      clock = systemClock,
      hostAddresses = readHostAddresses,
      boundUdpPorts = readBoundUdpPorts,
      random = randomBytes,
    } = options;
    const store = Store.open(options.dataDir, () => clock.wallMs());
    try {
      const { nics, nic = readNicFacts } = options;
      const hostAdapter: HostAdapterState = { problem: null };
      const host: HostView = {
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

  get desktop(): DesktopServices | null {
    return this.#options.desktop ?? null;
  }

  get snapshot(): EngineSnapshot | null {
    return this.#snapshot;
  }

  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void {
    return this.#feed.subscribe(event, listener);
  }

  runtime(): RuntimeView {
    const { version, dataDir, hostAddresses = readHostAddresses } = this.#options;
    return {
      version,
      dataDir,
      engine: this.#engineState,
      snapshot: this.#snapshot,
      report: (vmId) => this.#report(vmId),
      masterOf: (nic) => this.app.host.nic(nic)?.master ?? null,
      hostAddresses: hostAddresses(),
      hostAdapter: this.#hostAdapter.problem,
      damaged: this.#store.damaged,
    };
  }

  async settle(): Promise<void> {
    this.#apply();
    this.#feed.panelChanged();
    await this.#waitFor(this.#applied);
  }

  stateOf(vmId: string): VmState {
    const { state } = this.#report(vmId);
    return state === 'stopped' && this.#starting.has(vmId) ? 'starting' : state;
  }

  async startVm(nameOrId: string): Promise<string> {
    const { id, name, kind, runningCards } = findVm(this.app.state, nameOrId);
    const hypervisor = this.hypervisors[kind];
    if (hypervisor === null) throw new AppError('runElsewhere', { vm: name });
    if (this.stateOf(id) !== 'stopped') throw new AppError('vmAlreadyRunning', { vm: name });
    this.#starting.add(id);
    try {
      const vm = readyVm(this.app, id, this.#snapshot);
      this.#running.starting(vm);
      await this.settle();
      const { paused } = this.app.state;
      await hypervisor.start(vmSpec(vm, vm.adapters, this.#snapshot, paused));
    } catch (error) {
      // The guest has been running all the time: it has the cards that were stored before.
      if (isAlreadyRunning(error) && this.#running.found(id, runningCards)) this.#apply();
      throw error;
    } finally {
      this.#starting.delete(id);
      this.#noteVm(id);
    }
    return id;
  }

  /** Stores the leases, detaches from the guests, which keep running, and frees the data directory. */
  async close(): Promise<void> {
    if (this.#closed) return;
    if (this.#engineState.state === 'running') await this.#waitFor(this.#leases.keep());
    this.#closed = true;
    this.#feed.close();
    this.#leases.close();
    this.#running.close();
    await this.engine.close();
    for (const hypervisor of eachHypervisor(this.hypervisors)) await hypervisor.close();
    this.#changedNics.releaseOthers([]);
    this.#store.close();
  }

  async checkHostAdapter(): Promise<void> {
    const { hostAdapter = hostAdapterProblem } = this.#options;
    this.#hostAdapter.problem = await hostAdapter();
    this.#feed.panelChanged();
  }

  #hostChecks(changes: HostChanges): HostCheck[] {
    const subnetClashes = (): ErrorParams[] =>
      statusOf(this.app.state, this.runtime()).notices.flatMap(({ code, params }) =>
        code === 'subnetClash' ? [params] : [],
      );
    return hostChecks({ changes, nics: this.nics, subnetClashes, world: this.#options.world });
  }

  async #start(): Promise<void> {
    this.#changedNics.undoLeft();
    this.engine.onState((state, restarts) => this.#takeState(state, restarts));
    this.engine.onSnapshot((snapshot) => this.#takeSnapshot(snapshot));
    for (const hypervisor of eachHypervisor(this.hypervisors))
      hypervisor.onChange((vmId) => this.#noteVm(vmId));
    await this.checkHostAdapter();
    this.#running.start(this.#clock, () => void this.settle());
    this.engine.start();
    await this.settle();
  }

  #takeState(state: EngineState, restarts: number): void {
    if (this.#closed) return;
    this.#engineState = { state, restarts };
    if (state !== 'running') {
      this.#snapshot = null;
      this.#shown = '';
    }
    // The configuration has the leases stored since the last change: guests keep their addresses.
    if (state === 'restarting') this.#apply();
    this.#feed.panelChanged();
  }

  #takeSnapshot(snapshot: EngineSnapshot): void {
    if (this.#closed) return;
    const uplinks = JSON.stringify(snapshot.uplinks);
    const moved = uplinks !== JSON.stringify(this.#snapshot?.uplinks ?? []);
    this.#snapshot = snapshot;
    if (moved) this.#plugCables();
    this.#leases.take(snapshot);
    const ports = snapshot.ports.map(({ id, attached, problem, addresses }) => ({
      id,
      attached,
      problem,
      addresses,
    }));
    const { forwards, hostPorts } = snapshot;
    const shown = JSON.stringify({ ports, forwards, hostPorts, uplinks });
    if (shown !== this.#shown) this.#feed.panelChanged();
    this.#shown = shown;
    this.#feed.activityChanged(() => activityOf(this.app.state, snapshot));
  }

  #report(vmId: string): VmReport {
    const vm = findVm(this.app.state, vmId);
    return seenReport(vm, reportOf(this.hypervisors, vm), this.#snapshot);
  }

  #noteVm(vmId: string): void {
    if (this.#closed) return;
    try {
      if (this.#running.note(vmId)) this.#apply();
    } catch (error) {
      this.#log.warn({ error, vmId }, "a running VM's cards could not be kept");
    }
    this.#feed.panelChanged();
  }

  #apply(): void {
    this.#plugCables();
    const { networks, vms } = this.app.state;
    const dedicated = networks.filter((network) => network.dedicated);
    const nics = [...dedicated.flatMap(({ nic }) => nic ?? []), ...filteredNics(vms)];
    this.#changedNics.intend(nics);
    const design = desiredEngineConfig(this.app.state, (vmId, n) =>
      this.hypervisors.qemu.socketPath(vmId, n),
    );
    this.#applied = this.engine.apply(design).then(
      () => this.#changedNics.releaseOthers(nics),
      (error: unknown) => this.#log.warn({ error }, 'the engine could not follow'),
    );
  }

  #plugCables(): void {
    const { vms, paused } = this.app.state;
    applyToAll(this.hypervisors, vms, (vm) => vmSpec(vm, presentCards(vm), this.#snapshot, paused));
  }

  async #waitFor(work: Promise<void>): Promise<void> {
    const timeout = Promise.withResolvers<undefined>();
    const timer = this.#clock.after(ENGINE_WAIT_MS, () => timeout.resolve(undefined));
    await Promise.race([work, timeout.promise]);
    timer.cancel();
  }
}

function isAlreadyRunning(error: unknown): boolean {
  return error instanceof PatchcordError && error.code === 'vmAlreadyRunning';
}
