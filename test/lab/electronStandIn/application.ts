/**
 * Stand-in for Electron's `app`: life cycle and single instance.
 * The lock is a symbolic link with the holder's process id, as in Chromium. A second start wakes the
 * holder with a signal instead of a socket.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { emitPreventable } from './preventable.ts';

const SECOND_INSTANCE_SIGNAL = 'SIGUSR2';

type Used =
  | 'setPath'
  | 'getPath'
  | 'getAppPath'
  | 'getLocale'
  | 'isPackaged'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'quit'
  | 'exit';

/** The part of a window that is needed for quitting. */
export interface Closable {
  /** False: the page or the program prevented it. */
  tryClose(): boolean;
}

class StandInApp extends EventEmitter implements Pick<Electron.App, Used> {
  readonly windows = new Set<Closable>();
  readonly isPackaged = false;
  readonly commandLine: Pick<Electron.CommandLine, 'getSwitchValue' | 'hasSwitch'> = {
    getSwitchValue,
    hasSwitch: (name) => process.argv.includes(`--${name}`),
  };
  /** Runs before the process ends, to close the browser. */
  beforeExit: () => Promise<void> = () => Promise.resolve();
  readonly #paths = new Map<string, string>();

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getPath(name: string): string {
    const path = this.#paths.get(name);
    if (path === undefined) throw new Error(`no path ${name} was set`);
    return path;
  }

  getLocale(): string {
    return 'en-GB';
  }

  getAppPath(): string {
    return process.cwd();
  }

  requestSingleInstanceLock(): boolean {
    mkdirSync(this.getPath('userData'), { recursive: true, mode: 0o700 });
    try {
      symlinkSync(String(process.pid), this.#lockPath());
    } catch {
      return this.#takeOverOrWake();
    }
    process.on(SECOND_INSTANCE_SIGNAL, () => this.emit('second-instance'));
    return true;
  }

  whenReady(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  quit(): void {
    setImmediate(() => this.#quit());
  }

  exit(exitCode = 0): void {
    this.#unlock();
    void this.beforeExit().finally(() => process.exit(exitCode));
  }

  #quit(): void {
    if (emitPreventable(this, 'before-quit')) return;
    for (const window of this.windows) if (!window.tryClose()) return;
    if (!emitPreventable(this, 'will-quit')) this.exit();
  }

  #lockPath(): string {
    return join(this.getPath('userData'), 'SingletonLock');
  }

  #takeOverOrWake(): boolean {
    try {
      process.kill(Number(readlinkSync(this.#lockPath())), SECOND_INSTANCE_SIGNAL);
      return false;
    } catch {
      rmSync(this.#lockPath());
      return this.requestSingleInstanceLock();
    }
  }

  #unlock(): void {
    try {
      if (readlinkSync(this.#lockPath()) === String(process.pid)) rmSync(this.#lockPath());
    } catch {
      // It was not taken.
    }
  }
}

function getSwitchValue(name: string): string {
  const prefix = `--${name}=`;
  return process.argv.find((word) => word.startsWith(prefix))?.slice(prefix.length) ?? '';
}

export const app = new StandInApp();
