import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MOST_ERRORS } from '../../src-main/shell/surviveUncaught.ts';

const shell = join(import.meta.dirname, '../../src-main/shell');

/** Runs a script in a process of its own, with the last resort. Returns its output and its log. */
function run(script: string): { output: string; errors: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'pc-last-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const begin = `
    const { surviveUncaught } = await import(${JSON.stringify(join(shell, 'surviveUncaught.ts'))});
    const { openLog } = await import(${JSON.stringify(join(shell, 'log.ts'))});
    const end = surviveUncaught(openLog(${JSON.stringify(folder)}));`;
  const words = ['--input-type=module', '-e', begin + script];
  const { stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  const lines = readFileSync(join(folder, 'patchcord.log'), 'utf8').trim().split('\n');
  return {
    output: stdout,
    errors: lines.map((line) => (JSON.parse(line) as { error: { message: string } }).error.message),
  };
}

it('line 12: the program survives what is thrown in a callback and a promise that nobody awaits', () => {
  const { output, errors } = run(`
    setTimeout(() => { throw new Error('thrown'); }, 1);
    setTimeout(() => void Promise.reject(new Error('rejected')), 2);
    setTimeout(() => console.log('alive'), 50);`);
  expect(output).toBe('alive\n');
  expect(errors).toEqual(['thrown', 'rejected']);
});

it('line 12: an error that repeats is logged once, and the log of errors is bounded', () => {
  const { output, errors } = run(`
    const fail = () => { throw new Error('same'); };
    for (let n = 0; n < 20; n++) setTimeout(fail, 1);
    for (let n = 0; n < 200; n++) setTimeout(() => { throw new Error('other ' + n); }, 20);
    setTimeout(() => console.log('alive'), 100);`);
  expect(output).toBe('alive\n');
  expect(errors.filter((message) => message === 'same')).toHaveLength(1);
  expect(errors).toHaveLength(MOST_ERRORS);
});
