import { beforeEach, expect, it } from 'vitest';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useNetworkDrafts } from '../../../../src-renderer/views/networks/useNetworkDrafts.ts';
import type { StandInProgram } from '../../../app/standInProgram.ts';
import { startProgram } from '../../standInBridge.ts';
import { within } from '../../within.ts';

let program: StandInProgram;
let nextPanel: () => Promise<void>;

beforeEach(async () => {
  ({ program, nextPanel } = await startProgram());
});

it('a refusal keeps every draft, and names its network; all of it is one call', async () => {
  const work = await within(program, useNetworkDrafts);
  const before = program.panel.networks.map(({ name }) => name);
  work.add('internal');
  const refusedKey = work.add('shared');
  work.setRemoved(work.drafts.value[0]!, true);
  const refusal = new PatchcordError('noSubnetLeft', { refusedNetwork: 'Shared 2' });
  program.refuseNext('networks.apply', refusal);
  expect(await work.apply()).toBe(false);
  expect(work.refusal.value).toMatchObject({ key: refusedKey });
  expect(work.drafts.value.filter(work.isFaulty).map(({ key }) => key)).toEqual([refusedKey]);
  expect(work.drafts.value.filter(({ base, removed }) => base === null || removed)).toHaveLength(3);
  expect(await work.apply()).toBe(true);
  await nextPanel();
  expect(work.changed.value).toBe(false);
  expect(program.panel.networks.map(({ name }) => name)).toEqual([
    ...before.slice(1),
    'Internal 2',
    'Shared 2',
  ]);
  expect(program.callsOf('networks.apply')).toHaveLength(2);
  expect(
    program.calls.map(({ name }) => name).filter((name) => name.startsWith('network.')),
  ).toEqual([]);
});

it('a refusal that names no network is one of the whole', async () => {
  const work = await within(program, useNetworkDrafts);
  work.add('internal');
  program.refuseNext('networks.apply', new PatchcordError('databaseWriteFailed', { reason: 'x' }));
  expect(await work.apply()).toBe(false);
  expect(work.refusal.value).toMatchObject({ key: null });
});

it('OK pressed twice applies once', async () => {
  const work = await within(program, useNetworkDrafts);
  work.add('internal');
  const first = work.apply();
  expect(await work.apply()).toBe(false);
  expect(await first).toBe(true);
  expect(program.callsOf('networks.apply')).toHaveLength(1);
});
