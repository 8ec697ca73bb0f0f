/**
 * One VM as QEMU runs it, or does not.
 *
 * Theory of operation
 * - absent: nobody answers at its QMP socket. `lookForGuest` is called when the socket's file has
 *   changed; QEMU makes the file a moment before it listens, hence a few tries, further and further
 *   apart, and then none until the file changes again.
 * - attached: QMP is ready. Every carrier is told anew, the state is asked for once and then after
 *   the events that change it.
 * - A guest of ours is `starting` from its spawn until QMP answers; one that was started by hand,
 *   or before we were, is simply found. Only the former can be killed.
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

/** Waits before the tries to connect after the socket's file has changed, in ms: 3 s in all. */
const CONNECT_WAITS_MS = [0, 20, 50, 100, 200, 400, 800, 1_500];
/** Where in those waits the tries begin after QMP has been lost: not at once, and so never a storm. */
const TRIES_AFTER_LOSS = 3;
/** How long a start waits for a guest that may be there already, in ms; a stale socket costs this. */
const LOOK_WAIT_MS = 500;
/** How long a start may take until QMP answers, in ms. A fork with `-daemonize` exits at once. */
const START_WAIT_MS = 10_000;
/** Grace for a wrapper that has exited well and left QEMU running (`-daemonize`), in ms. */
const DAEMON_WAIT_MS = 2_000;
/** How long `quit` may take before the process is killed, in ms. */
const QUIT_WAIT_MS = 3_000;
/** How long a guest may take to power down before it is said that it has not, in ms. */
export const POWER_DOWN_WAIT_MS = 30_000;
/** After these the state is asked for again. */
const STATE_EVENTS = new Set(['STOP', 'RESUME', 'SUSPEND', 'WAKEUP', 'SHUTDOWN', 'GUEST_PANICKED']);

export class QemuMachine {
  readonly #qmpPath: string;
  readonly #changed: () => void;
  readonly #carriers = new Map<number, QemuCarrier>();
  /** Cards that the running guest was not given. */
  readonly #absentCards = new Set<number>();
  #qmp: QmpClient | null = null;
  #process: QemuProcess | null = null;
  #state: VmState = 'stopped';
  #problem: Problem | null = null;
  #tries = 0;
  /** Whether the process's end was asked for. */
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
    for (const [n, carrier] of this.#carriers) if (!wanted.has(n)) this.#letGo(n, carrier);
    for (const card of vm.cards) this.#carrier(card.n).apply(card, this.#attached);
  }

  /** The socket's file may be there, or another one. */
  lookForGuest(): void {
    if (this.#qmp !== null) return;
    this.#tries = 0;
    this.#tryLater();
  }

  /** Whether a start would be the second: its sockets would take the place of the first's. */
  get occupied(): boolean {
    return this.#state !== 'stopped';
  }

  /** Resolves when it is clear whether a guest is there. */
  async looked(): Promise<void> {
    const clear = (): boolean => this.#qmp === null && this.#tryTimer === null;
    await this.#until(() => this.occupied || clear(), LOOK_WAIT_MS);
  }

  /** From now until `launched` or `launchFailed`. */
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
   * Resolves once QMP answers, or when it has not for long and the process lives.
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

  /** Ends the guest now. @throws HypervisorError `vmNotRunning`, `qmpSilent` */
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
    // QEMU may end before it answers, and one that hangs does not answer at all.
    this.#qmp?.execute('quit').catch(() => undefined);
    return this.#until(gone, QUIT_WAIT_MS);
  }

  /** The guest runs on. */
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
      () => undefined, // The connection ends: told by `closed`.
    );
  }

  #silent(): void {
    this.#problem = silence(this.#qmpPath);
    this.#setState('running');
  }

  /** Lost, or never had. The guest may be gone or not: a few tries will show. */
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

  /** With neither a process nor a QMP there is no guest. */
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

  #letGo(n: number, carrier: QemuCarrier): void {
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

  /** Whether `condition` came true in time; looked at whenever something has changed. */
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

/** QEMU's RunState: whatever is not running can be made to. */
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
