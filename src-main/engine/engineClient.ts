/**
 * The program's end of the thread boundary: starts the engine's thread, keeps it running, and
 * carries configurations, questions and snapshots.
 * Read first: engineConfig.ts, engineMessage.ts.
 *
 * Theory of operation
 * - stopped: before `start` and after `close`. Calls are refused.
 * - starting: the first thread has not applied a configuration yet. Calls are sent to it, and it
 *   handles them in order.
 * - running: the thread has answered.
 * - restarting: the thread has ended: an uncaught error, its heap limit, `restart`. A new one starts
 *   immediately the first time, and after a growing delay when threads end within STEADY_MS. Its
 *   first call is the last configuration, so everything runs again; the links connect to the guests
 *   again. New calls wait.
 * - A call that was not answered when its thread ended is sent to the next one. After CALL_ATTEMPTS
 *   threads it is refused (`engineDied`), because it may be the reason.
 * - An error that the thread did not expect is logged, and the thread runs on (uncaughtErrors.ts).
 * - A configuration that the engine refuses is not sent to later threads.
 */
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { PatchcordError } from '../contract/errors.ts';
import { isErrorCode } from '../contract/errorText.ts';
import { Backoff } from './backoff.ts';
import { systemClock, type Clock, type Timer } from './clock.ts';
import type { EngineConfig, EngineQueries, EngineSnapshot } from './engineConfig.ts';
import type { PlainFault } from './engineFault.ts';
import type {
  EngineAnswer,
  EngineCall,
  EngineQuery,
  EngineReply,
  EngineRequest,
} from './engineMessage.ts';

/** Same as the contract's EngineState. */
export type EngineThreadState = 'starting' | 'running' | 'restarting' | 'stopped';

/** @param cause the error that ended the last thread; null: there was none */
export type StateListener = (
  state: EngineThreadState,
  restarts: number,
  cause: Error | null,
) => void;

class EngineError extends PatchcordError {}

/** Heap of the engine's thread, MB. Slabs lie outside of it; tables and flows need a tenth. */
const HEAP_MB = 256;

/** Delays start small again after a thread has run for this long, ms. */
const STEADY_MS = 30_000;
/** Delay before the second of several restarts, ms; the first one is immediate. */
const RESTART_FIRST_MS = 100;
const RESTART_LONGEST_MS = 5000;

/** Threads that a call is sent to before it is refused. */
const CALL_ATTEMPTS = 3;

/** Time for the thread to close before it is terminated, ms. */
const CLOSE_MS = 1000;

/** Id of the first request to a new thread. */
const FIRST_CONFIGURATION = 1;

const EMPTY: EngineConfig = { networks: [], ports: [] };

// Three statements, because the bundler would rewrite `new Worker(new URL('…'))`.
const workerFile = import.meta.url.endsWith('.ts') ? './engineWorker.ts' : './engineWorker.js';
const workerUrl = new URL(workerFile, import.meta.url);

export interface EngineClientOptions {
  readonly resourceLimits?: ResourceLimits;
  readonly clock?: Clock;
  readonly log?: EngineLog;
}

type EngineLog = (message: string, details: Readonly<Record<string, unknown>>) => void;

