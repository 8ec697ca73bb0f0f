import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';

const { it: test } = labTests(['c++', 'make', 'python3']);
const require = createRequire(import.meta.url);

test('a prebuilt module is found where nothing was built, and can do all of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pc-prebuilds-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const root = join(import.meta.dirname, '../..');
  execFileSync(process.execPath, [join(root, 'scripts/prebuildNative.mjs'), folder]);
  expect(readdirSync(join(folder, 'prebuilds'))).toEqual([`linux-${process.arch}`]);
  const find = require('node-gyp-build') as { path(where: string): string };
  // In a process of its own: a native module is never unloaded.
  const load = (path: string): string[] => {
    const code = `console.log(Object.keys(require(${JSON.stringify(path)})).sort().join())`;
    return execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' }).trim().split(',');
  };
  const prebuilt = load(find.path(folder));
  expect(prebuilt).toContain('runVerb');
  expect(prebuilt).toEqual(load(find.path(join(root, 'native'))));
}, 120_000);
