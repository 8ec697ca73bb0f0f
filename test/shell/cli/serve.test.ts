import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let dir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'patchcord-'));
  mkdirSync(join(dir, 'renderer'));
  writeFileSync(join(dir, 'renderer/index.html'), '<title>Patchcord</title>');
});

afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  rmSync(dir, { recursive: true });
});

const dataDir = (): string => join(dir, 'data');

class Cli {
  out = '';
  err = '';
  readonly child: ChildProcess;

  constructor(...words: string[]) {
    this.child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../lab/standInCli.ts'), ...words],
      {
        env: {
          ...process.env,
          PATCHCORD_DATA_DIR: dataDir(),
          RENDERER_DIR: join(dir, 'renderer'),
          DISPLAY: '',
          WAYLAND_DISPLAY: '',
        },
      },
    );
    children.push(this.child);
    this.child.stdout!.on('data', (chunk) => (this.out += String(chunk)));
    this.child.stderr!.on('data', (chunk) => (this.err += String(chunk)));
  }

  async firstLine(): Promise<string> {
    await expect.poll(() => this.out, { timeout: 8_000 }).toContain('\n');
    return this.out.split('\n')[0]!;
  }

  async status(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)('R65 R66 serve until %s', async (signal) => {
  const serving = new Cli('serve', '--json', '--no-open');
  const first = JSON.parse(await serving.firstLine());
  expect(first).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/),
    socket: join(dataDir(), 'control.sock'),
    pid: serving.child.pid,
  });
  expect(statSync(dataDir()).mode & 0o777).toBe(0o700);
  const status = new Cli('status', '--json');
  expect(await status.status()).toBe(0);
  expect(JSON.parse(status.out).url).toBe(first.url);
  serving.child.kill(signal);
  expect(await serving.status()).toBe(0);
  expect(existsSync(first.socket as string)).toBe(false);
  expect(existsSync(join(dataDir(), 'web-link'))).toBe(false);
  expect(readFileSync(join(dataDir(), 'patchcord.log'), 'utf8')).toContain('"stopped"');
});

test('R65 without --json the address is printed', async () => {
  const serving = new Cli('serve');
  expect(await serving.firstLine()).toMatch(/^Patchcord is at http:\/\/127\.0\.0\.1:\d+\/\?token=/);
});

test('a second one on the same data directory is refused, and the first continues', async () => {
  const serving = new Cli('serve', '--json');
  await serving.firstLine();
  const second = new Cli('serve');
  expect(await second.status()).toBe(1);
  expect(second.err).toContain('already running');
  const list = new Cli('vm', 'list', '--json');
  expect(await list.status()).toBe(0);
  expect(list.out).toBe('[]\n');
});

test('after kill -9 it starts again', async () => {
  const killed = new Cli('serve', '--json');
  await killed.firstLine();
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  expect(existsSync(join(dataDir(), 'control.sock'))).toBe(true);
  const serving = new Cli('serve', '--json');
  await serving.firstLine();
});

test('a port in use is refused, and nothing stays behind', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const port = (taken.address() as { port: number }).port;
  const serving = new Cli('serve', '--port', String(port));
  expect(await serving.status()).toBe(1);
  expect(serving.err).toContain(`Port ${String(port)} is in use`);
  expect(existsSync(join(dataDir(), 'control.sock'))).toBe(false);
  taken.close();
});

test('a data directory that cannot be created is refused', async () => {
  writeFileSync(dataDir(), 'a file');
  const serving = new Cli('serve');
  expect(await serving.status()).toBe(1);
  expect(serving.err).toContain('cannot keep its data');
});

test('a reader that leaves early is no error', async () => {
  const serving = new Cli('serve', '--json');
  await serving.firstLine();
  const list = new Cli('vm', 'list');
  list.child.stdout!.destroy();
  expect(await list.status()).toBe(0);
});
