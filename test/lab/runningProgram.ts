/**
 * The built program, started with `patchcord serve`, in a namespace or not, and used by its command
 * line.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Guest, type GuestOptions } from './guest.ts';
import type { Namespace } from './namespaces.ts';

const CLI = join(import.meta.dirname, '../../out/main/cli.js');

interface CliResult {
  readonly status: number;
  readonly output: string;
  readonly complaint: string;
}

export class RunningProgram {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'pc-data-'));
  readonly #namespace: Namespace | null;
  readonly #guests: Guest[] = [];
  #child: ChildProcess | null = null;
  #pid = 0;

  /** Without a namespace it runs directly on this computer. */
  static async start(namespace: Namespace | null = null): Promise<RunningProgram> {
    const program = new RunningProgram(namespace);
    await program.launch();
    return program;
  }

  constructor(namespace: Namespace | null) {
    this.#namespace = namespace;
  }

  get pid(): number {
    return this.#pid;
  }

  /** Starts the program on the same data again. */
  async launch(): Promise<void> {
    const child = this.spawn('serve', '--no-open', '--json', '--port', '0');
    this.#child = child;
    let complaint = '';
    child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const lines = createInterface({ input: child.stdout! });
    const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)]);
    if (first === null) throw new Error(`patchcord serve ended: ${complaint}`);
    this.#pid = (JSON.parse(first[0] as string) as { pid: number }).pid;
  }

  /** Ends the program and waits for its end. Guests keep running. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    process.kill(this.#pid, signal);
    await gone;
  }

  /** Runs a command, which may fail. */
  async cli(...words: string[]): Promise<CliResult> {
    return new Promise((resolve) => {
      const [program, all] = this.#command(words);
      execFile(program, all, (error, output, complaint) => {
        const status = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
        resolve({ status, output, complaint });
      });
    });
  }

  /** Runs a command with `--json`, which must succeed. Resolves to its value. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- read by tests, as scripts do
  async json(...words: string[]): Promise<any> {
    const { status, output, complaint } = await this.cli(...words, '--json');
    if (status !== 0) throw new Error(`patchcord ${words.join(' ')}: ${status} ${complaint}`);
    return JSON.parse(output);
  }

  /** Adds a VM with this connection, and starts it with a guest. Resolves when it has booted. */
  async startVm(plug: readonly string[], options: GuestOptions): Promise<Guest> {
    await this.json('vm', 'add', options.name, ...plug);
    return this.bootVm(options);
  }

  /** Starts an existing VM with a guest of its name. Resolves when it has booted. */
  async bootVm(options: GuestOptions): Promise<Guest> {
    const guest = await Guest.prepare(options);
    this.#guests.push(guest);
    await this.json('vm', 'set', options.name, '--command', guest.command);
    await this.json('vm', 'start', options.name);
    await guest.ready();
    return guest;
  }

  /** Resident memory of the program, octets. */
  residentOctets(): number {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
  }

  async dispose(): Promise<void> {
    await this.end();
    for (const guest of this.#guests) await guest.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** Starts a command of the program. The caller ends it. */
  spawn(...words: string[]): ChildProcess {
    const [program, all] = this.#command(words);
    return spawn(program, all, { stdio: ['ignore', 'pipe', 'pipe'] });
  }

  #command(words: readonly string[]): [program: string, words: string[]] {
    const own = [CLI, '--data-dir', this.dataDir, ...words];
    if (this.#namespace === null) return [process.execPath, own];
    return ['ip', ['netns', 'exec', this.#namespace.name, process.execPath, ...own]];
  }
}
