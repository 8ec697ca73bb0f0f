import { describe, expect, test } from 'vitest';
import { openBench } from '../bench.ts';
import { ownAddresses } from '../standInApp.ts';

describe('the first networks', () => {
  test('a new database has one Shared and one Internal network (R39)', async () => {
    const { call } = await openBench();
    expect(await call('network.list', {})).toMatchObject([
      {
        name: 'Shared',
        kind: 'shared',
        subnet: '192.168.131.0/24',
        gateway: '192.168.131.1',
        dhcp: true,
        range: { from: '192.168.131.16', to: '192.168.131.254' },
        dns: [],
        mtu: 1500,
        adapters: 0,
      },
      {
        name: 'Internal',
        kind: 'internal',
        subnet: '169.254.0.0/16',
        gateway: '169.254.0.1',
        dhcp: true,
        range: { from: '169.254.0.16', to: '169.254.10.254' },
      },
    ]);
  });

  test('are not made again once they are removed', async () => {
    const first = await openBench();
    await first.call('network.remove', { network: 'Internal' });
    await first.patchcord.close();
    const second = await openBench({ dataDir: first.dataDir });
    expect(await second.call('network.list', {})).toHaveLength(1);
  });

  test('R33: the subnet differs from the host’s', async () => {
    const lan = { nic: 'eth0', address: '192.168.131.40', prefixLength: 24 };
    const { call } = await openBench({ hostAddresses: () => [lan] });
    expect((await call('network.list', {}))[0]!.subnet).toBe('192.168.132.0/24');
  });
});

describe('R41: several networks, live', () => {
  test('made, renamed, removed', async () => {
    const { call, refusal, engine } = await openBench();
    const lab = await call('network.add', { name: 'Lab', kind: 'internal' });
    expect(lab.id).toMatch(/^net-[a-z0-9]{8}$/);
    expect(engine.config.networks.map(({ id }) => id)).toContain(lab.id);
    const renamed = await call('network.set', { network: 'Lab', change: { name: 'Testbed' } });
    expect(renamed).toEqual({ ...lab, name: 'Testbed' });
    expect((await refusal('network.set', { network: 'Lab', change: {} })).code).toBe(
      'networkUnknown',
    );
    const taken = await refusal('network.add', { name: 'Testbed', kind: 'shared' });
    expect(taken.code).toBe('networkNameTaken');
    await call('network.remove', { network: lab.id });
    expect(engine.config.networks.map(({ id }) => id)).not.toContain(lab.id);
  });

  test('a network in use is not removed; the refusal names the VMs', async () => {
    const { call, refusal } = await openBench();
    await call('vm.add', { name: 'Alpha' });
    await call('vm.add', { name: 'Beta' });
    await call('adapter.add', { vm: 'Beta' });
    expect((await call('network.list', {}))[0]!.adapters).toBe(3);
    expect(await refusal('network.remove', { network: 'Shared' })).toMatchObject({
      code: 'networkInUse',
      params: { network: 'Shared', vms: 'Alpha, Beta' },
    });
  });

  test('further Shared networks get the next subnets; internal ones may share one', async () => {
    const { call } = await openBench();
    const shared = await call('network.add', { name: 'Second', kind: 'shared', mtu: 65_520 });
    expect(shared).toMatchObject({ subnet: '192.168.132.0/24', mtu: 65_520 });
    const lab = await call('network.add', { name: 'Lab', kind: 'internal' });
    expect(lab.subnet).toBe('169.254.0.0/16');
  });

  test('when the list is used up, a subnet has to be given', async () => {
    const { call, refusal } = await openBench();
    for (let count = 1; count < 60; count++)
      await call('network.add', { name: `Shared ${count}`, kind: 'shared' });
    const error = await refusal('network.add', { name: 'One more', kind: 'shared' });
    expect(error.code).toBe('noSubnetLeft');
    await call('network.add', { name: 'One more', kind: 'shared', subnet: '10.200.0.0/16' });
  });
});

