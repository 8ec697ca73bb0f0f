import { beforeEach, expect, it } from 'vitest';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useNetworkDrafts } from '../../../../src-renderer/views/networks/useNetworkDrafts.ts';
import { FakeProgram } from '../../fakeProgram.ts';
import { laboratory } from '../../fakeState.ts';
import { within } from '../../within.ts';

let program: FakeProgram;
const callsOf = (name: string) => program.calls.filter((call) => call.name === name);

beforeEach(() => {
  program = new FakeProgram(laboratory());
});

it('keeps the network that was refused, says which went through, and makes none twice', async () => {
  const work = await within(program, useNetworkDrafts);
  work.add('internal');
  const refusedKey = work.add('shared');
  const addNetwork = program.handlers['network.add'];
  program.handlers['network.add'] = (args) => {
    if (args.kind === 'shared') throw new PatchcordError('noSubnetLeft');
    return addNetwork(args);
  };
  expect(await work.apply()).toBe(refusedKey);
  expect(work.applied.value).toEqual(['“Internal 2”']);
  expect(work.refusal.value).toMatchObject({ key: refusedKey });
  expect(work.drafts.value.filter(({ base }) => base === null).map(({ key }) => key)).toEqual([
    refusedKey,
  ]);
  program.handlers['network.add'] = addNetwork;
  expect(await work.apply()).toBeNull();
  expect(work.changed.value).toBe(false);
  expect(program.state.networks.map(({ name }) => name).slice(-2)).toEqual([
    'Internal 2',
    'Shared 2',
  ]);
});

it('OK pressed twice applies once', async () => {
  const work = await within(program, useNetworkDrafts);
  work.add('internal');
  const first = work.apply();
  expect(await work.apply()).not.toBeNull();
  expect(await first).toBeNull();
  expect(callsOf('network.add')).toHaveLength(1);
});
