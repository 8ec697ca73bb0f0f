import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Patchcord } from '../../src-main/app/patchcord.ts';
import { HostChanges } from '../../src-main/host/hostChanges.ts';
import type { Activity, Panel } from '../../src-main/contract/activity.ts';
import { HypervisorError } from '../../src-main/hypervisor/hypervisorError.ts';
import { makeHypervisors } from '../../src-main/hypervisor/hypervisors.ts';
import { freshDataDir } from '../store/dataDir.ts';
import { type Bench, openBench } from './bench.ts';
import { StandInEngine, StandInHypervisor } from './standIns.ts';

const counters = (frames: number): { frames: number; octets: number; drops: object } => ({
  frames,
  octets: frames * 100,
  drops: {},
});

/** A snapshot of one port. */
function port(id: string, addresses: string[] = [], frames = 0): never {
  const traffic = { fromGuest: counters(frames), toGuest: counters(2 * frames) };
  return { id, attached: true, addresses, ...traffic } as never;
}

describe('opening', () => {
  test('applies what is set to engine and hypervisor, before and after a restart (R60)', async () => {
    const first = await openBench();
    const vm = await first.call('vm.add', { name: 'Alpha', command: 'qemu -m 1' });
    await first.call('network.add', { name: 'Lab', kind: 'internal' });
    const panel = await first.call('panel.get', {});
    await first.patchcord.close();
    expect([first.engine.closed, first.hypervisor.closed]).toEqual([true, true]);

    const second = await openBench({ dataDir: first.dataDir });
    expect(second.engine.config).toEqual(first.engine.config);
    expect(second.hypervisor.specs).toEqual(first.hypervisor.specs);
    expect(second.engine.config.ports[0]!.link).toEqual({
      kind: 'qemuStream',
      path: second.hypervisor.socketPath(vm.id, 1),
    });
    expect(await second.call('panel.get', {})).toEqual(panel);
  });

  test('gives NICs back to the host that an earlier run left cut off (R18)', async () => {
    const dataDir = freshDataDir();
    mkdirSync(dataDir, { recursive: true });
    const cut = new Set<string>();
    new HostChanges(dataDir).intend('eth0');
    cut.add('eth0');
    const changes = new HostChanges(dataDir, (nic) => void cut.delete(nic));
    const { call } = await openBench({ dataDir, changes });
    expect(cut.size).toBe(0);
    const checks = await call('doctor.list', {});
    expect(checks.find(({ id }) => id === 'host-changes')).toMatchObject({ status: 'ok' });
  });

  test('opens even if they cannot be given back, and the doctor reports it', async () => {
    const dataDir = freshDataDir();
    mkdirSync(dataDir, { recursive: true });
    new HostChanges(dataDir).intend('eth0');
    const stuck = new HostChanges(dataDir, () => {
      throw new Error('no helper');
    });
    const { call, refusal } = await openBench({ dataDir, changes: stuck });
    const checks = await call('doctor.list', {});
    expect(checks.find(({ id }) => id === 'host-changes')).toMatchObject({ status: 'failed' });
    expect((await refusal('doctor.repair', { check: 'host-changes' })).code).toBe('internal');
  });

  test('is refused where the sockets’ paths would be too long', async () => {
    const dataDir = join(freshDataDir(), 'x'.repeat(90));
    const hypervisors = makeHypervisors({ dataDir });
    const options = { dataDir, version: '0', engine: new StandInEngine(), hypervisors };
    await expect(Patchcord.open({ ...options, nics: () => [] })).rejects.toMatchObject({
      code: 'socketPathTooLong',
    });
    expect(existsSync(dataDir)).toBe(false);
  });

  test('is refused if another one runs, and leaves engine and hypervisor alone', async () => {
    const { dataDir } = await openBench();
    const engine = new StandInEngine();
    const hypervisor = new StandInHypervisor(dataDir);
    const options = {
      dataDir,
      version: '0',
      engine,
      nics: () => [],
      hypervisors: { qemu: hypervisor, none: null },
    };
    await expect(Patchcord.open(options)).rejects.toMatchObject({
      code: 'alreadyRunning',
      params: { dataDir },
    });
    expect([engine.configs, hypervisor.specs]).toEqual([[], []]);
  });

  test('shows a notice of a damaged database while its file exists', async () => {
    const dataDir = freshDataDir();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, 'patchcord.db'), 'not one');
    const { call } = await openBench({ dataDir });
    const { notices, ...status } = await call('status.get', {});
    expect(notices).toEqual([
      {
        code: 'databaseKeptAside',
        params: { dataDir, file: 'patchcord.db.damaged-2023-11-14T22-13-20-000Z' },
      },
    ]);
    expect(status).toMatchObject({
      version: '1.2.3',
      dataDir,
      engine: { state: 'running', restarts: 0 },
    });
  });
});

