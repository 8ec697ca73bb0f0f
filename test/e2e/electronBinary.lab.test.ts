/** The built desktop program on Electron's binary. Needs the binary and a display. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication } from 'playwright-core';
import { describe } from 'vitest';
import type { Desktop } from './desktop.ts';
import { promiseDesktop } from './desktopPromises.ts';

const root = resolve(import.meta.dirname, '../..');

function findBinary(): string | null {
  const packageDir = join(root, 'node_modules/electron');
  const pathFile = join(packageDir, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(packageDir, 'dist');
  return existsSync(join(dist, name)) ? join(dist, name) : null;
}

const binary = findBinary();
const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];

async function start(executablePath: string): Promise<Desktop> {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchcord-'));
  const args = [root, `--data-dir=${dataDir}`];
  if (process.getuid?.() === 0) args.unshift('--no-sandbox');
  const app = await _electron.launch({ executablePath, args });
  const page = await app.firstWindow();
  await page.waitForLoadState();
  return {
    page,
    dataDir,
    isVisible: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()),
    closeWindow: () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close()),
    startAgain: () => exitStatus(spawn(executablePath, args, { stdio: 'ignore' })),
    quit: () => quit(app),
    dispose: async () => {
      await app.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function quit(app: ElectronApplication): Promise<number | null> {
  const child = app.process();
  const ended = exitStatus(child);
  await app.evaluate((electron) => electron.app.quit()).catch(() => undefined);
  return ended;
}

async function exitStatus(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

// If it cannot run, `npm test` leaves this file out and says so.
describe.skipIf(binary === null || !display)('on Electron’s own binary', () => {
  promiseDesktop(() => start(binary!));
});
