/**
 * One VM of QEMU, running or not.
 *
 * Theory of operation
 * - absent: QMP does not answer. `lookForGuest` is called each time the socket's file changes. QEMU
 *   creates the file a moment before it listens, so there are a few tries at growing intervals, and
 *   then none until the file changes again.
 * - attached: QMP is ready. Every carrier is sent again. The state is read once, and then after each
 *   event that changes it.
 * - A guest that Patchcord starts is `starting` from its spawn until QMP answers, and can be killed.
 *   A guest started by hand, or by an earlier run, is found by its socket.
 */
import { existsSync } from 'node:fs';
import type { Problem } from '../../contract/errors.ts';
import type { VmState } from '../../contract/vm.ts';
import type { VmReport, VmSpec } from '../hypervisor.ts';
import { HypervisorError } from '../hypervisorError.ts';
import { cardName } from './qemuArguments.ts';
import { QemuCarrier } from './qemuCarrier.ts';
import type { QemuProcess } from './qemuProcess.ts';
import { QmpClient } from './qmp.ts';

/** Waits before each try to connect after the socket's file has changed, in ms; 3 s in all. */
const CONNECT_WAITS_MS = [0, 20, 50, 100, 200, 400, 800, 1_500];
/** Index of the first wait after QMP was lost. It leaves out the short waits, to avoid a busy loop. */
const TRIES_AFTER_LOSS = 3;
/** How long a start looks for a guest that runs already, in ms. A stale socket costs this time. */
const LOOK_WAIT_MS = 500;
/** How long a start may take until QMP answers, in ms. */
const START_WAIT_MS = 10_000;
/** How long to wait for QMP after the process exited with 0, as with `-daemonize`, in ms. */
const DAEMON_WAIT_MS = 2_000;
/** How long `quit` may take before the process is killed, in ms. */
const QUIT_WAIT_MS = 3_000;
/** How long a guest may take to power down before it is reported that it has not, in ms. */
export const POWER_DOWN_WAIT_MS = 30_000;
/** QMP events after which the state is read again. */
const STATE_EVENTS = new Set(['STOP', 'RESUME', 'SUSPEND', 'WAKEUP', 'SHUTDOWN', 'GUEST_PANICKED']);

export class QemuMachine {
  readonly #qmpPath: string;
  readonly #changed: () => void;
  readonly #carriers = new Map<number, QemuCarrier>();
  /** Cards that the running guest does not have. */
  readonly #absentCards = new Set<number>();
  #qmp: QmpClient | null = null;
  #process: QemuProcess | null = null;
  #state: VmState = 'stopped';
  #problem: Problem | null = null;
  #tries = 0;
  /** Whether `end` was called. */
  #ending = false;
  #tryTimer: NodeJS.Timeout | null = null;
  #powerDownTimer: NodeJS.Timeout | null = null;
  #waiters: (() => void)[] = [];

  constructor(qmpPath: string, changed: () => void) {
    this.#qmpPath = qmpPath;
    this.#changed = changed;
  }

