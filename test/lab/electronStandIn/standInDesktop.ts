/** The built program on the stand-in, for tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { Desktop } from '../../e2e/desktop.ts';
import { openLoopbackDoor, type LoopbackDoor } from '../loopbackDoor.ts';
import type { Namespace } from '../namespaces.ts';
import type { Ask, DesktopState } from './control.ts';

const root = resolve(import.meta.dirname, '../../..');
/** Time limit for a start on a busy machine, ms. */
const START_LIMIT_MS = 30_000;

export class StandInDesktop implements Desktop {
  readonly dataDir: string;
  page!: Page;
  err = '';
  readonly #child: ChildProcess;
  #door: LoopbackDoor | null = null;
  #lastAsk = 0;

  private constructor(dataDir: string, env: NodeJS.ProcessEnv, entering: readonly string[] = []) {
    this.dataDir = dataDir;
    this.#child = spawnProgram(dataDir, true, env, entering);
    this.#child.stderr!.on('data', (chunk) => (this.err += String(chunk)));
  }

  static async start(
    dataDir = mkdtempSync(join(tmpdir(), 'patchcord-')),
    env: NodeJS.ProcessEnv = {},
  ): Promise<StandInDesktop> {
    const desktop = new StandInDesktop(dataDir, env);
    const { debuggingPort } = await desktop.#shown();
    await desktop.#reachPage(debuggingPort);
    return desktop;
  }

  /** In a namespace, as on a separate computer. */
  static async startIn(namespace: Namespace, dataDir: string): Promise<StandInDesktop> {
    const desktop = new StandInDesktop(dataDir, {}, ['ip', 'netns', 'exec', namespace.name]);
    const { debuggingPort } = await desktop.#shown();
    desktop.#door = await openLoopbackDoor(namespace, debuggingPort);
    await desktop.#reachPage(desktop.#door.port);
    return desktop;
  }

  async #reachPage(port: number): Promise<void> {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${String(port)}`);
    this.page = browser.contexts()[0]!.pages()[0]!;
  }

  ask(ask: Ask): Promise<unknown> {
    const id = ++this.#lastAsk;
    return new Promise((resolve) => {
      const take = (message: { id: number; answer: unknown }): void => {
        if (message.id !== id) return;
        this.#child.off('message', take);
        resolve(message.answer);
      };
      this.#child.on('message', take);
      this.#child.send({ id, ask });
    });
  }

  async state(): Promise<DesktopState> {
    return (await this.ask({ do: 'state' })) as DesktopState;
  }

  async isVisible(): Promise<boolean> {
    return (await this.state()).visible;
  }

  async closeWindow(): Promise<void> {
    await this.ask({ do: 'closeWindow' });
  }

  async startAgain(): Promise<number | null> {
    const second = spawnProgram(this.dataDir, false);
    await once(second, 'exit');
    return second.exitCode;
  }

  async quit(): Promise<number | null> {
    void this.ask({ do: 'clickMenu', path: ['Quit'] });
    return this.exited();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async exited(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  async dispose(): Promise<void> {
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGKILL');
      await this.exited();
    }
    this.#door?.close();
    rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Asks until the window is visible. */
  async #shown(): Promise<DesktopState> {
    const limit = Date.now() + START_LIMIT_MS;
    while (Date.now() < limit) {
      if (this.#child.exitCode !== null) throw new Error(`it ended at once: ${this.err}`);
      const state = await Promise.race([this.state(), pause(500)]);
      if (state?.visible) return state;
      await pause(50);
    }
    throw new Error(`no window within ${String(START_LIMIT_MS)} ms: ${this.err}`);
  }
}

export function spawnProgram(
  dataDir: string,
  withChannel: boolean,
  env: NodeJS.ProcessEnv = {},
  entering: readonly string[] = [],
): ChildProcess {
  const register = join(root, 'test/lab/electronStandIn/register.ts');
  const program = [process.execPath, '--import', register, join(root, 'out/main/electron.js')];
  const [first, ...words] = [...entering, ...program, `--data-dir=${dataDir}`];
  return spawn(first, words, {
    stdio: ['ignore', 'inherit', 'pipe', ...(withChannel ? (['ipc'] as const) : [])],
    // Does not use the developer's desktop.
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: '', XDG_CONFIG_HOME: dataDir, ...env },
  });
}

const pause = (ms: number): Promise<null> =>
  new Promise((resolve) => setTimeout(() => resolve(null), ms));
