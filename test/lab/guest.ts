/**
 * A real Linux guest in a real QEMU. A test starts it (`start`), or prepares it (`prepare`) for
 * another program that starts its `command`. `stop` ends it in both cases.
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

/** Time limit for a boot, ms. It takes 3.5 s under TCG on an idle machine, more beside other guests. */
const BOOT_WAIT_MS = 60_000;
const STOP_WAIT_MS = 5_000;

export interface GuestOptions {
  readonly name: string;
  /** MiB. */
  readonly memory?: number;
  /** `all`: the full kernel, with every card model's driver. */
  readonly drivers?: 'virtio' | 'all';
  /** Programs of this computer to copy into the guest. */
  readonly extras?: string[];
  /** Parent folder of its files; by default the system's for temporary files. */
  readonly folder?: string;
  /** The user who starts it, if it is not this one. */
  readonly uid?: number;
  /** False: the guest's cards are up and have no address until the test gives one. */
  readonly dhcp?: boolean;
}

export class Guest {
  /** QEMU's arguments for this guest, without those for networks. */
  readonly words: readonly string[];
  readonly #agent: GuestAgent;
  readonly #dir: string;
  #child: ChildProcess | null = null;

  /** Starts QEMU with these additional arguments, and waits until the guest has booted. */
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

  /** The same in a namespace. */
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

  /** The same as a line for a VM's settings. */
  get command(): string {
    return this.words.map(shellWord).join(' ');
  }

  /** Starts QEMU with these additional arguments. */
  launch(vmArgs: readonly string[]): void {
    const log = openSync(join(this.#dir, 'qemu.log'), 'w');
    const [program, ...words] = [...this.words, ...vmArgs];
    this.#child = spawn(program!, words, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child.once('exit', () => this.#agent.fail(new Error('QEMU has ended')));
    this.#child.once('error', (error) => this.#agent.fail(error));
  }

  /** Resolves when the guest has booted. */
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

  /** Runs a shell command in the guest. Several commands can run at the same time. */
  run(command: string, timeoutMs?: number): Promise<GuestResult> {
    return this.#agent.run(command, timeoutMs);
  }

  /** Repeats a command until it succeeds. Resolves to its output. */
  async until(command: string, timeoutMs = 30_000): Promise<string> {
    const loop = `until ${command}; do sleep 0.1; done`;
    const { status, output } = await this.run(loop, timeoutMs);
    if (status !== 0) throw new Error(`${this.words[2]!}: never true: ${command}\n${output}`);
    return output;
  }

  /** Resolves when a program in the guest listens on a port. */
  async listens(protocol: 'tcp' | 'udp', port: number): Promise<void> {
    await this.until(`netstat -ln${protocol[0]} | grep -q ':${port} '`);
  }

  /** Resolves to a card's lease, when it has one: ip, mask, router, dns, mtu, server, seconds. */
  async lease(card = 'eth0', timeoutMs?: number): Promise<Record<string, string>> {
    const facts = await this.until(`cat /run/lease.${card} 2>/dev/null`, timeoutMs);
    const lines = facts.trim().split('\n');
    const pairs = lines.map((line): [string, string] => {
      const [key = '', value = ''] = line.split(/=(.*)/, 2);
      return [key, value];
    });
    return Object.fromEntries(pairs);
  }

  /** The first new lease after a change. */
  async leaseAfter(change: () => Promise<unknown>): Promise<Record<string, string>> {
    await this.run('rm -f /run/lease.eth0');
    await change();
    return this.lease();
  }

  /** QEMU's process id; null: it does not run. */
  get pid(): number | null {
    try {
      const pid = readFileSync(join(this.#dir, 'qemu.pid'), 'utf8').trim();
      // A killed QEMU leaves its file behind, and another process may have its id by now.
      const isOurs = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.#dir);
      return isOurs ? Number(pid) : null;
    } catch {
      return this.#running ? (this.#child?.pid ?? null) : null;
    }
  }

  /** Ends the guest immediately. Does nothing if it has ended. */
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
