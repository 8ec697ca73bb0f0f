import { expect, test } from 'vitest';
import { HELPER_VERSION } from '../../native/lib/helperProgram.ts';
import { hostAdapterProblem } from '../../src-main/host/hostAdapter.ts';
import type { Outcome } from '../../src-main/host/hostWorld.ts';
import { fakeWorld } from './fakeWorld.ts';

async function code(
  privileged: boolean,
  helper: string | null,
  said: Partial<Outcome> = {},
): Promise<string | null> {
  const programs = {
    '/helper': { status: 0, output: `patchcord-helper ${HELPER_VERSION}`, ...said },
  };
  const world = fakeWorld({ privileged, programs });
  const parts = { world, findHelper: () => helper, hasModule: () => true };
  return (await hostAdapterProblem(parts))?.code ?? null;
}

test('Host adapter can be had with privileges, or with a helper that has them', async () => {
  expect(await code(true, null)).toBeNull();
  expect(await code(false, '/helper')).toBeNull();
});

test('or else there is a reason', async () => {
  expect((await hostAdapterProblem({ hasModule: () => false }))?.code).toBe('nativeModuleMissing');
  expect(await code(false, null)).toBe('helperMissing');
  expect(await code(false, '/helper', { status: 'EACCES' })).toBe('notInGroup');
  expect(await code(false, '/helper', { output: 'notCapable 1' })).toBe('helperNotCapable');
  expect(await code(false, '/helper', { output: 'patchcord-helper 7' })).toBe('helperOutdated');
});