describe('the engine', () => {
  test('that is restarted is given the state again, with the leases kept since', async () => {
    const { call, engine, clock } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha' });
    const [adapter] = vm.adapters;
    const { mac } = engine.config.ports[0]!;
    const lease = { mac, address: '192.168.131.20', hostname: 'a', expiresAtMs: 1_700_000_900_000 };
    engine.leases = [{ ...lease, networkId: adapter!.networkId! }];
    engine.tell({ ports: [port(`${vm.id}/1`, [lease.address])] });
    clock.advance(0);
    await vi.waitFor(async () => expect(await call('lease.list', {})).toHaveLength(1));
    const applied = engine.configs.length;
    engine.tellState('restarting', 1);
    expect(engine.configs).toHaveLength(applied + 1);
    expect(engine.config.networks[0]!.gateway!.ipv4!.dhcp!.leases).toEqual([lease]);
    const status = await call('status.get', {});
    expect(status.engine).toEqual({ state: 'restarting', restarts: 1 });
    // What was kept is shown while the engine cannot be asked.
    expect(await call('lease.list', {})).toEqual([
      {
        network: 'Shared',
        ip: '192.168.131.20',
        mac: adapter!.mac,
        hostname: 'a',
        vm: 'Alpha',
        expiresAt: '2023-11-14T22:28:20.000Z',
      },
    ]);
    expect((await call('vm.get', { vm: 'Alpha' })).adapters[0]).toMatchObject({
      link: 'down',
      ip: [],
    });
  });

  test('that does not answer delays a change by a second at most; it is committed', async () => {
    const { call, engine, clock } = await openBench();
    engine.mood = 'silent';
    const answer = call('vm.add', { name: 'Alpha' });
    await vi.waitFor(() => expect(engine.config.ports).toHaveLength(1));
    clock.advance(1000);
    expect((await answer).name).toBe('Alpha');
  });

  test('that fails does not fail a change; questions to it are refused', async () => {
    const { call, refusal, engine } = await openBench();
    engine.mood = 'failing';
    expect((await call('vm.add', { name: 'Alpha' })).name).toBe('Alpha');
    expect((await refusal('flow.list', {})).code).toBe('engineUnavailable');
    expect((await refusal('fdb.list', { network: 'Shared' })).code).toBe('engineUnavailable');
    expect((await refusal('fdb.list', { network: 'Nowhere' })).code).toBe('networkUnknown');
  });

  test('its reports are shown with names', async () => {
    const { call, engine } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha' });
    const networkId = vm.adapters[0]!.networkId!;
    const { mac } = engine.config.ports[0]!;
    engine.flows = [
      {
        networkId,
        mac,
        protocol: 'tcp',
        guest: '192.168.131.20:4000',
        remote: '1.1.1.1:80',
        state: 'established',
        octetsOut: 1,
        octetsIn: 2,
      },
    ];
    engine.fdb = [
      { mac, portId: `${vm.id}/1`, ageMs: 5 },
      { mac: 1, portId: 'gateway', ageMs: 6 },
    ];
    expect(await call('flow.list', {})).toEqual([
      {
        network: 'Shared',
        vm: 'Alpha',
        proto: 'tcp',
        guest: '192.168.131.20:4000',
        remote: '1.1.1.1:80',
        state: 'established',
        octetsOut: 1,
        octetsIn: 2,
      },
    ]);
    expect(await call('fdb.list', { network: networkId })).toEqual([
      { mac: vm.adapters[0]!.mac, port: 'Alpha:1', vm: 'Alpha', ageMs: 5 },
      { mac: '00-00-00-00-00-01', port: 'gateway', vm: null, ageMs: 6 },
    ]);
  });
});

