/**
 * A real Linux guest in a real QEMU, for tests: started by the test itself (`start`), or prepared
 * for somebody else to start by its `command` (`prepare`). Whoever starts it, `stop` ends it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGuest } from '../../scripts/guest/buildGuest.mjs';
import { findQemu, machineWords, QEMU_MISSING } from '../../scripts/guest/qemu.mjs';
import { shellWord } from '../../src-main/contract/shellWord.ts';
import { labHasKvm } from './accelerator.ts';
import { GuestAgent, type GuestResult } from './guestAgent.ts';
import type { Namespace } from './namespaces.ts';

/** How long a boot may take, in ms: 3.5 s under TCG on a quiet machine, more beside other guests. */
const BOOT_WAIT_MS = 60_000;
const STOP_WAIT_MS = 5_000;

export interface GuestOptions {
  readonly name: string;
  /** MiB. */
  readonly memory?: number;
  /** `all`: the full kernel, with every card model's driver. */
  readonly drivers?: 'virtio' | 'all';
  /** Programs of this computer that the guest needs too. */
  readonly extras?: string[];
  /** Below which its files lie; the system's for temporary ones by default. */
  readonly folder?: string;
  /** The user who will start it, where that is somebody else. */
  readonly uid?: number;
  /** False: the guest's cards are up and have no address until the test gives one. */
  readonly dhcp?: boolean;
}

export class Guest {
  /** QEMU's words for this guest, without network arguments. */
  readonly words: readonly string[];
  readonly #agent: GuestAgent;
  readonly #dir: string;
  #child: ChildProcess | null = null;

  /** Starts QEMU with these further words, and waits until the guest has booted. */
  static async start(options: GuestOptions & { vmArgs: readonly string[] }): Promise<Guest> {
    const guest = await Guest.prepare(options);
    try {
      guest.launch(options.vmArgs);
      await guest.ready();
    } catch (error) {
      await guest.stop();
      throw error;
    }
    return guest;
  }

  /** The same within a namespace. */
  static async startIn(
    namespace: Namespace,
    options: GuestOptions & { vmArgs: readonly string[] },
  ): Promise<Guest> {
    const guest = await Guest.prepare(options);
    const [program, ...words] = guest.words;
    namespace.spawn(program!, ...words, ...options.vmArgs);
    await guest.ready();
    return guest;
  }

  static async prepare(options: GuestOptions): Promise<Guest> {
    const { folder = tmpdir(), uid } = options;
    const dir = mkdtempSync(join(folder, 'pc-guest-'));
    const socket = join(dir, 'agent.sock');
    const agent = await GuestAgent.listen(socket);
    if (uid !== undefined) for (const path of [dir, socket]) chownSync(path, uid, uid);
    return new Guest(dir, agent, options);
  }

  constructor(dir: string, agent: GuestAgent, options: GuestOptions) {
    this.#dir = dir;
    this.#agent = agent;
    this.words = guestWords(dir, options);
  }

  /** The same as one line, for a VM's settings. */
  get command(): string {
    return this.words.map(shellWord).join(' ');
  }

  /** Starts QEMU with these further words. */
  launch(vmArgs: readonly string[]): void {
    const log = openSync(join(this.#dir, 'qemu.log'), 'w');
    const [program, ...words] = [...this.words, ...vmArgs];
    this.#child = spawn(program!, words, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child.once('exit', () => this.#agent.fail(new Error('QEMU has ended')));
    this.#child.once('error', (error) => this.#agent.fail(error));
  }

  /** Resolves when the guest has booted, whoever started it. */
  async ready(): Promise<void> {
    const late = setTimeout(() => this.#agent.fail(new Error('it did not boot')), BOOT_WAIT_MS);
    try {
      await this.#agent.ready;
    } catch (cause) {
      throw new Error(`no guest ${this.words[2]!}: ${this.#said()}`, { cause });
    } finally {
      clearTimeout(late);
    }
  }

  /** Runs a shell command in the guest. Commands may run side by side. */
  run(command: string, timeoutMs?: number): Promise<GuestResult> {
    return this.#agent.run(command, timeoutMs);
  }

  /** Repeats a command until it succeeds; gives what it printed. */
  async until(command: string, timeoutMs = 30_000): Promise<string> {
    const loop = `until ${command}; do sleep 0.1; done`;
    const { status, output } = await this.run(loop, timeoutMs);
    if (status !== 0) throw new Error(`${this.words[2]!}: never true: ${command}\n${output}`);
    return output;
  }

  /** Resolves once a program in the guest listens on a port. */
  async listens(protocol: 'tcp' | 'udp', port: number): Promise<void> {
    await this.until(`netstat -ln${protocol[0]} | grep -q ':${port} '`);
  }

  /** The facts of the lease of a card, once it has one: ip, mask, router, dns, mtu, server, seconds. */
  async lease(card = 'eth0', timeoutMs?: number): Promise<Record<string, string>> {
    const facts = await this.until(`cat /run/lease.${card} 2>/dev/null`, timeoutMs);
    const lines = facts.trim().split('\n');
    const pairs = lines.map((line): [string, string] => {
      const [key = '', value = ''] = line.split(/=(.*)/, 2);
      return [key, value];
    });
    return Object.fromEntries(pairs);
  }

  /** The lease that a change leads to: the one held before does not count. */
  async leaseAfter(change: () => Promise<unknown>): Promise<Record<string, string>> {
    await this.run('rm -f /run/lease.eth0');
    await change();
    return this.lease();
  }

  /** QEMU's process, or null when it does not run. */
  get pid(): number | null {
    try {
      const pid = readFileSync(join(this.#dir, 'qemu.pid'), 'utf8').trim();
      // A QEMU that was killed leaves its file behind, and the number may be another's by now.
      const isOurs = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.#dir);
      return isOurs ? Number(pid) : null;
    } catch {
      return this.#running ? (this.#child?.pid ?? null) : null;
    }
  }

  /** Ends the guest at once; does nothing when it has ended. */
  async stop(): Promise<void> {
    const { pid } = this;
    if (pid !== null) await killed(pid);
    this.#agent.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  get #running(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  #said(): string {
    const read = (name: string): string => {
      try {
        return readFileSync(join(this.#dir, name), 'utf8').slice(-2_000);
      } catch {
        return '';
      }
    };
    return `${read('qemu.log')}\n${read('console.log')}`.trim();
  }
}

function guestWords(dir: string, options: GuestOptions): string[] {
  const qemu = findQemu();
  if (qemu === null) throw new Error(QEMU_MISSING);
  const kvm = labHasKvm(qemu);
  const { name, memory = 128, drivers = 'virtio', extras = [], dhcp = true } = options;
  const append = ['patchcord.role=agent', ...(dhcp ? [] : ['patchcord.dhcp=off'])];
  return [
    ...machineWords({
      ...{ qemu, kvm, name, memoryMiB: memory, append },
      ...buildGuest({ drivers, extras }),
    }),
    ...['-pidfile', join(dir, 'qemu.pid'), '-serial', `file:${join(dir, 'console.log')}`],
    ...['-chardev', `socket,id=agent,path=${join(dir, 'agent.sock')}`, '-serial', 'chardev:agent'],
  ];
}

async function killed(pid: number): Promise<void> {
  const late = AbortSignal.timeout(STOP_WAIT_MS);
  for (let signal: NodeJS.Signals | 0 = 'SIGKILL'; ; signal = 0) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (late.aborted) throw new Error(`QEMU ${pid} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