  report(): VmReport {
    const missing = [...this.#absentCards].sort()[0];
    const absent: Problem | null =
      missing === undefined ? null : { code: 'adapterNeedsRestart', params: { n: missing } };
    const up = [...this.#carriers].filter(([, carrier]) => carrier.up).map(([n]) => n);
    return { state: this.#state, carrier: up, problem: this.#problem ?? absent };
  }

  apply(vm: VmSpec): void {
    const wanted = new Set(vm.cards.map((card) => card.n));
    for (const [n, carrier] of this.#carriers) if (!wanted.has(n)) this.#removeCard(n, carrier);
    for (const card of vm.cards) this.#carrier(card.n).apply(card, this.#attached);
  }

  /** To be called when the socket's file may have changed. */
  lookForGuest(): void {
    if (this.#qmp !== null) return;
    this.#tries = 0;
    this.#tryLater();
  }

  /** Whether a guest runs or starts. A second one would replace its sockets. */
  get occupied(): boolean {
    return this.#state !== 'stopped';
  }

  /** Resolves when it is known whether a guest runs. */
  async looked(): Promise<void> {
    const clear = (): boolean => this.#qmp === null && this.#tryTimer === null;
    await this.#until(() => this.occupied || clear(), LOOK_WAIT_MS);
  }

  /** Begins a start, which ends with `launched` or `launchFailed`. */
  launching(): void {
    this.#problem = null;
    this.#ending = false;
    this.#setState('starting');
  }

  launchFailed(problem: Problem): void {
    this.#process = null;
    this.#problem = problem;
    this.#setState('stopped');
  }

  /**
   * Resolves when QMP answers, or after START_WAIT_MS if the process still runs.
   * @throws HypervisorError `hypervisorExited`
   */
  async launched(process: QemuProcess): Promise<void> {
    this.#process = process;
    process.onExit(() => this.#exited(process));
    this.lookForGuest();
    const known = (): boolean => this.#attached && this.#state !== 'starting';
    await this.#until(() => known() || process.exit !== null, START_WAIT_MS);
    if (process.exit === '0') await this.#until(known, DAEMON_WAIT_MS);
    if (known()) return;
    if (process.exit !== null) throw process.exited();
    this.#problem = silence(this.#qmpPath);
    this.#setState('running');
  }

  /** @throws HypervisorError `vmNotRunning`, `qmpSilent` */
  async powerDown(): Promise<void> {
    if (!this.occupied) throw new HypervisorError('vmNotRunning');
    if (this.#qmp === null) throw new HypervisorError('qmpSilent', { path: this.#qmpPath });
    await this.#qmp.execute('system_powerdown');
    this.#forgetPowerDown();
    this.#powerDownTimer = setTimeout(() => {
      this.#problem = { code: 'powerDownIgnored', params: {} };
      this.#changed();
    }, POWER_DOWN_WAIT_MS).unref();
  }

  #forgetPowerDown(): void {
    if (this.#powerDownTimer !== null) clearTimeout(this.#powerDownTimer);
    if (this.#problem?.code === 'powerDownIgnored') this.#problem = null;
  }

  /** Ends the guest immediately. @throws HypervisorError `vmNotRunning`, `qmpSilent` */
  async end(): Promise<void> {
    if (!this.occupied) throw new HypervisorError('vmNotRunning');
    this.#ending = true;
    const gone = (): boolean => !this.#attached && !this.#alive;
    if (await this.#quit(gone)) return;
    if (this.#process === null) throw new HypervisorError('qmpSilent', { path: this.#qmpPath });
    this.#process.kill();
    await this.#until(gone, QUIT_WAIT_MS);
  }

  #quit(gone: () => boolean): Promise<boolean> {
    if (!this.#attached) return Promise.resolve(false);
    // QEMU can end before it answers, and a QEMU that hangs never answers.
    this.#qmp?.execute('quit').catch(() => undefined);
    return this.#until(gone, QUIT_WAIT_MS);
  }

  /** The guest keeps running. */
  close(): void {
    if (this.#tryTimer !== null) clearTimeout(this.#tryTimer);
    this.#forgetPowerDown();
    this.#qmp?.close();
    this.#qmp = null;
    this.#process = null;
    for (const carrier of this.#carriers.values()) carrier.detached();
    this.#wake();
  }

  get #attached(): boolean {
    return this.#qmp?.ready === true;
  }

  get #alive(): boolean {
    return this.#process !== null && this.#process.exit === null;
  }

  #tryLater(): void {
    const wait = CONNECT_WAITS_MS[this.#tries];
    if (this.#tryTimer !== null) clearTimeout(this.#tryTimer);
    this.#tryTimer = null;
    if (wait === undefined || !existsSync(this.#qmpPath)) return;
    this.#tries += 1;
    this.#tryTimer = setTimeout(() => this.#connect(), wait).unref();
  }

  #connect(): void {
    this.#tryTimer = null;
    const qmp = new QmpClient(this.#qmpPath, {
      ready: () => this.#attach(qmp),
      silent: () => this.#silent(),
      event: (name) => {
        if (STATE_EVENTS.has(name)) this.#askState(qmp);
      },
      closed: () => this.#detach(qmp),
    });
    this.#qmp = qmp;
  }

  #attach(qmp: QmpClient): void {
    this.#problem = null;
    this.#absentCards.clear();
    for (const carrier of this.#carriers.values()) carrier.attached();
    this.#tries = TRIES_AFTER_LOSS;
    this.#askState(qmp);
  }

  #askState(qmp: QmpClient): void {
    qmp.execute('query-status').then(
      (answer) => this.#qmp === qmp && this.#setState(vmState(answer)),
      () => undefined, // The connection has ended; `closed` follows.
    );
  }

  #silent(): void {
    this.#problem = silence(this.#qmpPath);
    this.#setState('running');
  }

  /** The connection ended or failed. A few tries show whether the guest still runs. */
  #detach(qmp: QmpClient): void {
    if (this.#qmp !== qmp) return;
    this.#qmp = null;
    if (this.#problem?.code === 'qmpSilent') this.#problem = null;
    for (const carrier of this.#carriers.values()) carrier.detached();
    this.#tryLater();
    this.#settle();
  }

  #exited(process: QemuProcess): void {
    if (this.#process !== process) return;
    if (this.#state !== 'starting') {
      this.#process = null;
      if (process.exit !== '0' && !this.#ending) this.#problem = process.exited().toProblem();
    }
    this.#settle();
  }

  /** Without a process and without QMP there is no guest. */
  #settle(): void {
    const gone = !this.#attached && !this.#alive && this.#state !== 'starting';
    if (gone) this.#forgetPowerDown();
    this.#setState(gone ? 'stopped' : this.#state);
  }

  #setState(state: VmState): void {
    this.#state = state;
    this.#wake();
    this.#changed();
  }

  #carrier(n: number): QemuCarrier {
    const known = this.#carriers.get(n);
    if (known !== undefined) return known;
    const carrier = new QemuCarrier((up) => this.#setLink(n, up), this.#changed);
    this.#carriers.set(n, carrier);
    return carrier;
  }

  #removeCard(n: number, carrier: QemuCarrier): void {
    carrier.apply({ plugged: false, networkId: null }, this.#attached);
    this.#carriers.delete(n);
    this.#absentCards.delete(n);
  }

  async #setLink(n: number, up: boolean): Promise<boolean> {
    try {
      await this.#qmp?.execute('set_link', { name: cardName(n), up });
      return true;
    } catch (error) {
      if (isDeviceNotFound(error) && this.#carriers.has(n)) this.#absentCards.add(n);
      return false;
    }
  }

  /** Resolves to whether `condition` came true in time. Every change of state checks it again. */
  async #until(condition: () => boolean, waitMs: number): Promise<boolean> {
    const wait = { over: false };
    const timer = setTimeout(() => {
      wait.over = true;
      this.#wake();
    }, waitMs).unref();
    while (!condition() && !wait.over)
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    clearTimeout(timer);
    return condition();
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}

/** QEMU's RunState. All states but `running` count as paused. */
function vmState(answer: unknown): VmState {
  const status = (answer as { status?: unknown } | null)?.status;
  return status === 'running' ? 'running' : 'paused';
}

function silence(path: string): Problem {
  return new HypervisorError('qmpSilent', { path }).toProblem();
}

function isDeviceNotFound(error: unknown): boolean {
  return error instanceof HypervisorError && error.params['kind'] === 'DeviceNotFound';
}
