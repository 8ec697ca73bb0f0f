/** An engine and a hypervisor without a thread and without QEMU: tests decide what they do. */
import type { EngineState } from '../../src-main/contract/activity.ts';
import type { VmState } from '../../src-main/contract/vm.ts';
import type { EngineLike } from '../../src-main/app/engineLike.ts';
import type {
  EngineConfig,
  EngineQueries,
  EngineSnapshot,
  FdbInfo,
  FlowInfo,
  LeaseInfo,
} from '../../src-main/engine/engineConfig.ts';
import type { Hypervisor, VmReport, VmSpec } from '../../src-main/hypervisor/hypervisor.ts';
import { qemuArguments } from '../../src-main/hypervisor/qemu/qemuArguments.ts';
import { RunFiles } from '../../src-main/hypervisor/qemu/runFiles.ts';

export class StandInEngine implements EngineLike {
  readonly configs: EngineConfig[] = [];
  leases: readonly LeaseInfo[] = [];
  flows: readonly FlowInfo[] = [];
  fdb: readonly FdbInfo[] = [];
  queries = 0;
  closed = false;
  /** What `apply` and `query` do: resolve, reject, or never answer. */
  mood: 'well' | 'failing' | 'silent' = 'well';
  /** Called after each configuration. */
  onApplied: () => void = () => undefined;
  #snapshot: (snapshot: EngineSnapshot) => void = () => undefined;
  #state: (state: EngineState, restarts: number) => void = () => undefined;

  get config(): EngineConfig {
    return this.configs.at(-1)!;
  }

  start(): void {
    this.tellState('running', 0);
  }

  apply(config: EngineConfig): Promise<void> {
    this.configs.push(config);
    this.onApplied();
    return this.#answer(undefined);
  }

  query<K extends keyof EngineQueries>(
    name: K,
    args: EngineQueries[K]['args'],
  ): Promise<EngineQueries[K]['result']> {
    this.queries++;
    const { leases, flows, fdb } = this;
    if (name === 'fdb' && args === null) throw new Error('which network?');
    return this.#answer({ leases, flows, fdb }[name]);
  }

  onSnapshot(listener: (snapshot: EngineSnapshot) => void): void {
    this.#snapshot = listener;
  }

  onState(listener: (state: EngineState, restarts: number) => void): void {
    this.#state = listener;
  }

  /** There is no thread to end: told, and not counted. */
  restart(): Promise<void> {
    this.tellState('restarting', 0);
    this.tellState('running', 0);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  tell(snapshot: Partial<EngineSnapshot>): void {
    this.#snapshot({ timeMs: 0, ports: [], forwards: [], uplinks: [], hostPorts: [], ...snapshot });
  }

  tellState(state: EngineState, restarts: number): void {
    this.#state(state, restarts);
  }

  #answer<T>(result: T): Promise<T> {
    if (this.mood === 'silent') return new Promise(() => undefined);
    if (this.mood === 'failing') return Promise.reject(new Error('the thread died'));
    return Promise.resolve(result);
  }
}

const STOPPED: VmReport = { state: 'stopped', carrier: [], problem: null };

export class StandInHypervisor implements Hypervisor {
  specs: readonly VmSpec[] = [];
  readonly started: VmSpec[] = [];
  readonly reports = new Map<string, VmReport>();
  startError: Error | null = null;
  closed = false;
  /** Guests do not shut down when they are asked to. */
  ignoresRequests = false;
  /** Called after each report. */
  onTold: () => void = () => undefined;
  readonly #files: RunFiles;
  #changed: (vmId: string) => void = () => undefined;

  constructor(folder: string) {
    this.#files = new RunFiles(folder);
  }

  apply(vms: readonly VmSpec[]): void {
    this.specs = vms;
  }

  args(vm: VmSpec): string[] {
    return qemuArguments(vm, this.#files);
  }

  socketPath(vmId: string, n: number): string {
    return this.#files.cable(vmId, n);
  }

  start(vm: VmSpec): Promise<void> {
    if (this.startError !== null) return Promise.reject(this.startError);
    this.started.push(vm);
    this.tell(vm.id, 'running');
    return Promise.resolve();
  }

  stop(vmId: string, force: boolean): Promise<void> {
    if (force || !this.ignoresRequests) this.tell(vmId, 'stopped');
    return Promise.resolve();
  }

  report(vmId: string): VmReport {
    return this.reports.get(vmId) ?? STOPPED;
  }

  onChange(listener: (vmId: string) => void): void {
    this.#changed = listener;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  /** By default, all carriers are up while it runs. */
  tell(vmId: string, state: VmState, carrier: readonly number[] = [1, 2, 3, 4]): void {
    this.reports.set(vmId, { state, carrier: state === 'stopped' ? [] : carrier, problem: null });
    this.#changed(vmId);
    this.onTold();
  }
}
