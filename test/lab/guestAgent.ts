/**
 * The test's end of a guest's second serial port: runs commands in the guest, several at a time.
 * Read first: scripts/guest/root/agent. QEMU connects to the test, so no octet is lost at boot.
 */
import { Buffer } from 'node:buffer';
import { createServer, type Server, type Socket } from 'node:net';

export interface GuestResult {
  readonly status: number;
  /** The command's standard output and standard error. */
  readonly output: string;
}

interface Waiting {
  resolve(result: GuestResult): void;
  reject(error: Error): void;
}

/** Time added to a command's own limit for the way there and back, in ms. */
const SERIAL_SLACK_MS = 5_000;

export class GuestAgent {
  readonly #server: Server;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready = Promise.withResolvers<undefined>();
  #socket: Socket | null = null;
  #rest = '';
  #nextId = 1;

  static async listen(path: string): Promise<GuestAgent> {
    const server = createServer();
    const agent = new GuestAgent(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
    return agent;
  }

  constructor(server: Server) {
    this.#server = server;
    this.#ready.promise.catch(() => undefined);
    server.on('connection', (socket) => this.#attach(socket));
  }

  /** Resolves when the guest has booted. */
  get ready(): Promise<undefined> {
    return this.#ready.promise;
  }

  /** Runs a shell command in the guest. After its time limit it is killed there, with status 137. */
  run(command: string, timeoutMs = 20_000): Promise<GuestResult> {
    const id = this.#nextId++;
    const text = Buffer.from(command).toString('base64');
    const { promise, resolve, reject } = Promise.withResolvers<GuestResult>();
    const wait = timeoutMs + SERIAL_SLACK_MS;
    const late = setTimeout(
      () => this.#fail(id, new Error(`no answer from the guest: ${command}`)),
      wait,
    );
    this.#waiting.set(id, { resolve, reject });
    if (this.#socket === null) this.#fail(id, new Error('the guest is not running'));
    else this.#socket.write(`${id} ${Math.ceil(timeoutMs / 1000)} ${text}\n`);
    return promise.finally(() => clearTimeout(late));
  }

  /** To be called when the guest has ended. */
  fail(error: Error): void {
    this.#ready.reject(error);
    for (const id of [...this.#waiting.keys()]) this.#fail(id, error);
  }

  close(): void {
    this.#server.close();
    this.#socket?.destroy();
    this.fail(new Error('the guest was stopped'));
  }

  #attach(socket: Socket): void {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#socket = null;
      this.fail(new Error('the guest has ended'));
    });
    socket.on('data', (octets) => this.#take(octets.toString('latin1')));
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) this.#takeLine(line.trim());
  }

  #takeLine(line: string): void {
    if (line === '@ready') this.#ready.resolve(undefined);
    const answer = /^@(\d+) (\d+) ?(\S*)$/.exec(line);
    if (answer === null) return;
    const id = Number(answer[1]);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    const output = Buffer.from(answer[3]!, 'base64').toString();
    waiting?.resolve({ status: Number(answer[2]), output });
  }

  #fail(id: number, error: Error): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.reject(error);
  }
}
