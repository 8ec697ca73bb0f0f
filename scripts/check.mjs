/**
 * The static checks: format, lint, types, import table, dead code. `npm run check` runs only these;
 * `npm test` counts each of them as one test.
 */
import './nodeVersion.mjs';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(import.meta.dirname);
const bin = join(root, 'node_modules', '.bin');

const checks = [
  { name: 'format', words: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', words: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'types of the main process', words: ['tsc', '-p', 'tsconfig.main.json'] },
  { name: 'types of the preload', words: ['tsc', '-p', 'tsconfig.preload.json'] },
  { name: 'types of the renderer', words: ['vue-tsc', '-p', 'tsconfig.renderer.json'] },
  { name: 'types of the tests', words: ['vue-tsc', '-p', 'tsconfig.test.json'] },
  {
    name: 'import table',
    words: [
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'src-main',
      'src-renderer',
      'native/lib',
    ],
  },
  { name: 'dead code', words: ['knip', '--no-progress'] },
];

/** Runs a tool with the packaged Node. Resolves to whether it passed. */
function run({ name, words: [tool, ...args] }) {
  const started = Date.now();
  return new Promise((resolve) => {
    const child = spawn(join(bin, tool), args, {
      cwd: root,
      env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += error.message));
    child.on('close', (status) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (status !== 0) console.log(output.trimEnd());
      resolve(status === 0);
    });
  });
}

/** Runs all checks, two at a time. */
export async function runChecks() {
  const waiting = [...checks];
  const counts = { passed: 0, failed: 0 };
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      counts[(await run(check)) ? 'passed' : 'failed'] += 1;
    }
  };
  await Promise.all([worker(), worker()]);
  return counts;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks();
  process.exitCode = failed === 0 ? 0 : 1;
}
