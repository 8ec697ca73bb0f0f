/** `npm start -- --demo`: two guests to try out; nothing is left afterwards. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, expect, onTestFinished } from 'vitest';
import type { Vm } from '../../src-main/contract/vm.ts';
import { labTests } from '../lab/prerequisites.ts';

const { it } = labTests(['qemu-system-x86_64', 'busybox']);
const root = resolve(import.meta.dirname, '../..');
/** Time limit for two boots at the same time without KVM, and a lease each: 5 s on an idle machine. */
const LEASE_LIMIT_MS = 60_000;

const GUESTS = ['alice', 'bob'];

/** A process that has ended but was not waited for has no command line. */
function runs(pid: number): boolean {
  const commandLine = `/proc/${String(pid)}/cmdline`;
  return existsSync(commandLine) && readFileSync(commandLine, 'utf8') !== '';
}

/** A folder for the demo's own one. */
function freshTmp(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pc-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function cli(dataDir: string, ...words: string[]): string {
  const all = [join(root, 'out/main/cli.js'), '--data-dir', dataDir, '--json', ...words];
  return spawnSync(process.execPath, all, { encoding: 'utf8' }).stdout;
}

beforeAll(() => {
  // Installs and builds what is missing, before the time is measured.
  spawnSync('npm', ['run', '-s', 'cli', '--', '--version'], { cwd: root });
}, 120_000);

it('two guests get leases, talk, are plugged elsewhere; Ctrl-C takes all of it away', async () => {
  const tmp = freshTmp();
  const env = { ...process.env, TMPDIR: tmp };
  const words = ['start', '--', '--demo', '--no-open'];
  const child = spawn('npm', words, { cwd: root, env, detached: true });
  // The end of the demo is part of the test. This is for a test that fails before.
  onTestFinished(() => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGINT');
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  await expect.poll(() => said, { timeout: 60_000 }).toContain('bob runs');
  const dataDir = join(
    tmp,
    readdirSync(tmp).find((name) => name.startsWith('patchcord-demo-'))!,
  );

  const adapters = (): unknown =>
    (JSON.parse(cli(dataDir, 'vm', 'list')) as Vm[]).map(({ name, adapters: [adapter] }) => ({
      ...{ name, network: adapter!.network, link: adapter!.link, ip: adapter!.ip.join() },
    }));
  const shared = { network: 'Shared', link: 'up', ip: expect.stringMatching(/^192\.168\./) };
  const alice = (expected: object): unknown => [
    { name: 'alice', ...expected },
    { name: 'bob', ...shared },
  ];
  const becomes = (expected: object): Promise<void> =>
    expect.poll(adapters, { timeout: LEASE_LIMIT_MS, interval: 300 }).toEqual(alice(expected));
  await becomes(shared);
  const octets = (): number => JSON.parse(cli(dataDir, 'stats', 'bob'))[0].toGuest.octets as number;
  const before = octets();
  await expect.poll(octets, { timeout: 30_000, interval: 300 }).toBeGreaterThan(before);

  cli(dataDir, 'adapter', 'set', 'alice', '1', 'mode=internal');
  await becomes({ network: 'Internal', link: 'up', ip: expect.stringMatching(/^169\.254\./) });
  cli(dataDir, 'adapter', 'set', 'alice', '1', 'mode=none');
  await becomes({ network: null, link: 'down', ip: '' });
  cli(dataDir, 'adapter', 'set', 'alice', '1', 'mode=shared');
  await becomes(shared);

  const pids = GUESTS.map((name) => Number(readFileSync(join(dataDir, `${name}.pid`), 'utf8')));
  // A terminal sends Ctrl-C to the whole foreground group.
  process.kill(-child.pid!, 'SIGINT');
  await once(child, 'exit');
  const left = (): unknown => [existsSync(dataDir), ...pids.filter(runs)];
  await expect.poll(left, { timeout: 10_000 }).toEqual([false]);
}, 240_000);

it('where QEMU is missing, one line says what installs it', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/start.mjs'), '--demo'],
    { env: { PATH: '/nowhere', HOME: freshTmp() }, encoding: 'utf8' },
  );
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    'QEMU is missing. Install it: sudo apt-get install qemu-system-x86 (Debian, Ubuntu)\n',
  );
});
