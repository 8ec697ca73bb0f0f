import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Adapter } from '../../../src-main/contract/vm.ts';
import { runCli } from '../../../src-main/shell/cli/runCli.ts';
import { ControlServer } from '../../../src-main/shell/control/controlServer.ts';
import { openDoctor } from '../../../src-main/app/localDoctor.ts';
import { parseMac } from '../../../src-main/address/mac.ts';
import { nothing } from '../../app/laboratory.ts';
import { StandInProgram } from '../../app/standInProgram.ts';

let program: StandInProgram;
let dataDir: string;
let server: ControlServer;

beforeAll(async () => {
  program = await StandInProgram.start(nothing);
  dataDir = program.app.dataDir;
  server = await ControlServer.listen(dataDir, program);
});

afterAll(async () => {
  await server.close();
  await program.close();
});

interface Said {
  status: number;
  out: string;
  err: string;
}

async function run(words: string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  let out = '';
  let err = '';
  const status = await runCli(words, {
    env: { PATCHCORD_DATA_DIR: dataDir, ...env },
    version: '0.1.0',
    rendererDir: '/nowhere',
    openProgram: () => Promise.reject(new Error('not here')),
    openDoctor,
    out: (text) => (out += text),
    err: (text) => (err += text),
    untilStopped: () => Promise.resolve(),
  });
  return { status, out, err };
}

const patchcord = (line: string): Promise<Said> => run(line.split(' '));

/** Standard output must be one JSON value on one line, and nothing else. */
async function json(line: string): Promise<ReturnType<typeof JSON.parse>> {
  const { status, out, err } = await patchcord(`${line} --json`);
  expect([status, err]).toEqual([0, '']);
  expect(out).toMatch(/^[^\n]*\n$/);
  return JSON.parse(out);
}

test('R66 a VM from its adding to its removal, --json', async () => {
  const added = await json('vm add web --mode shared --network Shared');
  expect(added).toMatchObject({ name: 'web', kind: 'qemu', running: false });
  expect(await json('vm list')).toMatchObject([
    {
      id: added.id,
      name: 'web',
      kind: 'qemu',
      running: false,
      adapters: [
        {
          n: 1,
          mode: 'shared',
          network: 'Shared',
          nic: null,
          model: 'virtio',
          link: 'down',
          ip: [],
        },
      ],
    },
  ]);
  expect(await json(`vm show ${added.id as string}`)).toMatchObject({ name: 'web' });
  expect((await run(['vm', 'set', 'web', '--command', '-qemu -m 64'])).status).toBe(0);
  expect(await json('vm show web')).toMatchObject({ command: '-qemu -m 64' });
  expect(await json('vm set web --netdev dgram')).toMatchObject({ netdev: 'dgram' });
  expect((await patchcord('vm show web')).out).toMatch(/Cables +dgram/);
  expect((await patchcord('vm set web --netdev tap')).status).toBe(2);
  expect(await json('vm set web --name www')).toMatchObject({ name: 'www' });
  expect(await json('vm args www')).toEqual(
    expect.arrayContaining(['-netdev', expect.stringMatching(/^dgram,id=pc1,/)]),
  );
  expect(await json('vm start www')).toMatchObject({ running: true });
  expect(await json('vm stop www')).toMatchObject({ running: false });
  await json('vm start www');
  expect(await json('vm stop www --force')).toMatchObject({ running: false });
  expect((await run(['vm', 'set', 'www', '--command', ''])).status).toBe(0);
  expect(await json('vm show www')).toMatchObject({ command: null });
  expect(await json('vm remove www')).toBe(null);
  expect(await json('vm list')).toEqual([]);
});

test('R61 R66 pause and resume', async () => {
  expect(await json('pause')).toEqual({ paused: true });
  expect((await patchcord('status')).out).toMatch(/Cables +all unplugged/);
  expect(await json('resume')).toEqual({ paused: false });
  expect((await patchcord('status')).out).not.toContain('Cables');
});

