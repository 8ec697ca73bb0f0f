/**
 * `npm test`: all checks and tests, from a fresh clone. Installs what the tests need, builds, runs the
 * checks and the four suites, and ends with `N passed, N failed, N skipped`.
 * With CI=true a skipped test is a failure, because everything that tests need is available there.
 * `npm test -- --coverage` also reports the coverage of the unit and renderer suites: a summary here,
 * the lines in test-results/coverage.
 */
import './nodeVersion.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { prepareMachine } from './debianPackages.mjs';
import { electronForTests } from './electronBinary.mjs';
import { endWith, ensureBuilt, ensureInstalled, ensureNative, findNode, root } from './prepare.mjs';

const ELECTRON_SUITE = 'test/e2e/electronBinary.lab.test.ts';
/** Vitest's projects. Those in the same array run together. */
const SUITES = [['unit', 'renderer'], ['stage'], ['lab']];
const coverage = process.argv.includes('--coverage');
const inCi = process.env.CI === 'true';
const results = join(root, 'test-results');

await endWith(async () => {
  await timed('packages', () => {
    ensureInstalled();
    prepareMachine();
  });
  await timed('build', () => {
    ensureNative({ required: inCi });
    ensureBuilt();
  });
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results);
  const counts = await timed('checks', runChecks);
  for (const suite of SUITES) await timed(suite.join(' and '), () => runSuite(suite, counts));
  return conclude(counts);
});

async function runChecks() {
  const checks = await import('./check.mjs');
  return { ...(await checks.runChecks()), skipped: 0 };
}

/** Runs vitest projects and adds their counts. A run without a report counts as a failure. */
function runSuite(projects, counts) {
  const report = join(results, `${projects.join('-')}.json`);
  const words = ['node_modules/vitest/vitest.mjs', 'run', ...projects.map((p) => `--project=${p}`)];
  const output = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const options = projects.includes('lab') ? leftOut() : [];
  if (coverage && projects.includes('unit')) options.push('--coverage');
  const { status } = spawnSync(findNode(), [...words, ...output, ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const found = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  const failed = found?.numFailedTests ?? 0;
  counts.passed += found?.numPassedTests ?? 0;
  counts.skipped += (found?.numPendingTests ?? 0) + (found?.numTodoTests ?? 0);
  counts.failed += status === 0 ? failed : Math.max(1, failed);
}

/** Leaves out the tests of Electron's binary if it is missing. */
function leftOut() {
  if (electronForTests() !== null) return [];
  console.log(
    `${ELECTRON_SUITE} is left out: Electron's own binary or a display is missing. ` +
      'test/e2e/electron.lab.test.ts tries the same promises on a stand-in.',
  );
  return ['--exclude', ELECTRON_SUITE];
}

async function timed(part, run) {
  const begun = performance.now();
  const result = await run();
  console.log(`${part}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return result;
}

function conclude({ passed, failed, skipped }) {
  const skipsForbidden = inCi && skipped > 0;
  if (skipsForbidden) console.log('With CI=true nothing may be skipped; the reasons are above.');
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 || skipsForbidden ? 1 : 0;
}
