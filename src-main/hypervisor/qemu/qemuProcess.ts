/**
 * A QEMU that Patchcord started. It has its own session, so it keeps running when Patchcord ends, and
 * a logger of its own (logProgram.ts) keeps the end of its output. Without that program, or without
 * a folder for the log, it runs all the same and its output is lost.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Socket } from 'node:net';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { HypervisorError } from '../hypervisorError.ts';
import { findLogProgram } from './logProgram.ts';
import { logTail } from './logTail.ts';

/** The descriptors that native/logger/main.c reports on. Both close when there is nothing to report. */
const FAILURE = 3;
const COMPLETE = 4;
/** How long the last output may take from the program's end to the log, in ms. */
const LAST_OUTPUT_WAIT_MS = 1_000;

export class QemuProcess {
  readonly #child: ChildProcess;
  readonly #logPath: string;
  readonly #exitListeners: (() => void)[] = [];
  #exit: string | null = null;

  /** @throws HypervisorError `hypervisorMissing`, `hypervisorNotExecutable` */
  static async start(words: readonly string[], logPath: string): Promise<QemuProcess> {
    const child = spawnLogged(words, resolve(logPath));
    child.unref();
    const process = new QemuProcess(child, logPath);
    await spawned(child, words[0]!);
    return process;
  }

  private constructor(child: ChildProcess, logPath: string) {
    this.#child = child;
    this.#logPath = logPath;
    // The log can end long after this program.
    pipeOf(child, COMPLETE)?.unref();
    const complete = closed(child, COMPLETE);
    child.once('exit', (code, signal) => {
      const exit = signal ?? String(code);
      const timer = setTimeout(() => this.#ended(exit), LAST_OUTPUT_WAIT_MS).unref();
      void complete.then(() => {
        clearTimeout(timer);
        this.#ended(exit);
      });
    });
  }

  /** Calls the listener once: when the process and its log have ended, or now if they have. */
  onExit(listener: () => void): void {
    if (this.#exit === null) this.#exitListeners.push(listener);
    else listener();
  }

  /** Exit status or signal; null while it runs. */
  get exit(): string | null {
    return this.#exit;
  }

  /** Kills it and all processes that it started. */
  kill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, 'SIGKILL');
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

  #ended(exit: string): void {
    if (this.#exit !== null) return;
    this.#exit = exit;
    for (const listener of this.#exitListeners.splice(0)) listener();
  }
}

/** @throws HypervisorError `hypervisorNotExecutable` */
function spawnLogged(words: readonly string[], logPath: string): ChildProcess {
  const logger = usableLogger(logPath);
  const logged = logger === null ? words : [logger, logPath, ...words];
  const reports = logger === null ? [] : (['pipe', 'pipe'] as const);
  try {
    return spawn(logged[0]!, logged.slice(1), {
      cwd: homedir(),
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', ...reports],
    });
  } catch (error) {
    // Some errors are thrown, ENOMEM and E2BIG among them; others are events.
    throw notRun(words[0]!, error as NodeJS.ErrnoException);
  }
}

/** Null: there is none, or no folder to log to. */
function usableLogger(logPath: string): string | null {
  try {
    mkdirSync(dirname(logPath), { recursive: true });
  } catch {
    return null;
  }
  return findLogProgram();
}

/** Resolves when the program runs. */
function spawned(child: ChildProcess, program: string): Promise<void> {
  return new Promise((done, reject) => {
    child.on('error', (cause: NodeJS.ErrnoException) => reject(notRun(program, cause)));
    child.once('spawn', () => {
      let code = '';
      pipeOf(child, FAILURE)?.on('data', (octets: Buffer) => (code += octets.toString('latin1')));
      void closed(child, FAILURE).then(() => {
        if (code === '') done();
        else reject(notRun(program, { code }));
      });
    });
  });
}

function notRun(program: string, cause: { readonly code?: string | undefined }): HypervisorError {
  const reason = cause.code ?? '';
  const code = reason === 'ENOENT' ? 'hypervisorMissing' : 'hypervisorNotExecutable';
  return new HypervisorError(code, { program, reason }, { cause });
}

/** Resolves when the other end of one of the program's pipes has been closed. */
function closed(child: ChildProcess, fd: number): Promise<void> {
  const pipe = pipeOf(child, fd);
  if (pipe === null) return Promise.resolve();
  return new Promise((done) => pipe.once('close', () => done()));
}

/** Null: the spawn failed, or the program was started without a logger. */
function pipeOf(child: ChildProcess, fd: number): Socket | null {
  const pipe = child.stdio[fd];
  return pipe instanceof Socket ? pipe.on('error', () => undefined).resume() : null;
}
