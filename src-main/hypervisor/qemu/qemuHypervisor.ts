/**
 * QEMU as a hypervisor, for guests that Patchcord starts and for guests started by hand with its
 * arguments. Nothing is polled: a watch on the run directory reports a new QMP socket. Where the
 * system has no watch left (inotify, descriptors), the sockets are looked at every WATCH_RETRY_MS
 * until it has one.
 * Read first: qemuMachine.ts.
 */
import { mkdirSync, watch, type FSWatcher } from 'node:fs';
import { toProblem } from '../../contract/errors.ts';
import type { Hypervisor, VmReport, VmSpec } from '../hypervisor.ts';
import { HypervisorError } from '../hypervisorError.ts';
import { splitCommandLine } from './commandLine.ts';
import { qemuArguments } from './qemuArguments.ts';
import { QemuMachine } from './qemuMachine.ts';
import { QemuProcess } from './qemuProcess.ts';
import { QMP_SUFFIX, RunFiles } from './runFiles.ts';

export interface QemuHypervisorOptions {
  /** Sockets are in its folder `run`, which is created for this user only; logs are in `log`. */
  readonly dataDir: string;
  readonly log?: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

/** How long after a failed watch it is tried again, in ms. */
const WATCH_RETRY_MS = 1_000;

const STOPPED: VmReport = { state: 'stopped', carrier: [], problem: null };

export class QemuHypervisor implements Hypervisor {
  readonly #files: RunFiles;
  readonly #log: NonNullable<QemuHypervisorOptions['log']>;
  readonly #machines = new Map<string, QemuMachine>();
  readonly #listeners: ((vmId: string) => void)[] = [];
  #watcher: FSWatcher | null = null;
  #watchRetry: NodeJS.Timeout | null = null;
  /** Whether the log says that there is no watch. */
  #isWatchLogged = false;

  constructor(options: QemuHypervisorOptions) {
    this.#files = new RunFiles(options.dataDir);
    this.#log = options.log ?? ((): void => undefined);
  }

  apply(vms: readonly VmSpec[]): void {
    this.#watch();
    const wanted = new Set(vms.map((vm) => vm.id));
    for (const [id, machine] of this.#machines) if (!wanted.has(id)) this.#forget(id, machine);
    for (const vm of vms) this.#machine(vm.id).apply(vm);
  }

  args(vm: VmSpec): string[] {
    return qemuArguments(vm, this.#files);
  }

  socketPath(vmId: string, n: number): string {
    return this.#files.cable(vmId, n);
  }

  /**
   * Resolves once QMP answers.
   * @throws HypervisorError also `vmAlreadyRunning`, `commandCharacter`, `commandUnclosed`,
   *   `socketPathTooLong`, `hypervisorNotExecutable`
   */
  async start(vm: VmSpec): Promise<void> {
    this.#watch();
    const machine = this.#machine(vm.id);
    await machine.looked();
    if (machine.occupied) throw new HypervisorError('vmAlreadyRunning', { vm: vm.name });
    const words = [...commandWords(vm), ...this.args(vm)];
    machine.apply(vm);
    machine.launching();
    try {
      await machine.launched(await QemuProcess.start(words, this.#files.log(vm.id)));
    } catch (error) {
      this.#log('VM did not start', { vm: vm.name, error });
      machine.launchFailed(toProblem(error));
      throw error;
    }
  }

  async stop(vmId: string, force: boolean): Promise<void> {
    const machine = this.#machines.get(vmId);
    if (machine === undefined) throw new HypervisorError('vmNotRunning');
    await (force ? machine.end() : machine.powerDown());
  }

  report(vmId: string): VmReport {
    return this.#machines.get(vmId)?.report() ?? STOPPED;
  }

  onChange(listener: (vmId: string) => void): void {
    this.#listeners.push(listener);
  }

  close(): Promise<void> {
    this.#watcher?.close();
    this.#watcher = null;
    if (this.#watchRetry !== null) clearTimeout(this.#watchRetry);
    for (const [id, machine] of this.#machines) this.#forget(id, machine);
    return Promise.resolve();
  }

  /**
   * Must run before a machine looks for its guest; otherwise a socket in between would be missed.
   * Never throws.
   */
  #watch(): void {
    if (this.#watcher !== null || this.#watchRetry !== null) return;
    try {
      mkdirSync(this.#files.runDir, { recursive: true, mode: 0o700 });
      this.#watcher = watch(this.#files.runDir, { persistent: false });
    } catch (error) {
      this.#watchLater(error);
      return;
    }
    this.#isWatchLogged = false;
    this.#watcher.on('change', (_kind, name) => this.#fileChanged(String(name)));
    this.#watcher.on('error', (error) => {
      this.#watcher?.close();
      this.#watcher = null;
      this.#watchLater(error);
    });
  }

  #watchLater(error: unknown): void {
    const { runDir } = this.#files;
    if (!this.#isWatchLogged) this.#log('The run directory cannot be watched', { runDir, error });
    this.#isWatchLogged = true;
    this.#watchRetry = setTimeout(() => {
      this.#watchRetry = null;
      this.#watch();
      // No event has reported what changed meanwhile.
      for (const machine of this.#machines.values()) machine.lookForGuest();
    }, WATCH_RETRY_MS).unref();
  }

  #fileChanged(name: string): void {
    if (!name.endsWith(QMP_SUFFIX)) return;
    this.#machines.get(name.slice(0, -QMP_SUFFIX.length))?.lookForGuest();
  }

  #machine(vmId: string): QemuMachine {
    const known = this.#machines.get(vmId);
    if (known !== undefined) return known;
    const machine = new QemuMachine(this.#files.qmp(vmId), () => this.#notify(vmId));
    this.#machines.set(vmId, machine);
    machine.lookForGuest();
    return machine;
  }

  #forget(vmId: string, machine: QemuMachine): void {
    this.#machines.delete(vmId);
    machine.close();
  }

  #notify(vmId: string): void {
    if (!this.#machines.has(vmId)) return;
    for (const listener of this.#listeners) listener(vmId);
  }
}

function commandWords(vm: VmSpec): string[] {
  const words = vm.command === null ? [] : splitCommandLine(vm.command);
  if (words.length === 0) throw new HypervisorError('commandMissing', { vm: vm.name });
  return words;
}
