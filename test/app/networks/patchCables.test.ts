import { describe, expect, test } from 'vitest';
import { type Bench, openBench } from '../bench.ts';

/** Internal networks beside the two that are there. */
async function withNetworks(...names: string[]): Promise<Bench> {
  const bench = await openBench();
  for (const name of names) await bench.call('network.add', { name, kind: 'internal' });
  return bench;
}

describe('R43 patch cables', () => {
  test('are shown at both ends, given to the engine, and there after a restart', async () => {
    const { call, engine, patchcord, dataDir } = await withNetworks();
    const near = await call('network.patch', { network: 'Shared', to: 'Internal' });
    const [shared, internal] = await call('network.list', {});
    expect(near).toEqual(shared);
    expect(shared!.patches).toEqual([{ networkId: internal!.id, name: 'Internal' }]);
    expect(internal!.patches).toEqual([{ networkId: shared!.id, name: 'Shared' }]);
    expect(new Set(engine.config.patches![0]!.ends)).toEqual(new Set([shared!.id, internal!.id]));
    await patchcord.close();
    const again = await openBench({ dataDir });
    expect(await again.call('network.list', {})).toEqual([shared, internal]);
  });

  test('one network serves all that are patched to it, until the cable is out', async () => {
    const { call } = await withNetworks();
    const internal = async () => (await call('network.list', {}))[1];
    await call('network.patch', { network: 'Internal', to: 'Shared' });
    expect(await internal()).toMatchObject({ servedBy: 'Shared', gateway: null });
    await call('network.unpatch', { network: 'Shared', to: 'Internal' });
    expect(await internal()).toMatchObject({ servedBy: null, gateway: '169.254.0.1', patches: [] });
  });

  test('loops are refused: the same cable, to itself, and all the way round', async () => {
    const { call, refusal, engine } = await withNetworks('Lab', 'Bench');
    await call('network.patch', { network: 'Internal', to: 'Lab' });
    await call('network.patch', { network: 'Lab', to: 'Bench' });
    for (const [network, to] of [
      ['Lab', 'Internal'],
      ['Lab', 'Lab'],
      ['Bench', 'Internal'],
    ] as const)
      expect(await refusal('network.patch', { network, to })).toMatchObject({
        code: 'patchLoop',
        params: { network, other: to },
      });
    expect(engine.config.patches).toHaveLength(2);
  });

  test('two Shared networks are kept apart, and a LAN is no end', async () => {
    const { call, refusal } = await withNetworks();
    await call('network.add', { name: 'Second', kind: 'shared' });
    await call('network.add', { name: 'LAN', kind: 'host', nic: 'eth0' });
    await call('network.patch', { network: 'Shared', to: 'Internal' });
    const code = async (network: string, to: string) =>
      (await refusal('network.patch', { network, to })).code;
    expect(await code('Internal', 'Second')).toBe('patchTwoShared');
    expect(await code('Second', 'Shared')).toBe('patchTwoShared');
    expect(await code('Internal', 'LAN')).toBe('patchOfLan');
    expect((await refusal('network.unpatch', { network: 'Second', to: 'Internal' })).code).toBe(
      'patchUnknown',
    );
  });

  test('go with either network', async () => {
    const { call, engine } = await withNetworks();
    await call('network.patch', { network: 'Shared', to: 'Internal' });
    await call('network.remove', { network: 'Internal' });
    expect(engine.config.patches).toEqual([]);
    expect((await call('network.list', {}))[0]!.patches).toEqual([]);
  });

  test('R29 a forward reaches an adapter behind one', async () => {
    const { call, engine } = await withNetworks();
    const vm = await call('vm.add', { name: 'Alpha', mode: 'internal' });
    const rule = { vm: 'Alpha', protocol: 'tcp', port: 47_321, guestPort: 80 } as const;
    const { id } = await call('forward.add', rule);
    expect(engine.config.networks[0]!.nat!.forwards).toEqual([]);
    await call('network.patch', { network: 'Shared', to: vm.adapters[0]!.networkId! });
    engine.tell({ forwards: [{ id, problem: null }] });
    expect((await call('forward.list', {}))[0]!.state).toBe('listening');
  });
});

test('R41 a network in use is removed on request, and its adapters are unplugged', async () => {
  const { call, refusal } = await openBench();
  await call('vm.add', { name: 'Alpha' });
  const refused = await refusal('network.remove', { network: 'Shared' });
  expect(refused).toMatchObject({ code: 'networkInUse', params: { vms: 'Alpha' } });
  await call('network.remove', { network: 'Shared', unplug: true });
  expect((await call('vm.get', { vm: 'Alpha' })).adapters).toMatchObject([
    { mode: 'none', networkId: null },
  ]);
});