describe('what may be set', () => {
  test('a subnet brings gateway and range along; a range that still fits stays', async () => {
    const { call } = await openBench();
    const set = (change: object) => call('network.set', { network: 'Shared', change });
    const range = { from: '192.168.131.100', to: '192.168.131.120' };
    expect((await set({ range })).range).toEqual(range);
    const wider = await set({ subnet: '192.168.128.0/20' });
    expect(wider).toMatchObject({ gateway: '192.168.128.1', range });
    const moved = await set({ subnet: '10.77.0.0/24' });
    expect(moved).toMatchObject({
      gateway: '10.77.0.1',
      range: { from: '10.77.0.16', to: '10.77.0.254' },
    });
  });

  test('the resolvers, in canonical form', async () => {
    const { call, engine } = await openBench();
    const change = { dns: ['9.9.9.9', ' 001.1.1.1'] };
    const { dns } = await call('network.set', { network: 'Shared', change });
    expect(dns).toEqual(['9.9.9.9', '1.1.1.1']);
    expect(engine.config.networks[0]!.gateway!.dns!.servers).toEqual(dns);
  });

  test.each([
    [{ subnet: '10.0.0.0/16' }, 'subnetClashesWithHost'],
    [{ subnet: '192.168.132.128/25' }, 'subnetOverlaps'],
    [{ subnet: '192.168.0.0/33' }, 'prefixOutOfRange'],
    [{ range: { from: '10.0.0.1', to: '10.0.0.2' } }, 'rangeOutsideSubnet'],
    [{ range: { from: '192.168.131.9', to: '192.168.131.8' } }, 'rangeReversed'],
    [{ range: { from: '192.168.131.1', to: '192.168.131.8' } }, 'rangeContainsGateway'],
    [{ dns: ['dns.example'] }, 'dnsAddressMalformed'],
    [{ dns: ['0.0.0.0'] }, 'dnsAddressMalformed'],
    [{ mtu: 575 }, 'badArguments'],
    [{ mtu: 65_521 }, 'badArguments'],
  ])('%j is refused: %s, and nothing is changed', async (change, code) => {
    const { call, refusal } = await openBench();
    await call('network.add', { name: 'Second', kind: 'shared' });
    const before = await call('network.list', {});
    const both = { ...change, name: 'Renamed' };
    expect((await refusal('network.set', { network: 'Shared', change: both })).code).toBe(code);
    expect(await call('network.list', {})).toEqual(before);
  });

  test('DNS servers on an internal network are refused', async () => {
    const { refusal } = await openBench();
    const change = { dns: ['9.9.9.9'] };
    const error = await refusal('network.set', { network: 'Internal', change });
    expect(error.code).toBe('dnsOnInternal');
  });

  test('R40: an internal network without DHCP has no gateway', async () => {
    const { call, engine } = await openBench();
    const change = { dhcp: false };
    const internal = await call('network.set', { network: 'Internal', change });
    expect(internal).toMatchObject({ dhcp: false, gateway: null });
    expect(engine.config.networks[1]).toMatchObject({ gateway: null, nat: null });
    const shared = await call('network.set', { network: 'Shared', change });
    expect(shared.gateway).toBe('192.168.131.1');
    expect(engine.config.networks[0]!.gateway!.ipv4!.dhcp).toBeNull();
  });
});

test('R33: a subnet that the host uses now causes a notice, and may be given again', async () => {
  let addresses = ownAddresses;
  const { call } = await openBench({ hostAddresses: () => addresses });
  expect((await call('status.get', {})).notices).toEqual([]);
  addresses = [...ownAddresses, { nic: 'tun0', address: '192.168.131.9', prefixLength: 32 }];
  expect((await call('status.get', {})).notices).toEqual([
    {
      code: 'subnetClash',
      params: {
        network: 'Shared',
        subnet: '192.168.131.0/24',
        nic: 'tun0',
        address: '192.168.131.9',
      },
    },
  ]);
  const same = { subnet: '192.168.131.0/24', mtu: 1400 };
  await call('network.set', { network: 'Shared', change: same });
  await call('network.set', { network: 'Shared', change: { subnet: '192.168.140.0/24' } });
  expect((await call('status.get', {})).notices).toEqual([]);
});