describe('leases', () => {
  async function leased(bench: Bench, address: string): Promise<string> {
    const [vm] = await bench.call('vm.list', {});
    const { mac } = bench.engine.config.ports[0]!;
    const lease = { mac, address, hostname: '', expiresAtMs: 7 };
    bench.engine.leases = [{ ...lease, networkId: vm!.adapters[0]!.networkId! }];
    bench.engine.tell({ ports: [port(`${vm!.id}/1`, [address])] });
    return vm!.id;
  }

  test('are read when addresses change, at most once a second, and not otherwise', async () => {
    const bench = await openBench();
    const { engine, clock } = bench;
    await bench.call('vm.add', { name: 'Alpha' });
    await leased(bench, '192.168.131.20');
    clock.advance(0);
    expect(engine.queries).toBe(1);
    await leased(bench, '192.168.131.21');
    const vmId = await leased(bench, '192.168.131.22');
    clock.advance(999);
    expect(engine.queries).toBe(1);
    clock.advance(1);
    expect(engine.queries).toBe(2);
    engine.tell({ ports: [port(`${vmId}/1`, ['192.168.131.22'], 50)] });
    clock.advance(500_000);
    expect(engine.queries).toBe(2);
    clock.advance(100_000);
    // After ten minutes a snapshot causes a reading, for renewals.
    expect(engine.queries).toBe(2);
    engine.tell({ ports: [port(`${vmId}/1`, ['192.168.131.22'], 60)] });
    clock.advance(0);
    expect(engine.queries).toBe(3);
  });

  test('are kept when the program ends, and given back when it starts', async () => {
    const bench = await openBench();
    await bench.call('vm.add', { name: 'Alpha' });
    await leased(bench, '192.168.131.20');
    await bench.patchcord.close();
    const again = await openBench({ dataDir: bench.dataDir });
    expect(again.engine.config.networks[0]!.gateway!.ipv4!.dhcp!.leases).toMatchObject([
      { address: '192.168.131.20', expiresAtMs: 7 },
    ]);
  });

  test('that could not be read are read again at the next snapshot', async () => {
    const bench = await openBench();
    await bench.call('vm.add', { name: 'Alpha' });
    bench.engine.mood = 'failing';
    await leased(bench, '192.168.131.20');
    bench.clock.advance(0);
    await Promise.resolve();
    await new Promise(setImmediate);
    bench.engine.mood = 'well';
    await leased(bench, '192.168.131.20');
    bench.clock.advance(1000);
    expect(bench.engine.queries).toBe(2);
  });
});

describe('the link of an adapter', () => {
  test('is up when the guest is attached, sees its carrier, and the cable is plugged in', async () => {
    const { call, engine, hypervisor } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha' });
    const link = async (): Promise<string> =>
      (await call('vm.get', { vm: 'Alpha' })).adapters[0]!.link;
    expect(await link()).toBe('down');
    hypervisor.tell(vm.id, 'running', []);
    engine.tell({ ports: [port(`${vm.id}/1`, ['192.168.131.20'])] });
    expect(await link()).toBe('down');
    hypervisor.tell(vm.id, 'running', [1]);
    expect(await link()).toBe('up');
    expect((await call('vm.get', { vm: 'Alpha' })).adapters[0]!.ip).toEqual(['192.168.131.20']);
    await call('adapter.set', { vm: 'Alpha', n: 1, mode: 'none' });
    expect(await link()).toBe('down');
    expect(hypervisor.specs[0]!.cards[0]).toMatchObject({ plugged: false, networkId: null });
  });
});