test('R66 preferences are listed and set, key by key', async () => {
  expect(await json('preference list')).toMatchObject({ theme: 'system', startAtLogin: null });
  const set = 'preference set theme=dark language=de tray=off macprefix=52:54:00 mode=internal';
  expect(await json(set)).toMatchObject({
    ...{ theme: 'dark', language: 'de', closeToTray: false },
    ...{ macPrefix: '52-54-00', defaultMode: 'internal' },
  });
  expect((await patchcord('preference list')).out).toMatch(/^theme +dark\nlanguage +de\ntray +off/);
  expect((await patchcord('preference set theme=blue')).status).toBe(2);
  expect((await patchcord('preference set macprefix=01-00-5E')).err).toContain('three octets');
});

test('R66 diagnostics are printed to be pasted', async () => {
  expect(await json('diagnostics')).toMatchObject({ engine: { state: 'running' } });
});

test('R66 export prints a file, import shows the changes and applies them with --yes', async () => {
  await json('vm add first');
  const file = join(dataDir, 'settings.json');
  const { out } = await patchcord('export');
  const exported = await json('export');
  expect(JSON.parse(out)).toEqual(exported);
  const { preferences, vms } = exported;
  const another = {
    preferences: { ...preferences, theme: 'light' },
    vms: [{ ...vms[0], name: 'web' }],
  };
  writeFileSync(file, JSON.stringify({ ...exported, ...another }));
  const told = await patchcord(`import ${file}`);
  expect(told.out).toContain('VMs to add: web');
  expect(told.out).toContain('is already in use here');
  expect(told.out).toContain('Add --yes');
  expect(await json(`import ${file} --yes`)).toMatchObject({
    applied: true,
    preferences: ['theme'],
  });
  await json('vm remove web');
  expect((await patchcord(`import ${file} --yes`)).out).toContain('VMs added: web');
  for (const vm of ['web', 'first']) await json(`vm remove ${vm}`);
  writeFileSync(file, 'no JSON');
  expect(await patchcord(`import ${file}`)).toMatchObject({ status: 1 });
  expect(await patchcord('import /nowhere/x.json')).toMatchObject({ status: 1 });
  writeFileSync(file, ' '.repeat(800_001));
  expect((await patchcord(`import ${file}`)).err).toContain('too long');
});

/** The first adapter of `web` has a lease, a connection and some traffic. */
function fillTables(): void {
  const { app, guests } = program;
  const [{ networkId, mac: text }] = program.vm('web').adapters as [Adapter];
  const [mac, port] = [parseMac(text), program.port('web', 1)];
  const onNetwork = { networkId: networkId!, mac };
  const expiresAtMs = Date.parse('2026-11-20T12:00:00.000Z');
  const hostname = 'evil\u001b[2Jname';
  app.engine.leases = [{ ...onNetwork, address: '192.168.131.16', hostname, expiresAtMs }];
  app.engine.flows = [
    {
      ...{ ...onNetwork, protocol: 'tcp', guest: '192.168.131.16:40000', remote: '192.0.2.1:80' },
      ...{ state: 'established', octetsOut: 1500, octetsIn: 2_500_000 },
    },
  ];
  app.engine.fdb = [{ mac, portId: port, ageMs: 2000 }];
  guests.move(port, 300, 400);
  guests.drop(port, 'fromGuest', { spoofed: 2 });
  guests.drop(port, 'toGuest', { spoofed: 1 });
  guests.report();
}

