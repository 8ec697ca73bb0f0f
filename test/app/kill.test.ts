import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'vite';
import { expect, onTestFinished, test } from 'vitest';
import { Store } from '../../src-main/store/store.ts';
import { freshDataDir } from '../store/dataDir.ts';
import { expectedAfter, found } from './changeSequence.ts';

const NODE = new URL('../../node_modules/.bin/node', import.meta.url).pathname;
const VICTIM = new URL('confirmedChanges.ts', import.meta.url).pathname;
const ROOT = new URL('../..', import.meta.url).pathname;
const KILLS = 200;
/** Every other victim is killed while it opens or soon after: ms from when it was told to. */
const EARLY_MS = 60;
/**
 * The others are killed shortly after one of their first changes, so that a slow machine also has
 * kills during a change.
 */
const LATEST_CHANGE = 8;
const MOMENT_MS = 5;

interface Victim {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ready: Promise<unknown>;
  readonly output: () => string;
}

/**
 * The victim in one file: with its sixty modules one by one, each start takes twice the processor
 * time (100 ms against 50 ms, of which Node itself needs 20 ms).
 */
async function bundled(outDir: string): Promise<string> {
  await build({
    ...{ root: ROOT, configFile: false, logLevel: 'warn' },
    ssr: { noExternal: true, external: ['better-sqlite3'] },
    build: {
      ssr: VICTIM,
      outDir,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'victim.mjs' } },
    },
  });
  // Node looks for packages from the file's folder.
  symlinkSync(join(ROOT, 'node_modules'), join(outDir, 'node_modules'));
  return join(outDir, 'victim.mjs');
}

/** Loading takes longer than living: the next one loads while its forerunner works. */
function load(program: string): Victim {
  const env = { ...process.env, NODE_COMPILE_CACHE: dirname(program) };
  const child = spawn(NODE, [program], { env });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.startsWith('ready\n')) resolve();
    });
    child.once('close', () => reject(new Error(errors)));
  });
  ready.catch(() => undefined);
  return { child, ready, output: () => output + errors };
}

async function afterSomeChange(victim: Victim): Promise<void> {
  const lines = 2 + Math.floor(Math.random() * LATEST_CHANGE);
  while (victim.output().split('\n').length <= lines) await once(victim.child.stdout, 'data');
  await sleep(Math.random() * MOMENT_MS);
}

/** Returns how many changes are confirmed in all. */
async function killAtRandom(victim: Victim, dataDir: string, first: number): Promise<number> {
  await victim.ready;
  victim.child.stdin.write(`${JSON.stringify([dataDir, first])}\n`);
  await (Math.random() < 0.5 ? sleep(Math.random() * EARLY_MS) : afterSomeChange(victim));
  const closed = once(victim.child, 'close');
  victim.child.kill('SIGKILL');
  expect(await closed).toEqual([null, 'SIGKILL']);
  const [ready, ...numbers] = victim.output().trimEnd().split('\n');
  expect(ready).toBe('ready');
  expect(numbers).toEqual(numbers.map((_, index) => String(first + index)));
  return first + numbers.length;
}

/** Every confirmed change is stored, and the last one completely or not at all. */
function checkWhatIsThere(dataDir: string, confirmed: number): number {
  const store = Store.open(dataDir);
  const [there, damaged] = [found(store), store.damaged];
  store.close();
  expect(damaged).toEqual([]);
  if (confirmed === 0 && there.length === 0) return 0;
  const next = JSON.stringify(there) === JSON.stringify(expectedAfter(confirmed + 1));
  if (!next) expect(there).toEqual(expectedAfter(confirmed));
  return next ? confirmed + 1 : confirmed;
}

test(
  `R60: of ${KILLS} kills at any moment none loses a confirmed change or harms the database`,
  { timeout: 240_000 },
  async () => {
    const dataDir = freshDataDir();
    const program = await bundled(freshDataDir());
    let next = load(program);
    onTestFinished(() => void next.child.kill('SIGKILL'));
    let made = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const victim = next;
      next = load(program);
      const confirmed = await killAtRandom(victim, dataDir, made);
      made = checkWhatIsThere(dataDir, confirmed);
    }
    // Fewer would mean that no kill came during a change.
    expect(made).toBeGreaterThan(KILLS);
  },
);