describe('a card that is changed while its guest runs', () => {
  test('keeps its MAC in the engine until the next start, and the VM says so', async () => {
    const { call, engine, hypervisor } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha', command: 'qemu' });
    await call('vm.start', { vm: 'Alpha' });
    const { mac } = engine.config.ports[0]!;
    const changed = await call('adapter.set', { vm: 'Alpha', n: 1, mac: '52-54-00-00-00-01' });
    expect(changed).toMatchObject({
      problem: { code: 'restartNeeded', params: { vm: 'Alpha' } },
      adapters: [{ mac: '52-54-00-00-00-01' }],
    });
    expect(engine.config.ports[0]!.mac).toBe(mac);
    expect(hypervisor.specs[0]!.cards[0]!.mac).toBe(vm.adapters[0]!.mac);
    // No other adapter may have either of the two.
    await call('vm.add', { name: 'Beta' });
    const old = { code: 'macTaken', params: { vm: 'Alpha' } };
    await expect(
      call('adapter.set', { vm: 'Beta', n: 1, mac: vm.adapters[0]!.mac }),
    ).rejects.toMatchObject(old);

    await call('vm.stop', { vm: 'Alpha' });
    expect(engine.config.ports[0]!.mac).toBe(0x5254_0000_0001);
    const restarted = await call('vm.start', { vm: 'Alpha' });
    expect(restarted.problem).toBeNull();
    expect(hypervisor.started.at(-1)!.cards[0]!.mac).toBe('52-54-00-00-00-01');
  });

  test('a start of a guest that already runs keeps its cards', async () => {
    const first = await openBench();
    const { id } = await first.call('vm.add', { name: 'Alpha', command: 'qemu' });
    await first.call('vm.start', { vm: 'Alpha' });
    await first.call('adapter.set', { vm: 'Alpha', n: 1, mac: '52-54-00-00-00-01' });
    const { mac } = first.engine.config.ports[0]!;
    await first.patchcord.close();

    const { call, engine, hypervisor, refusal } = await openBench({ dataDir: first.dataDir });
    hypervisor.start = () => {
      hypervisor.tell(id, 'running');
      return Promise.reject(new HypervisorError('vmAlreadyRunning', { vm: 'Alpha' }));
    };
    expect((await refusal('vm.start', { vm: 'Alpha' })).code).toBe('vmAlreadyRunning');
    expect((await call('vm.get', { vm: 'Alpha' })).problem).toMatchObject({
      code: 'restartNeeded',
    });
    expect(engine.config.ports[0]!.mac).toBe(mac);
  });

  test('cables and networks follow immediately', async () => {
    const { call, engine } = await openBench();
    await call('vm.add', { name: 'Alpha', command: 'qemu' });
    await call('vm.start', { vm: 'Alpha' });
    const moved = await call('adapter.set', { vm: 'Alpha', n: 1, mode: 'internal' });
    expect(moved.problem).toBeNull();
    expect(engine.config.ports[0]!.networkId).toBe(moved.adapters[0]!.networkId);
  });

  test('added and removed adapters wait for the next start; a removed one is unplugged', async () => {
    const { call, engine, hypervisor } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha' });
    hypervisor.tell(id, 'running');
    await call('adapter.add', { vm: 'Alpha' });
    expect(engine.config.ports.map((each) => each.id)).toEqual([`${id}/1`]);
    const after = await call('adapter.remove', { vm: 'Alpha', n: 1 });
    expect(after.problem).toMatchObject({ code: 'restartNeeded' });
    expect(engine.config.ports).toMatchObject([{ id: `${id}/1`, networkId: null }]);
    expect(hypervisor.specs[0]!.cards).toMatchObject([{ n: 1, plugged: false }]);
    const words = (await call('vm.args', { vm: 'Alpha' })).join(' ');
    expect(words).toMatch(/netdev=pc2,/);
    expect(words).not.toMatch(/netdev=pc1,/);
    hypervisor.tell(id, 'stopped');
    expect(engine.config.ports.map((each) => each.id)).toEqual([`${id}/2`]);
  });

  test('is remembered over a restart of the program, and forgotten if the guest ended', async () => {
    const first = await openBench();
    const { id } = await first.call('vm.add', { name: 'Alpha' });
    first.hypervisor.tell(id, 'running');
    const { mac } = first.engine.config.ports[0]!;
    await first.call('adapter.set', { vm: id, n: 1, mac: '52-54-00-00-00-01' });
    await first.patchcord.close();

    const second = await openBench({ dataDir: first.dataDir });
    expect(second.engine.config.ports[0]!.mac).toBe(mac);
    second.hypervisor.tell(id, 'running');
    second.clock.advance(5000);
    const found = await second.call('vm.get', { vm: id });
    expect(found.problem).toMatchObject({ code: 'restartNeeded' });
    await second.patchcord.close();

    const third = await openBench({ dataDir: first.dataDir });
    expect(third.engine.config.ports[0]!.mac).toBe(mac);
    third.clock.advance(5000);
    expect(third.engine.config.ports[0]!.mac).toBe(0x5254_0000_0001);
    expect((await third.call('vm.get', { vm: id })).problem).toBeNull();
  });

  test('a start that fails leaves nothing behind', async () => {
    const { call, engine, hypervisor } = await openBench();
    await call('vm.add', { name: 'Alpha', command: 'qemu' });
    hypervisor.startError = new Error('no such program');
    await expect(call('vm.start', { vm: 'Alpha' })).rejects.toMatchObject({ code: 'internal' });
    const changed = await call('adapter.set', { vm: 'Alpha', n: 1, mac: '52-54-00-00-00-01' });
    expect(changed.problem).toBeNull();
    expect(engine.config.ports[0]!.mac).toBe(0x5254_0000_0001);
  });
});