describe('with a VM', () => {
  beforeAll(async () => {
    await json('vm add web --mode shared');
    fillTables();
  });
  afterAll(async () => {
    await json('vm remove web');
  });

  test('R5 R66 adapters: list, add, set, remove', async () => {
    expect(await json('adapter add web')).toMatchObject({ adapters: [{ n: 1 }, { n: 2 }] });
    const set = 'adapter set web 2 mode=none network= mac=00-03-FF-AA-BB-CC model=e1000';
    expect((await json(set)).adapters[1]).toMatchObject({
      mode: 'none',
      network: null,
      mac: '00-03-FF-AA-BB-CC',
      model: 'e1000',
    });
    expect(await json('adapter list web')).toMatchObject([{ n: 1 }, { n: 2, mode: 'none' }]);
    expect(await json('adapter remove web 2')).toMatchObject({ adapters: [{ n: 1 }] });
  });

  test('R6 R66 a cable pulled out and put back', async () => {
    const out = await json('adapter set web 1 cable=off');
    expect(out.adapters).toMatchObject([{ mode: 'shared', network: 'Shared', cable: false }]);
    expect(await json('adapter list web')).toMatchObject([{ n: 1, cable: false }]);
    const said = await patchcord('adapter list web');
    expect(said.out).toContain('Shared networking (Shared), cable unplugged');
    await json('adapter set web 1 cable=on');
    expect(await json('adapter list web')).toMatchObject([{ n: 1, cable: true }]);
    expect((await patchcord('adapter list web')).out).not.toContain('unplugged');
  });

  test('R1 a fifth adapter is refused', async () => {
    for (let n = 2; n <= 4; n++) await json('adapter add web');
    expect(await patchcord('adapter add web')).toMatchObject({
      status: 1,
      err: expect.stringContaining('at most 4 adapters'),
    });
    for (let n = 4; n >= 2; n--) await json(`adapter remove web ${String(n)}`);
  });

  test('R29 R66 forwards: every way to write one', async () => {
    await json('adapter add web');
    expect(await json('forward add web tcp 8080 80')).toMatchObject({
      vm: 'web',
      n: 1,
      protocol: 'tcp',
      address: '127.0.0.1',
      port: 8080,
      guestPort: 80,
    });
    const second = await json('forward add web:2 udp 0.0.0.0:5353 53');
    expect(second).toMatchObject({ n: 2, protocol: 'udp', address: '0.0.0.0', port: 5353 });
    expect((await patchcord('forward add web tcp [::1]:8081 80')).err).toContain('“::1”');
    expect(await json('forward list')).toHaveLength(2);
    const set = `forward set ${second.id as string} n=2 address=127.0.0.1 port=5354 guestport=5353`;
    expect(await json(set)).toMatchObject({ id: second.id, n: 2, port: 5354, guestPort: 5353 });
    const test = `forward test ${second.id as string}`;
    expect(await json(test)).toEqual({ answer: 'vmNotRunning' });
    expect((await patchcord(test)).out).toContain('Start it first');
    expect(await json(`forward remove ${second.id as string}`)).toBe(null);
    expect((await patchcord('forward list')).out).toContain('127.0.0.1:8080');
    expect((await patchcord('forward add web tcp 8080 80')).status).toBe(1);
    await json('adapter remove web 2');
  });

  test('R63 R66 what moves: lease, flow, fdb, nic, stats', async () => {
    expect((await json('lease list'))[0]).toMatchObject({ ip: '192.168.131.16', vm: 'web' });
    expect((await json('flow list'))[0]).toMatchObject({ proto: 'tcp', octetsIn: 2_500_000 });
    expect((await json('fdb list Shared'))[0]).toMatchObject({ port: 'web:1', ageMs: 2000 });
    expect((await json('nic list'))[0]).toMatchObject({ name: 'enp3s0' });
    expect((await json('stats'))[0]).toMatchObject({ vm: 'web', fromGuest: { frames: 1 } });
    expect(await json('stats web')).toHaveLength(1);
  });

  test('R66 status holds the panel and the drops of all adapters', async () => {
    expect(await json('status')).toMatchObject({
      version: '0.1.0',
      dataDir,
      url: null,
      engine: { state: 'running', restarts: 0 },
      vms: [{ name: 'web' }],
      networks: [{ name: 'Shared' }, { name: 'Internal' }],
      drops: { spoofed: 3 },
    });
  });

  test('R66 the reason why a mode is unavailable is printed once, although it is a notice too', async () => {
    await program.setHostAdapter({ code: 'nativeModuleMissing', params: {} });
    expect(program.panel.status.notices).toHaveLength(1);
    const { out } = await patchcord('status');
    expect(out.match(/native module.*/g)).toHaveLength(1);
    expect(out).toMatch(/^! host: .*native module/m);
  });

  test.each([
    ['status', /Engine +running\n/],
    ['vm list', /^NAME +KIND +STATE +N +CONNECTION +LINK +ADDRESS\nweb +qemu +stopped +1 +Shared/],
    ['vm show web', /Command +none/],
    ['vm args web', /^-netdev\nstream,id=pc1,[^]*\n$/],
    ['adapter list web', /^N +CONNECTION[^\n]*\n1 +Shared networking \(Shared\)/],
    ['network list', /Shared +shared +192\.168\.131\.0\/24 +192\.168\.131\.16 – /],
    ['network show Shared', /Gateway +192\.168\.131\.1\n/],
    ['lease list', /evil\ufffd\[2Jname/],
    ['flow list', /1\.5 kB +2\.5 MB\n/],
    ['fdb list Shared', /2 s\n/],
    ['nic list', /enp3s0 +3C-7C-3F-1A-20-9B +wired +up +yes +192\.168\.1\.20/],
    ['stats', /web:1 +from guest +1 +300 B +spoofed 2\n/],
  ])('R66 %s, for people', async (line, expected) => {
    const { status, out, err } = await patchcord(line);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(expected);
  });

  test('R51 engine restart', async () => {
    expect(await json('engine restart')).toEqual({ state: 'running', restarts: 0 });
    expect(program.callsOf('engine.restart')).toHaveLength(1);
  });
});

test('R66 reserved addresses: of a VM’s adapter, and of a MAC', async () => {
  const { adapters } = await json('vm add fixed --mode shared');
  const reservations = [
    { mac: adapters[0].mac, address: '192.168.131.50' },
    { mac: '00-03-FF-00-00-99', address: '192.168.131.51' },
  ];
  await json('network reserve Shared fixed 192.168.131.50');
  const both = await json('network reserve Shared 00:03:ff:00:00:99 192.168.131.51');
  expect(both.reservations).toEqual(expect.arrayContaining(reservations));
  expect((await patchcord('network show Shared')).out).toContain(
    `192.168.131.50 for ${adapters[0].mac as string}`,
  );
  const one = await json('network unreserve Shared fixed:1');
  expect(one).toMatchObject({ reservations: reservations.slice(1) });
  await json('network unreserve Shared 00:03:ff:00:00:99');
  expect((await patchcord('network reserve Shared fixed:2 192.168.131.52')).status).toBe(1);
  expect((await patchcord('network reserve Shared nobody 192.168.131.52')).status).toBe(1);
  await json('vm remove fixed');
});

test('R41 R66 networks: add, show, set, remove', async () => {
  expect(
    await json('network add lab --kind internal --subnet 10.9.0.0/24 --no-dhcp'),
  ).toMatchObject({ name: 'lab', kind: 'internal', subnet: '10.9.0.0/24', dhcp: false });
  const set = 'network set lab dhcp=on range=10.9.0.20-10.9.0.30 mtu=1400';
  expect(await json(set)).toMatchObject({
    dhcp: true,
    range: { from: '10.9.0.20', to: '10.9.0.30' },
    mtu: 1400,
  });
  const ofShared = await json('network set Shared dns=1.1.1.1,9.9.9.9');
  expect(ofShared).toMatchObject({ dns: ['1.1.1.1', '9.9.9.9'] });
  expect(await json('network set Shared dns=')).toMatchObject({ dns: [] });
  expect(await json('network set lab name=lab2')).toMatchObject({ name: 'lab2' });
  expect(await json('network show lab2')).toMatchObject({ kind: 'internal' });
  expect((await patchcord('network show lab')).status).toBe(1);
  expect(await json('network list')).toHaveLength(3);
  const patched = await json('network patch lab2 Shared');
  expect(patched).toMatchObject({ patches: [{ name: 'Shared' }] });
  expect((await patchcord('network show lab2')).out).toMatch(/Patched to +Shared\n/);
  expect(await json('network unpatch lab2 Shared')).toMatchObject({ patches: [] });
  expect(await json('network remove lab2')).toBe(null);
});

test.each([
  ['vm show nobody', 'vmUnknown'],
  ['vm start nobody', 'vmUnknown'],
  ['adapter list nobody', 'vmUnknown'],
  ['network remove nothing', 'networkUnknown'],
  ['fdb list nothing', 'networkUnknown'],
  ['forward remove fwd-99', 'forwardUnknown'],
  ['forward test fwd-99', 'forwardUnknown'],
  ['network patch Shared nothing', 'networkUnknown'],
])('R66 %s: refused, status 1, with the reason', async (line, code) => {
  const plain = await patchcord(line);
  expect(plain).toMatchObject({ status: 1, out: '' });
  expect(plain.err).toMatch(/^patchcord: The (VM|network|port forward) .* was not found\..*\n$/);
  const { status, out, err } = await patchcord(`--json ${line}`);
  expect(status).toBe(1);
  const { error } = JSON.parse(out);
  expect(error.code).toBe(code);
  expect(err).toBe(`patchcord: ${error.message as string}\n`);
});

test.each([
  '',
  'vm',
  'nonsense',
  'vm nonsense',
  'vm show',
  'vm list extra',
  'vm list --nonsense',
  'vm add x --kind toaster',
  'vm add x --mode sideways',
  'vm set x',
  'adapter set x 1',
  'adapter set x 0 mode=none',
  'adapter set x 5 mode=none',
  'adapter set x one mode=none',
  'adapter set x 1 mode',
  'adapter set x 1 mode=sideways',
  'adapter set x 1 colour=red',
  'adapter set x 1 cable=out',
  'adapter set x 1 mode=none mode=none',
  'adapter set x 1 constructor=x',
  'network add x',
  'network set x dhcp=maybe',
  'network set x range=10.0.0.1',
  'network set x mtu=big',
  'forward add x sctp 8080 80',
  'forward add x tcp 0 80',
  'forward add x tcp 65536 80',
  'forward add x tcp 127.0.0.1: 80',
  'forward add x tcp 8080 http',
  'forward add x:5 tcp 8080 80',
  'forward set f1 listen=8080',
  'forward set f1 n=5',
  'network reserve x',
  'network patch x',
  'serve --port many',
])('R66 “%s”: wrong usage, status 2', async (line) => {
  const words = line === '' ? [] : line.split(' ');
  const plain = await run(words);
  expect(plain).toMatchObject({ status: 2, out: '' });
  expect(plain.err).toMatch(/^(Usage: [^]*\n)?patchcord: .+[.?]\n$/);
  const { status, out } = await run([...words, '--json']);
  expect(status).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage' } });
});

test('R66 nothing is running there: status 3', async () => {
  const nowhere = join(dataDir, 'elsewhere');
  const { status, out, err } = await patchcord(`vm list --json --data-dir ${nowhere}`);
  expect(status).toBe(3);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'notRunning' } });
  expect(err).toContain('patchcord serve');
});

