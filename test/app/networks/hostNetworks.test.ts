import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../src-main/contract/errors.ts';
import { HostChanges } from '../../../src-main/host/hostChanges.ts';
import { freshDataDir } from '../../store/dataDir.ts';
import { openBench } from '../bench.ts';

const onEth0 = { mode: 'host', nic: 'eth0' } as const;
const forbidden: Problem = { code: 'helperMissing', params: { path: '/usr/lib/patchcord/helper' } };

describe('R5 Host adapter', () => {
  test('has one network for each NIC, made when it is first chosen', async () => {
    const { call, engine } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha', ...onEth0 });
    expect(vm.adapters[0]).toMatchObject({ mode: 'host', nic: 'eth0', network: 'eth0' });
    await call('vm.add', { name: 'Beta', ...onEth0 });
    const [, , lan, ...more] = await call('network.list', {});
    expect(more).toEqual([]);
    expect(lan).toMatchObject({ kind: 'host', nic: 'eth0', gateway: null, adapters: 2 });
    expect(engine.config.networks.find(({ id }) => id === lan!.id)).toEqual({
      ...{ id: lan!.id, gateway: null, nat: null, hostPort: null },
      uplink: { nic: 'eth0', isolated: false, translate: false },
    });
  });

  test('takes the first NIC with a cable where none is named', async () => {
    const { call, refusal } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha', mode: 'host' });
    expect(vm.adapters[0]).toMatchObject({ nic: 'eth0' });
    const bare = await openBench({ nics: () => [] });
    const error = await bare.refusal('vm.add', { name: 'Alpha', mode: 'host' });
    expect(error.code).toBe('noNic');
    expect((await refusal('network.add', { name: 'LAN', kind: 'host' })).code).toBe('nicMissing');
  });

  test('R19 translates on a wireless NIC by default', async () => {
    const { call, engine } = await openBench();
    await call('vm.add', { name: 'Alpha', mode: 'host', nic: 'wlan0' });
    expect(engine.config.networks[2]!.uplink).toMatchObject({ nic: 'wlan0', translate: true });
    await call('network.set', { network: 'wlan0', change: { translate: false } });
    expect(engine.config.networks[2]!.uplink).toMatchObject({ translate: false });
  });

  test('a dialog that is refused leaves no network behind', async () => {
    const { call, refusal } = await openBench();
    const { adapters } = await call('vm.add', { name: 'Alpha' });
    const moved = { ...adapters[0]!, mode: 'host', network: null, nic: 'eth0' } as const;
    const bad = { ...moved, n: 2, mac: 'nonsense' };
    await refusal('vm.set', { vm: 'Alpha', adapters: [moved, bad] });
    expect(await call('network.list', {})).toHaveLength(2);
    await call('vm.set', { vm: 'Alpha', adapters: [moved] });
    expect(await call('network.list', {})).toHaveLength(3);
  });

  test('shows why it is not available; adapters that use it may stay', async () => {
    let problem: Problem | null = null;
    const bench = await openBench({ hostAdapter: () => Promise.resolve(problem) });
    const { call, refusal } = bench;
    const { adapters } = await call('vm.add', { name: 'Alpha', ...onEth0 });
    problem = forbidden;
    await call('doctor.list', {});
    const { modes } = await call('status.get', {});
    expect(modes).toContainEqual({ mode: 'host', problem: forbidden });
    expect(await refusal('vm.add', { name: 'Beta', ...onEth0 })).toMatchObject(forbidden);
    await call('vm.set', { vm: 'Alpha', name: 'Renamed', adapters });
  });

  test('R62 if it is not available, there is one notice, and only if a VM uses it', async () => {
    let problem: Problem | null = forbidden;
    const unwhole: Problem = { code: 'nativeModuleMissing', params: {} };
    const bench = await openBench({ hostAdapter: () => Promise.resolve(problem) });
    const { call, engine } = bench;
    const noticesOn = async (found: typeof problem): Promise<unknown> => {
      problem = found;
      await call('doctor.list', {});
      return (await call('status.get', {})).notices;
    };
    expect(await noticesOn(forbidden)).toEqual([]);
    expect(await noticesOn(unwhole)).toEqual([unwhole]);
    expect(await noticesOn(null)).toEqual([]);
    await call('vm.add', { name: 'Alpha', ...onEth0 });
    const { id } = (await call('network.list', {})).at(-1)!;
    engine.tell({
      uplinks: [{ networkId: id, nic: 'eth0', attached: false, problem: 'helperMissing' }],
    });
    expect(await noticesOn(forbidden)).toEqual([forbidden]);
    expect(await noticesOn(null)).toMatchObject([{ code: 'uplinkUnusable' }]);
  });

  test('a NIC has one network, whose addresses cannot be set', async () => {
    const { call, refusal } = await openBench();
    await call('network.add', { name: 'LAN', kind: 'host', nic: 'eth0', dedicated: true });
    const again = { name: 'LAN 2', kind: 'host', nic: 'eth0' } as const;
    expect((await refusal('network.add', again)).code).toBe('nicInUse');
    const code = async (network: string, change: object): Promise<string> =>
      (await refusal('network.set', { network, change })).code;
    expect(await code('LAN', { subnet: '10.9.0.0/24' })).toBe('addressesOfLan');
    expect(await code('LAN', { dhcp: true })).toBe('addressesOfLan');
    expect(await code('LAN', { hostPort: true })).toBe('hostPortOnInternal');
    expect(await code('Shared', { hostPort: true })).toBe('hostPortOnInternal');
    expect(await code('Internal', { dedicated: true })).toBe('nicOnly');
  });
});