describe('events', () => {
  test('the panel: immediately, then at most four a second, and none without a change', async () => {
    const { patchcord, call, clock } = await openBench();
    clock.advance(1000);
    const panels: Panel[] = [];
    const end = patchcord.subscribe('panel', (panel) => void panels.push(panel));
    await call('vm.add', { name: 'VM 0' });
    clock.advance(0);
    expect(panels).toEqual([await call('panel.get', {})]);
    for (let count = 1; count <= 10; count++) await call('vm.add', { name: `VM ${count}` });
    clock.advance(249);
    expect(panels).toHaveLength(1);
    clock.advance(1);
    expect(panels).toHaveLength(2);
    expect(panels[1]!.vms).toHaveLength(11);
    clock.advance(10_000);
    expect(panels).toHaveLength(2);
    end();
    await call('vm.add', { name: 'unheard' });
    clock.advance(1000);
    expect(panels).toHaveLength(2);
  });

  test('counters alone are activity and no change of the panel', async () => {
    const { patchcord, call, engine, clock } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha' });
    engine.tell({ ports: [port(`${id}/1`)] });
    clock.advance(1000);
    let panels = 0;
    const activities: Activity[] = [];
    patchcord.subscribe('panel', () => {
      panels++;
    });
    patchcord.subscribe('activity', (activity) => void activities.push(activity));
    engine.tell({ timeMs: 5, ports: [port(`${id}/1`, [], 3)] });
    clock.advance(1000);
    expect(panels).toBe(0);
    expect(activities).toEqual([
      {
        timeMs: 5,
        adapters: [{ vm: 'Alpha', vmId: id, n: 1, fromGuest: counters(3), toGuest: counters(6) }],
      },
    ]);
    expect(await call('stats.get', {})).toEqual(activities[0]!.adapters);
    expect(await call('stats.get', { vm: 'Alpha' })).toEqual(activities[0]!.adapters);
    engine.tell({ ports: [port(`${id}/1`, ['10.0.0.1'], 3)] });
    clock.advance(1000);
    expect(panels).toBe(1);
  });

  test('the engine coming back shows the same ports again', async () => {
    const { patchcord, call, engine, clock } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha' });
    engine.tell({ ports: [port(`${id}/1`)] });
    engine.tellState('restarting', 1);
    engine.tellState('running', 1);
    clock.advance(1000);
    const panels: Panel[] = [];
    patchcord.subscribe('panel', (panel) => void panels.push(panel));
    engine.tell({ ports: [port(`${id}/1`)] });
    clock.advance(1000);
    expect(panels.at(-1)!.vms[0]!.adapters[0]!.link).toBe('up');
  });
});

test('closing twice is closing once; no event follows', async () => {
  const { patchcord, engine, hypervisor, clock, call } = await openBench();
  const { id } = await call('vm.add', { name: 'Alpha' });
  let told = 0;
  patchcord.subscribe('panel', () => {
    told++;
  });
  await patchcord.close();
  await patchcord.close();
  engine.tell({ ports: [port(`${id}/1`, ['10.0.0.1'])] });
  engine.tellState('stopped', 0);
  hypervisor.tell(id, 'running');
  clock.advance(10_000);
  expect(told).toBe(0);
});
