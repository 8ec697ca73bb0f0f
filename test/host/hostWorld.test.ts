import { expect, test } from 'vitest';
import { run, thisComputer } from '../../src-main/host/hostWorld.ts';

test('a program over its limit has no status, even if it ends with 0 on SIGTERM', async () => {
  const script = "trap 'exit 0' TERM; while :; do :; done";
  expect(await run('sh', ['-c', script], 200)).toEqual({ status: 'ETIMEDOUT', output: '' });
});

test('a program gives its status and both streams; one that is missing gives the errno', async () => {
  const told = await thisComputer.run('sh', ['-c', 'echo out; echo err >&2; exit 3']);
  expect(told).toEqual({ status: 3, output: 'out\nerr' });
  expect(await thisComputer.run('/nowhere', [])).toEqual({ status: 'ENOENT', output: '' });
});