test('R18 a dedicated NIC is written down before the engine cuts it off, and struck out after', async () => {
  const dataDir = freshDataDir();
  const given: string[] = [];
  const changes = new HostChanges(dataDir, (nic) => void given.push(nic));
  const { call } = await openBench({ dataDir, changes });
  await call('network.add', { name: 'LAN', kind: 'host', nic: 'eth0', dedicated: true });
  expect([new HostChanges(dataDir).left(), given]).toEqual([['eth0'], []]);
  await call('network.set', { network: 'LAN', change: { dedicated: false } });
  expect([new HostChanges(dataDir).left(), given]).toEqual([[], ['eth0']]);
});

test('R20 if the NIC is down, the cables are out and there is a notice', async () => {
  const { call, engine, hypervisor } = await openBench();
  await call('vm.add', { name: 'Alpha', ...onEth0 });
  const { id } = (await call('network.list', {})).at(-1)!;
  const tell = (attached: boolean, problem: string | null): void =>
    engine.tell({ uplinks: [{ networkId: id, nic: 'eth0', attached, problem }] });
  expect(hypervisor.specs[0]!.cards[0]!.plugged).toBe(true);
  tell(false, null);
  expect(hypervisor.specs[0]!.cards[0]!.plugged).toBe(false);
  const notices = async (): Promise<string[]> =>
    (await call('status.get', {})).notices.map(({ code }) => code);
  expect(await notices()).toEqual(['uplinkDown']);
  tell(false, 'nicNotAllowed');
  expect(await notices()).toEqual(['uplinkUnusable']);
  tell(true, null);
  expect([hypervisor.specs[0]!.cards[0]!.plugged, await notices()]).toEqual([true, []]);
});

describe('R42 this computer on an internal network', () => {
  test('has a NIC named after it, and an address and a MAC that stay', async () => {
    const { call, engine } = await openBench();
    const on = { network: 'Internal', change: { hostPort: true } };
    const { hostPort } = await call('network.set', on);
    expect(hostPort).toEqual({ nic: 'pc-internal', address: '169.254.0.2/16', problem: null });
    const networkId = engine.config.networks[1]!.id;
    engine.tell({ hostPorts: [{ networkId, problem: 'helperMissing' }] });
    expect((await call('network.list', {}))[1]!.hostPort!.problem).toEqual({
      code: 'hostPortUnusable',
      params: { nic: 'pc-internal', reason: 'helperMissing' },
    });
    const before = engine.config.networks[1]!.hostPort;
    await call('network.set', { network: 'Internal', change: { hostPort: false } });
    expect(engine.config.networks[1]!.hostPort).toBeNull();
    await call('network.set', { ...on, change: { hostPort: true, name: 'My Test Lab №1' } });
    expect(engine.config.networks[1]!.hostPort).toEqual({ ...before, name: 'pc-my-test-lab' });
  });

  test('is refused if its address is in use', async () => {
    const { call, refusal } = await openBench({
      hostAddresses: () => [{ nic: 'eth0', address: '10.0.0.5', prefixLength: 24 }],
    });
    const add = { kind: 'internal', hostPort: true } as const;
    await call('network.add', { ...add, name: 'One' });
    const code = async (name: string, subnet?: string, range?: object): Promise<string> =>
      (await refusal('network.add', { ...add, name, subnet, range } as never)).code;
    expect(await code('Two')).toBe('subnetOverlaps');
    expect(await code('Two', '10.0.0.0/16')).toBe('subnetClashesWithHost');
    const range = { from: '10.9.0.2', to: '10.9.0.9' };
    expect(await code('Two', '10.9.0.0/24', range)).toBe('rangeContainsHostPort');
    await call('network.add', { ...add, name: 'Two', subnet: '10.9.0.0/24' });
  });
});
