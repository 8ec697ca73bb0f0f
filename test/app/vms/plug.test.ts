import { describe, expect, test } from 'vitest';
import { UNPLUGGED, resolvePlug } from '../../../src-main/app/vms/plug.ts';
import { openBench } from '../bench.ts';

describe('the network for a cable', () => {
  test('is the first Shared one by default, or the first of the given kind', async () => {
    const { app } = (await openBench()).patchcord;
    const [shared, internal] = app.state.networks;
    expect(resolvePlug(app, {}, null)).toEqual({
      ...{ mode: 'shared', networkId: shared!.id, cable: true },
    });
    expect(resolvePlug(app, { mode: 'internal' }, null).networkId).toBe(internal!.id);
    expect(resolvePlug(app, { network: 'Internal' }, null).mode).toBe('internal');
  });

  test('stays if the adapter is on a network of that kind', async () => {
    const { call, patchcord } = await openBench();
    const { id } = await call('network.add', { name: 'Second', kind: 'shared' });
    const current = { mode: 'shared', networkId: id, cable: false } as const;
    expect(resolvePlug(patchcord.app, { mode: 'shared' }, current)).toEqual(current);
    expect(resolvePlug(patchcord.app, { cable: true }, current)).toEqual({
      ...{ ...current, cable: true },
    });
  });

  test('is none for the mode none, whatever else is given', async () => {
    const { app } = (await openBench()).patchcord;
    const plug = { mode: 'none', network: 'Shared', nic: 'eth0' } as const;
    expect(resolvePlug(app, plug, null)).toEqual({ ...UNPLUGGED, cable: true });
  });

  test('must be of the given kind', async () => {
    const { app } = (await openBench()).patchcord;
    expect(() => resolvePlug(app, { mode: 'shared', network: 'Internal' }, null)).toThrow(
      'networkKindMismatch',
    );
  });
});

test('a NIC that is in use stays without Host adapter; another one is refused', async () => {
  const problem = { code: 'helperMissing', params: { path: '/helper' } } as const;
  const { call, patchcord } = await openBench();
  const { adapters } = await call('vm.add', { name: 'Alpha', mode: 'host', nic: 'eth0' });
  const { mode, networkId, cable } = adapters[0]!;
  const without = {
    state: patchcord.app.state,
    host: { ...patchcord.app.host, hostAdapterProblem: () => problem },
  } as never;
  const current = { mode, networkId, cable };
  expect(resolvePlug(without, { nic: 'eth0' }, current)).toEqual(current);
  expect(() => resolvePlug(without, { mode: 'host' }, null)).toThrow('helperMissing');
});