test('R66 --data-dir is stronger than PATCHCORD_DATA_DIR, which is stronger than XDG', async () => {
  const list = ['vm', 'list'];
  expect((await run(list, { PATCHCORD_DATA_DIR: '/nowhere' })).status).toBe(3);
  const both = await run([...list, '--data-dir', dataDir], { PATCHCORD_DATA_DIR: '/nowhere' });
  expect(both.status).toBe(0);
  const xdg = await run(list, { PATCHCORD_DATA_DIR: '', XDG_CONFIG_HOME: '/xdg' });
  expect(xdg.err).toContain('/xdg/patchcord');
});

test('R66 help and version are no errors', async () => {
  expect(await patchcord('--version')).toEqual({ status: 0, out: '0.1.0\n', err: '' });
  expect((await patchcord('vm --help')).out).toContain('args');
});

describe('R62 doctor', () => {
  test('lists what is wrong with the remedy, and repairs it', async () => {
    expect(await json('doctor')).toContainEqual({
      id: 'tun-device',
      status: 'failed',
      summary: 'There is no TUN/TAP driver (ENOENT for /dev/net/tun).',
      remedy: 'The repair loads it, now and at every start of the computer.',
      repairable: true,
    });
    expect((await patchcord('doctor')).out).toContain('patchcord doctor --repair tun-device');
    expect(await json('doctor --repair tun-device')).toMatchObject([{ status: 'ok' }]);
    expect((await patchcord('doctor --repair nothing')).status).toBe(1);
  });

  test('looks itself where no program runs', async () => {
    const elsewhere = await run(['doctor', '--json'], { PATCHCORD_DATA_DIR: '/nowhere' });
    expect(elsewhere.status).toBe(0);
    const ids = (JSON.parse(elsewhere.out) as { id: string }[]).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['helper', 'host-changes', 'qemu']));
  });
});
