import { describe, expect, test } from 'vitest';
import type { CallArgs } from '../../../src-main/contract/contract.ts';
import { type Bench, openBench } from '../bench.ts';

type Args = CallArgs<'networks.apply'>;

/** A VM on Shared, and a network for each thing that can be done with one. */
async function openLab(): Promise<Bench> {
  const bench = await openBench();
  await bench.call('vm.add', { name: 'Alpha' });
  for (const name of ['Lab', 'Old']) await bench.call('network.add', { name, kind: 'internal' });
  return bench;
}

test('networks are removed, changed and added in one step, with one configuration', async () => {
  const { call, engine } = await openLab();
  const before = engine.configs.length;
  const networks = await call('networks.apply', {
    removed: ['Shared', 'Old'],
    changed: [{ network: 'Lab', change: { name: 'Back', dhcp: false } }],
    added: [
      // The name and the subnet that the removed one had.
      { name: 'Shared', kind: 'shared', subnet: '192.168.131.0/24' },
      { name: 'DMZ', kind: 'internal', hostPort: true },
    ],
  });
  expect(networks.map(({ name, dhcp, adapters }) => [name, dhcp, adapters])).toEqual([
    ['Internal', true, 0],
    ['Back', false, 0],
    ['Shared', true, 0],
    ['DMZ', true, 0],
  ]);
  expect(networks.at(-1)!.hostPort).not.toBeNull();
  expect((await call('vm.get', { vm: 'Alpha' })).adapters).toMatchObject([{ mode: 'none' }]);
  expect(engine.configs.length).toBe(before + 1);
});

test('no changes change nothing', async () => {
  const { call } = await openLab();
  const before = await call('network.list', {});
  expect(await call('networks.apply', {})).toEqual(before);
});

describe('a refused network refuses everything, and the refusal names it', () => {
  const changed = (
    network: string,
    change: NonNullable<Args['changed']>[number]['change'],
  ): Args => {
    return { removed: ['Old'], changed: [{ network, change }] };
  };
  const added = (network: NonNullable<Args['added']>[number]): Args => {
    return {
      removed: ['Old'],
      changed: [{ network: 'Lab', change: { name: 'Back' } }],
      added: [{ name: 'DMZ', kind: 'internal' }, network],
    };
  };

  test.each<[string, string, Args]>([
    ['networkUnknown', 'Nowhere', { removed: ['Old', 'Nowhere'] }],
    ['networkUnknown', 'Old', changed('Old', { dhcp: false })],
    ['networkNameTaken', 'Lab', changed('Lab', { name: 'Shared' })],
    ['networkNameTaken', 'Shared', added({ name: 'Shared', kind: 'shared' })],
    ['nameUnprintable', 'a\0b', added({ name: 'a\0b', kind: 'internal' })],
    ['subnetMalformed', 'Lab', changed('Lab', { subnet: '10.0.0.0' })],
    ['rangeReversed', 'Lab', changed('Lab', { range: { from: '169.254.0.9', to: '169.254.0.3' } })],
    ['dnsOnInternal', 'Lab', changed('Lab', { dns: ['9.9.9.9'] })],
    ['nicOnly', 'Lab', changed('Lab', { dedicated: true })],
    ['hostPortOnInternal', 'Shared', changed('Shared', { hostPort: true })],
    [
      'reservedOutsideSubnet',
      'Lab',
      changed('Lab', { reservations: [{ mac: '52-54-00-00-00-01', address: '10.1.1.1' }] }),
    ],
    // The other network that this one names is not the refused one.
    ['subnetOverlaps', 'New', added({ name: 'New', kind: 'shared', subnet: '192.168.131.0/24' })],
    ['subnetClashesWithHost', 'New', added({ name: 'New', kind: 'shared', subnet: '10.0.0.0/24' })],
    ['nicMissing', 'LAN', added({ name: 'LAN', kind: 'host' })],
    ['nicUnknown', 'LAN', added({ name: 'LAN', kind: 'host', nic: 'eth9' })],
  ])('%s of %s', async (code, refusedNetwork, args) => {
    const { call, refusal, engine } = await openLab();
    const before = await call('panel.get', {});
    const configs = engine.configs.length;
    const error = await refusal('networks.apply', args);
    expect([error.code, error.params['refusedNetwork']]).toEqual([code, refusedNetwork]);
    expect(await call('panel.get', {})).toEqual(before);
    expect(engine.configs.length).toBe(configs);
  });
});
