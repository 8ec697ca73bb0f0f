import { expect, it } from 'vitest';
import { cableChoices } from '../../../../src-renderer/views/map/cableChoices.ts';
import { mapGraph } from '../../../../src-renderer/views/map/mapGraph.ts';
import { laboratory } from '../../givenView.ts';

const state = laboratory();
const graph = mapGraph({ ...state, modes: state.status.modes });
const [debian] = state.vms;
const [adapter] = debian!.adapters;

it('R5 offers networks, NICs and nothing, and marks what is set', () => {
  const choices = cableChoices(adapter!, graph);
  expect(choices.filter(({ current }) => current).map(({ text }) => text)).toEqual([
    'Shared networking — Shared',
  ]);
  expect(choices.at(0)!.action).toMatchObject({ target: { mode: 'shared', networkId: 'shared' } });
  expect(choices.at(-1)).toMatchObject({
    text: 'Not connected',
    action: { target: { mode: 'none' } },
  });
  expect(choices.map(({ text }) => text)).toContain('Host adapter — enp3s0');
});

it('R6 takes the cable out, or puts it back, unless it leads nowhere', () => {
  const actions = (change: Partial<typeof adapter>) =>
    cableChoices({ ...adapter!, ...change }, graph).map(({ action }) => action);
  expect(actions({ cable: true })).toContainEqual({ cable: false });
  expect(actions({ cable: false })).toContainEqual({ cable: true });
  expect(actions({ mode: 'none' }).filter((action) => 'cable' in action)).toEqual([]);
});

it('R20 says why a NIC cannot be chosen', () => {
  const problem = { code: 'nativeModuleMissing', params: {} } as const;
  const modes = [{ mode: 'host', problem }] as never;
  const refused = cableChoices(adapter!, mapGraph({ ...state, modes })).filter(
    ({ refusal }) => refusal !== null,
  );
  expect(refused.map(({ refusal }) => refusal)).toContainEqual(problem);
});
