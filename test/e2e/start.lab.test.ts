/** `npm start` and `npm run -s cli` in a checkout that has been built. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
/** Messages of scripts/prepare.mjs when it installs or builds. */
const PREPARES = /\(once|Building/;
function environment(): NodeJS.ProcessEnv {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchcord-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  return { ...process.env, PATCHCORD_DATA_DIR: dataDir, DISPLAY: '', WAYLAND_DISPLAY: '' };
}

function cli(
  env: NodeJS.ProcessEnv,
  ...words: string[]
): { status: number | null; stdout: string } {
  return spawnSync('npm', ['run', '-s', 'cli', '--', ...words], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
}

beforeAll(() => {
  // Everything is installed and built after this.
  cli(process.env, '--version');
}, 120_000);

test('R65 a second `npm start` prepares nothing, and Ctrl-C ends it cleanly', async () => {
  const env = environment();
  const begun = performance.now();
  const child = spawn('npm', ['start'], { cwd: root, env, detached: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  await expect.poll(() => out, { timeout: 30_000, interval: 20 }).toMatch(/Patchcord is at http:/);
  console.log(`second start: ${Math.round(performance.now() - begun)} ms`);
  expect(out).not.toMatch(PREPARES);
  const listed = cli(env, 'vm', 'list', '--json');
  expect(listed).toMatchObject({ status: 0, stdout: '[]\n' });
  // A terminal sends Ctrl-C to the whole foreground group.
  process.kill(-child.pid!, 'SIGINT');
  await once(child, 'exit');
  expect(existsSync(join(env['PATCHCORD_DATA_DIR']!, 'control.sock'))).toBe(false);
  expect(cli(env, 'vm', 'list', '--json').status).toBe(3);
});

test('R66 a word that `npm start` does not know is answered with the ones it does', () => {
  const { status, stderr } = spawnSync('npm', ['start', '--', '--nonsense'], {
    cwd: root,
    env: environment(),
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('npm start [-- --demo]');
});