interface Waiting {
  readonly call: EngineCall;
  attempts: number;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class EngineClient {
  readonly #resourceLimits: ResourceLimits;
  readonly #clock: Clock;
  readonly #log: EngineLog;
  readonly #waiting = new Map<number, Waiting>();
  readonly #snapshotListeners: ((snapshot: EngineSnapshot) => void)[] = [];
  readonly #stateListeners: StateListener[] = [];
  #worker: Worker | null = null;
  #state: EngineThreadState = 'stopped';
  /** First call to a new thread: the last configuration requested and not refused. */
  #config = EMPTY;
  /** The last configuration that an engine has applied. */
  #applied = EMPTY;
  /** Calls of `apply` that are done when the new thread has applied its first configuration. */
  #coveredByFirst: number[] = [];
  #nextId = FIRST_CONFIGURATION + 1;
  #restarts = 0;
  #startedAtMs = 0;
  readonly #backoff = new Backoff(RESTART_FIRST_MS, RESTART_LONGEST_MS, 0);
  #restart: Timer | null = null;
  #cause: Error | null = null;

  constructor(options: EngineClientOptions = {}) {
    this.#resourceLimits = { maxOldGenerationSizeMb: HEAP_MB, ...options.resourceLimits };
    this.#clock = options.clock ?? systemClock;
    this.#log = options.log ?? ((): void => undefined);
  }

  get state(): EngineThreadState {
    return this.#state;
  }

  /** How many threads have been replaced. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Called once, and again only after `close`. */
  start(): void {
    this.#enter('starting');
    this.#startThread();
  }

  /**
   * Resolves when the engine runs this configuration.
   * @throws EngineError `duplicateId`, `networkNotRunning`, `tooManyPorts`, `engineDied`, `engineStopped`
   */
  async apply(config: EngineConfig): Promise<void> {
    this.#config = config;
    try {
      await this.#call({ kind: 'apply', config });
      this.#applied = config;
    } catch (error) {
      if (this.#config === config) this.#config = this.#applied;
      throw error;
    }
  }

  /** @throws EngineError `networkNotRunning`, `engineDied`, `engineStopped` */
  async query<K extends keyof EngineQueries>(
    name: K,
    args: EngineQueries[K]['args'],
  ): Promise<EngineQueries[K]['result']> {
    const query = { name, args } as EngineQuery;
    return (await this.#call({ kind: 'query', query })) as EngineQueries[K]['result'];
  }

  onSnapshot(listener: (snapshot: EngineSnapshot) => void): void {
    this.#snapshotListeners.push(listener);
  }

  onState(listener: StateListener): void {
    this.#stateListeners.push(listener);
  }

  /** Terminates the thread, for a person who wants a new one. Resolves when it has ended. */
  async restart(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** Stops the engine. Waiting calls are refused. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    this.#restart?.cancel();
    this.#restart = null;
    for (const waiting of this.#waiting.values()) waiting.reject(new EngineError('engineStopped'));
    this.#waiting.clear();
    this.#enter('stopped');
    if (worker !== null) await endThread(worker);
  }

  #call(call: EngineCall): Promise<unknown> {
    if (this.#state === 'stopped') return Promise.reject(new EngineError('engineStopped'));
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { call, attempts: 0, resolve, reject });
      this.#send(id);
    });
  }

  /** Sends a waiting call to the thread, if there is a thread. */
  #send(id: number): void {
    const waiting = this.#waiting.get(id);
    if (this.#worker === null || waiting === undefined) return;
    waiting.attempts += 1;
    this.#worker.postMessage({ id, call: waiting.call } satisfies EngineRequest);
  }

  #startThread(): void {
    this.#restart = null;
    this.#startedAtMs = this.#clock.now();
    const worker = this.#newWorker();
    if (worker === null) return;
    this.#worker = worker;
    worker.on('message', (reply: EngineReply) => {
      if (this.#worker === worker) this.#take(reply);
    });
    worker.on('error', (error: unknown) => {
      this.#cause = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#died();
    });
    const apply: EngineCall = { kind: 'apply', config: this.#config };
    worker.postMessage({ id: FIRST_CONFIGURATION, call: apply } satisfies EngineRequest);
    this.#reissue();
  }

  /** Null: the system has no thread or descriptors left. It is tried again after a delay. */
  #newWorker(): Worker | null {
    try {
      return new Worker(workerUrl, { resourceLimits: this.#resourceLimits });
    } catch (error) {
      this.#cause = error instanceof Error ? error : new Error(String(error));
      this.#died();
      return null;
    }
  }

  /** Sends waiting queries again. The configuration just sent covers waiting calls of `apply`. */
  #reissue(): void {
    this.#coveredByFirst = [];
    for (const [id, waiting] of this.#waiting) {
      if (waiting.call.kind !== 'apply') this.#send(id);
      else {
        waiting.attempts += 1;
        this.#coveredByFirst.push(id);
      }
    }
  }

  #take(reply: EngineReply): void {
    if (reply.kind === 'snapshot') {
      for (const listener of this.#snapshotListeners) listener(reply.snapshot);
      return;
    }
    if (reply.kind === 'uncaught') {
      this.#cause = new Error(reply.message);
      this.#log('the engine did not expect an error', { stack: reply.stack });
      return;
    }
    const ids = reply.id === FIRST_CONFIGURATION ? this.#coveredByFirst : [reply.id];
    for (const id of ids) this.#settle(id, reply);
    if (reply.id === FIRST_CONFIGURATION) this.#enter('running');
  }

  #settle(id: number, reply: EngineAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (reply.kind === 'result') waiting?.resolve(reply.result);
    else waiting?.reject(errorOf(reply.fault));
  }

  #died(): void {
    this.#worker = null;
    this.#restarts += 1;
    this.#refuseDeadly();
    if (this.#clock.now() - this.#startedAtMs >= STEADY_MS) this.#backoff.reset();
    this.#restart = this.#clock.after(this.#backoff.next(), () => this.#startThread());
    this.#enter('restarting');
  }

  #refuseDeadly(): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.attempts < CALL_ATTEMPTS) continue;
      this.#waiting.delete(id);
      waiting.reject(new EngineError('engineDied', { reason: this.#cause?.message ?? 'ended' }));
    }
  }

  #enter(state: EngineThreadState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state, this.#restarts, this.#cause);
  }
}

/** The engine does not know the contract: here its codes become the contract's. */
function errorOf({ code, params }: PlainFault): EngineError {
  return isErrorCode(code)
    ? new EngineError(code, params)
    : new EngineError('internal', { reason: code });
}

async function endThread(worker: Worker): Promise<void> {
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  const timer = setTimeout(() => void worker.terminate(), CLOSE_MS);
  worker.postMessage({ id: 0, call: { kind: 'close' } } satisfies EngineRequest);
  await ended;
  clearTimeout(timer);
}
