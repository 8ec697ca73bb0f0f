/**
 * The command line with the real program: JSON for scripts, and exit statuses. A stand-in is at the
 * end of a VM's cable; other suites have real guests.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QemuStandIn } from '../lab/qemuStandIn.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { until } from '../lab/until.ts';
import { cablePath, dhcpDiscover } from './wiredVm.ts';

const ADAPTER = {
  n: 1,
  mode: 'shared',
  network: 'Shared',
  nic: null,
  mac: expect.stringMatching(/^00-03-FF(-[0-9A-F]{2}){3}$/) as string,
  model: 'virtio',
  link: 'down',
  ip: [],
};
const IDLE = { frames: 0, octets: 0, drops: {} };

let program: RunningProgram;

beforeAll(async () => {
  program = await RunningProgram.start();
});

afterAll(() => program.dispose());

describe('R66 --json', () => {
  it('status: version, engine, VMs, networks, drops', async () => {
    expect(await program.json('status')).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      dataDir: program.dataDir,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/),
      engine: { state: 'running', restarts: 0 },
      vms: [],
      networks: [{ name: 'Shared' }, { name: 'Internal' }],
      drops: {},
    });
  });

  it('nothing there: empty lists', async () => {
    for (const words of ['vm list', 'lease list', 'flow list', 'forward list'])
      expect([words, await program.json(...words.split(' '))]).toEqual([words, []]);
    expect(await program.json('stats')).toEqual([]);
    expect(await program.json('fdb', 'list', 'Shared')).toMatchObject([
      { port: 'gateway', vm: null },
    ]);
  });

  it('a VM from its adding to its removal', async () => {
    const added = await program.json('vm', 'add', 'web');
    const vm = { id: added.id, name: 'web', kind: 'qemu', running: false };
    expect(added).toMatchObject({ ...vm, adapters: [ADAPTER] });
    expect(await program.json('vm', 'list')).toMatchObject([{ ...vm, adapters: [ADAPTER] }]);
    expect(await program.json('vm', 'show', added.id)).toMatchObject(vm);
    const set = await program.json('vm', 'set', 'web', '--name', 'www', '--command', 'qemu -m 64');
    expect(set).toMatchObject({ name: 'www', command: 'qemu -m 64' });
    const words: string[] = await program.json('vm', 'args', 'www');
    expect(words).toEqual(expect.arrayContaining(['-netdev', '-device', '-qmp']));
    expect((await program.cli('vm', 'args', 'www')).output).toBe(`${words.join('\n')}\n`);
    expect(await program.json('vm', 'remove', 'www')).toBeNull();
    expect(await program.json('vm', 'list')).toEqual([]);
  });

  it('adapters: add, list, set, remove', async () => {
    await program.json('vm', 'add', 'cards', '--mode', 'none');
    const { adapters } = await program.json('adapter', 'add', 'cards');
    expect(adapters).toMatchObject([
      { n: 1, mode: 'none', network: null },
      { ...ADAPTER, n: 2 },
    ]);
    const change = ['mode=internal', 'network=Internal', 'mac=00-03-FF-AA-BB-CC', 'model=e1000'];
    await program.json('adapter', 'set', 'cards', '2', ...change);
    expect(await program.json('adapter', 'list', 'cards')).toMatchObject([
      { n: 1 },
      { n: 2, mode: 'internal', network: 'Internal', mac: '00-03-FF-AA-BB-CC', model: 'e1000' },
    ]);
    const left = await program.json('adapter', 'remove', 'cards', '1');
    expect(left.adapters).toMatchObject([{ n: 2 }]);
    await program.json('vm', 'remove', 'cards');
  });

  it('networks: add, list, show, set, remove', async () => {
    const words = ['--kind', 'internal', '--subnet', '10.99.0.0/24', '--no-dhcp'];
    const added = await program.json('network', 'add', 'lab', ...words);
    expect(added).toMatchObject({ name: 'lab', kind: 'internal', dhcp: false, adapters: 0 });
    const range = { from: '10.99.0.20', to: '10.99.0.30' };
    const change = ['dhcp=on', `range=${range.from}-${range.to}`, 'name=lab2'];
    expect(await program.json('network', 'set', 'lab', ...change)).toMatchObject({
      ...{ id: added.id, name: 'lab2', dhcp: true, range, subnet: '10.99.0.0/24' },
    });
    expect(await program.json('network', 'show', 'lab2')).toMatchObject({ id: added.id });
    expect(await program.json('network', 'list')).toMatchObject([
      { name: 'Shared', kind: 'shared', nic: null, gateway: expect.any(String), dhcp: true },
      { name: 'Internal', range: { from: '169.254.0.16', to: '169.254.10.254' } },
      { name: 'lab2' },
    ]);
    expect(await program.json('network', 'remove', 'lab2')).toBeNull();
  });

  it('forwards: add, list, remove', async () => {
    await program.json('vm', 'add', 'served');
    const added = await program.json('forward', 'add', 'served:1', 'tcp', '38080', '80');
    expect(added).toMatchObject({
      ...{ id: expect.any(String), vm: 'served', n: 1, protocol: 'tcp' },
      ...{ address: '127.0.0.1', port: 38080, guestPort: 80 },
    });
    expect(await program.json('forward', 'list')).toMatchObject([{ id: added.id }]);
    expect(await program.json('forward', 'remove', added.id)).toBeNull();
    await program.json('vm', 'remove', 'served');
  });

  it('the computer’s own cards', async () => {
    for (const nic of await program.json('nic', 'list'))
      expect(nic).toMatchObject({ name: expect.any(String), mac: expect.any(String) });
  });
});

describe('R63 R66 what moves, with a guest on the cable', () => {
  let cable: QemuStandIn;

  beforeAll(async () => {
    const vm = await program.json('vm', 'add', 'wired');
    const { mac } = vm.adapters[0];
    cable = await QemuStandIn.listen(await cablePath(program, 'wired'));
    await until(() => cable.connections.length === 1, 'attached', 10_000);
    cable.send(dhcpDiscover(mac));
    await until(() => cable.frames.length > 0, 'an answer', 10_000);
  });

  afterAll(async () => {
    await cable.close();
    await program.json('vm', 'remove', 'wired');
  });

  it('fdb list: mac, port, vm, ageMs', async () => {
    const { adapters } = await program.json('vm', 'show', 'wired');
    const seen = expect.any(Number) as number;
    expect(await program.json('fdb', 'list', 'Shared')).toContainEqual({
      ...{ mac: adapters[0].mac, port: 'wired:1', vm: 'wired', ageMs: seen },
    });
  });

  it('stats: frames, octets and drops of both ways', async () => {
    const [wired, ...others] = await program.json('stats', 'wired');
    expect(others).toEqual([]);
    expect(wired).toMatchObject({ vm: 'wired', n: 1, fromGuest: { frames: 1, drops: {} } });
    expect(wired.fromGuest.octets).toBeGreaterThan(200);
    expect(wired.toGuest.frames).toBeGreaterThan(0);
    await program.json('vm', 'add', 'idle');
    expect(await program.json('stats')).toMatchObject([
      { vm: 'wired' },
      { vm: 'idle', n: 1, fromGuest: IDLE, toGuest: IDLE },
    ]);
    await program.json('vm', 'remove', 'idle');
  });

  it('the link is up while a guest is on the cable', async () => {
    const state = (): Promise<unknown> =>
      program.json('adapter', 'list', 'wired').then(([adapter]) => adapter.link);
    await expect.poll(state, { timeout: 10_000 }).toBe('up');
  });

  it('engine restart: the same cable is attached again', async () => {
    const before = cable.connections.length;
    expect(await program.json('engine', 'restart')).toMatchObject({ restarts: 1 });
    await expect.poll(() => cable.connections.length, { timeout: 10_000 }).toBe(before + 1);
    expect((await program.json('status')).engine).toEqual({ state: 'running', restarts: 1 });
  });
});

describe('R66 exit statuses', () => {
  it.each(['vm show nobody', 'vm start nobody', 'network show nothing', 'fdb list nothing'])(
    '1, refused: %s',
    async (line) => {
      const plain = await program.cli(...line.split(' '));
      expect(plain).toMatchObject({ status: 1, output: '' });
      const { status, output, complaint } = await program.cli(...line.split(' '), '--json');
      const { code, message } = JSON.parse(output).error;
      expect(status).toBe(1);
      expect(code).toMatch(/^(vm|network)Unknown$/);
      expect(complaint).toBe(plain.complaint);
      expect(complaint).toBe(`patchcord: ${message as string}\n`);
    },
  );

  it.each(['', 'vm', 'nonsense', 'vm add', 'adapter set x 5 mode=none', 'vm add x --kind toaster'])(
    '2, wrong usage: “%s”',
    async (line) => {
      const words = line === '' ? [] : line.split(' ');
      const { status, output } = await program.cli(...words, '--json');
      expect(status).toBe(2);
      expect(JSON.parse(output).error.code).toBe('usage');
      expect((await program.cli(...words)).complaint).toMatch(/patchcord: .+[^.]\.\n$/);
    },
  );

  it('3, Patchcord is not running; also after SIGTERM', async () => {
    await program.end();
    const { status, output, complaint } = await program.cli('vm', 'list', '--json');
    expect(status).toBe(3);
    expect(JSON.parse(output).error.code).toBe('notRunning');
    expect(complaint).toContain('patchcord serve');
  });
});
