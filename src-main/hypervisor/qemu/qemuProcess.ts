/**
 * A QEMU that Patchcord started. It has its own session and writes its output to a file, so that it
 * keeps running when Patchcord ends.
 */
import { Buffer } from 'node:buffer';
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { HypervisorError } from '../hypervisorError.ts';

/** How much of the log's end is shown, octets. */
const TAIL_OCTETS = 2_048;

export class QemuProcess {
  readonly #child: ChildProcess;
  readonly #logPath: string;
  #exit: string | null = null;

  /** @throws HypervisorError `hypervisorMissing`, `hypervisorNotExecutable` */
  static async start(words: readonly string[], logPath: string): Promise<QemuProcess> {
    mkdirSync(dirname(logPath), { recursive: true });
    const log = openSync(logPath, 'w', 0o600);
    try {
      const child = spawn(words[0]!, words.slice(1), {
        cwd: homedir(),
        detached: true,
        stdio: ['ignore', log, log],
      });
      child.unref();
      await spawned(child, words[0]!);
      return new QemuProcess(child, logPath);
    } finally {
      closeSync(log);
    }
  }

  constructor(child: ChildProcess, logPath: string) {
    this.#child = child;
    this.#logPath = logPath;
    child.once('exit', (code, signal) => {
      this.#exit = signal ?? String(code);
    });
  }

  /** Calls the listener once: when the process ends, or now if it has ended. */
  onExit(listener: () => void): void {
    if (this.#exit === null) this.#child.once('exit', listener);
    else listener();
  }

  /** Exit status or signal; null while it runs. */
  get exit(): string | null {
    return this.#exit;
  }

  /** Kills it and all processes that it started. */
  kill(): void {
    if (this.#exit !== null || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }

  exited(): HypervisorError {
    const [status, output] = [this.#exit ?? '', logTail(this.#logPath)];
    return output === ''
      ? new HypervisorError('hypervisorExitedSilently', { status })
      : new HypervisorError('hypervisorExited', { status, output });
  }
}

function spawned(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause: NodeJS.ErrnoException) => {
      const missing = cause.code === 'ENOENT';
      const code = missing ? 'hypervisorMissing' : 'hypervisorNotExecutable';
      reject(new HypervisorError(code, { program, reason: cause.code ?? '' }, { cause }));
    });
  });
}

/** The log's last lines; empty if the log cannot be read. */
function logTail(path: string): string {
  let log: number | null = null;
  try {
    log = openSync(path, 'r');
    const { size } = fstatSync(log);
    const octets = Buffer.alloc(Math.min(size, TAIL_OCTETS));
    readSync(log, octets, 0, octets.length, size - octets.length);
    return octets.toString().trim();
  } catch {
    return '';
  } finally {
    if (log !== null) closeSync(log);
  }
}
