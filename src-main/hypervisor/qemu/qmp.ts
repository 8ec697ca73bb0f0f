/**
 * A client of QMP, QEMU's control protocol: one JSON value per line over a Unix socket.
 * Read first: QEMU's docs/interop/qmp-spec.
 *
 * Theory of operation
 * - connecting: no command can be sent. QEMU serves one client at a time and does not greet a second
 *   one until the first has left. After GREETING_WAIT_MS `silent` is called once, and the client
 *   goes on waiting.
 * - ready: after the greeting and `qmp_capabilities`. An answer is matched to its command by id. A
 *   command without an answer in time fails.
 * - closed: the socket ended, the peer sent something other than QMP, or `close` was called. All
 *   waiting commands fail, `closed` is called once, and no call follows.
 */
import { createConnection, type Socket } from 'node:net';
import { LineReader } from '../../contract/lineReader.ts';
import { HypervisorError } from '../hypervisorError.ts';

/** How long the greeting may take before `silent` is called, in ms. QEMU 7.2 under TCG: under 100. */
const GREETING_WAIT_MS = 3_000;
/** How long an answer may take, in ms. On a busy host QEMU's main loop stops for tenths of a second. */
const ANSWER_WAIT_MS = 5_000;

/** The longest line that is accepted, octets. QEMU's answers to these commands are under 4 KiB. */
const MAX_LINE_OCTETS = 1 << 20;

export interface QmpListener {
  ready(): void;
  /** The socket exists, but QEMU does not greet. Most likely another program is connected. */
  silent(): void;
  event(name: string): void;
  closed(): void;
}

interface Waiting {
  readonly command: string;
  resolve(value: unknown): void;
  reject(error: HypervisorError): void;
  readonly timer: NodeJS.Timeout;
}

export class QmpClient {
  readonly #socket: Socket;
  readonly #path: string;
  readonly #listener: QmpListener;
  readonly #lines = new LineReader(MAX_LINE_OCTETS, (line) => this.#takeLine(line));
  readonly #waiting = new Map<number, Waiting>();
  readonly #greetingTimer: NodeJS.Timeout;
  #nextId = 1;
  #state: 'connecting' | 'negotiating' | 'ready' | 'closed' = 'connecting';

  /** Starts to connect. */
  constructor(path: string, listener: QmpListener) {
    this.#path = path;
    this.#listener = listener;
    this.#greetingTimer = setTimeout(() => listener.silent(), GREETING_WAIT_MS).unref();
    this.#socket = createConnection({ path });
    this.#socket.on('data', (octets) => this.#receive(octets));
    this.#socket.on('error', () => undefined); // 'close' follows
    this.#socket.on('close', () => this.#end());
  }

  get ready(): boolean {
    return this.#state === 'ready';
  }

  /** @throws HypervisorError `qmpSilent` (no answer, or the connection ended), `qmpRefused` */
  execute(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    if (this.#state !== 'ready') return Promise.reject(this.#silence());
    return this.#send(command, args);
  }

  /** Ends the connection without calling `closed`. */
  close(): void {
    this.#finish();
    this.#socket.destroy();
  }

  #send(command: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(id), ANSWER_WAIT_MS).unref();
      this.#waiting.set(id, { command, resolve, reject, timer });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  }

  #receive(octets: Uint8Array): void {
    if (!this.#lines.push(octets)) this.#socket.destroy();
  }

  #takeLine(line: string): void {
    if (this.#state === 'closed') return;
    const message = parsed(line);
    if (message === null) this.#socket.destroy();
    else if ('QMP' in message) this.#greeted();
    else if (typeof message['event'] === 'string') this.#happened(message['event']);
    else if (typeof message['id'] === 'number') this.#answered(message['id'], message);
  }

  #greeted(): void {
    if (this.#state !== 'connecting') return;
    clearTimeout(this.#greetingTimer);
    this.#state = 'negotiating';
    this.#send('qmp_capabilities', {}).then(
      () => this.#negotiated(),
      () => this.#socket.destroy(),
    );
  }

  #negotiated(): void {
    if (this.#state !== 'negotiating') return;
    this.#state = 'ready';
    this.#listener.ready();
  }

  #happened(name: string): void {
    if (this.#state === 'ready') this.#listener.event(name);
  }

  #answered(id: number, message: Readonly<Record<string, unknown>>): void {
    const waiting = this.#forget(id);
    if (waiting === undefined) return;
    if ('return' in message) waiting.resolve(message['return']);
    else waiting.reject(refusal(waiting.command, message['error']));
  }

  #fail(id: number): void {
    this.#forget(id)?.reject(this.#silence());
  }

  #forget(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #end(): void {
    if (this.#state === 'closed') return;
    this.#finish();
    this.#listener.closed();
  }

  #finish(): void {
    this.#state = 'closed';
    clearTimeout(this.#greetingTimer);
    for (const id of [...this.#waiting.keys()]) this.#fail(id);
  }

  #silence(): HypervisorError {
    return new HypervisorError('qmpSilent', { path: this.#path });
  }
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function refusal(command: string, error: unknown): HypervisorError {
  const fields = typeof error === 'object' && error !== null ? { ...error } : {};
  const text = (key: string): string => {
    const value = (fields as Record<string, unknown>)[key];
    return typeof value === 'string' ? value.slice(0, 500) : '';
  };
  return new HypervisorError('qmpRefused', { command, kind: text('class'), reason: text('desc') });
}
