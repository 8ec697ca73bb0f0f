import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PatchcordError, type Problem } from '../../../src-main/contract/errors.ts';
import type { SettingsFile } from '../../../src-main/contract/settingsFile.ts';
import { parseSettings } from '../../../src-main/app/labFile/settingsText.ts';
import { type Bench, openBench } from '../bench.ts';
import { ownAddresses } from '../standInApp.ts';

/** Two VMs, three networks, a forward, and preferences of its own. */
async function furnish({ call }: Bench): Promise<void> {
  await call('preferences.set', { theme: 'dark', macPrefix: '02-AA-00' });
  await call('network.add', { name: 'Lab', kind: 'internal', dhcp: false });
  await call('network.add', { name: 'LAN', kind: 'host', nic: 'eth0', dedicated: true });
  await call('network.patch', { network: 'Lab', to: 'Internal' });
  const reservations = [{ mac: '00-03-FF-00-00-09', address: '169.254.1.9' }];
  await call('network.set', { network: 'Internal', change: { reservations } });
  await call('vm.add', {
    name: 'web',
    command: 'qemu -m 512',
    attachment: { kind: 'qemuDatagram' },
  });
  await call('adapter.add', { vm: 'web', network: 'LAN' });
  await call('vm.add', { name: 'db', network: 'Lab', cable: false });
  await call('forward.add', { vm: 'web', protocol: 'tcp', port: 47_311, guestPort: 80 });
}

const textOf = async (bench: Bench): Promise<string> =>
  JSON.stringify(await bench.call('settings.export', {}));

const parsed = async (bench: Bench): Promise<SettingsFile> =>
  JSON.parse(await textOf(bench)) as SettingsFile;

describe('a settings file', () => {
  test('taken to another computer makes the same there, and says so beforehand', async () => {
    const here = await openBench();
    await furnish(here);
    const text = await textOf(here);
    const there = await openBench();
    const untouched = await textOf(there);
    const told = await there.call('settings.import', { text, apply: false });
    expect(told).toEqual({
      vms: { added: ['web', 'db'], changed: [] },
      networks: { added: ['Lab', 'LAN'], changed: ['Internal'] },
      preferences: ['theme', 'macPrefix'],
      notes: [],
    });
    expect(await textOf(there)).toBe(untouched);
    expect(await there.call('settings.import', { text, apply: true })).toEqual(told);
    expect(await textOf(there)).toBe(text);
  });

  test('R60 is there again after a restart', async () => {
    const here = await openBench();
    await furnish(here);
    const text = await textOf(here);
    const there = await openBench();
    await there.call('settings.import', { text, apply: true });
    await there.patchcord.close();
    expect(await textOf(await openBench({ dataDir: there.dataDir }))).toBe(text);
  });

  test('brought back changes nothing', async () => {
    const bench = await openBench();
    await furnish(bench);
    const before = await bench.call('panel.get', {});
    const text = `\uFEFF${await textOf(bench)}`;
    const told = await bench.call('settings.import', { text, apply: true });
    expect(told).toEqual({
      vms: { added: [], changed: [] },
      networks: { added: [], changed: [] },
      preferences: [],
      notes: [],
    });
    expect(await bench.call('panel.get', {})).toEqual(before);
  });

  test('changes the VMs that it names, and no others', async () => {
    const bench = await openBench();
    await furnish(bench);
    const text = await textOf(bench);
    await bench.call('vm.add', { name: 'mine' });
    await bench.call('adapter.set', { vm: 'web', n: 1, mode: 'internal' });
    await bench.call('forward.add', { vm: 'web', protocol: 'udp', port: 47_312, guestPort: 53 });
    const told = await bench.call('settings.import', { text, apply: true });
    expect(told.vms).toEqual({ added: [], changed: ['web'] });
    const { vms, forwards } = await bench.call('panel.get', {});
    expect(vms.map(({ name }) => name)).toEqual(['web', 'db', 'mine']);
    expect(vms[0]!.adapters[0]!.mode).toBe('shared');
    expect(forwards.map(({ port }) => port)).toEqual([47_311]);
  });

  test('R6 of before cables could be pulled has all of them in', async () => {
    const here = await openBench();
    await furnish(here);
    const file = await parsed(here);
    expect(file.vms.map((vm) => vm.adapters.map(({ cable }) => cable))).toEqual([
      [true, true],
      [false],
    ]);
    const text = JSON.stringify(file, (key, value: unknown) =>
      key === 'cable' ? undefined : value,
    );
    const there = await openBench();
    await there.call('settings.import', { text, apply: true });
    const vms = await there.call('vm.list', {});
    expect(vms.flatMap((vm) => vm.adapters.map(({ cable }) => cable))).toEqual([true, true, true]);
  });

  test('R4 a MAC that is taken is replaced, with a note', async () => {
    const here = await openBench();
    const { adapters } = await here.call('vm.add', { name: 'web' });
    const { mac } = adapters[0]!;
    const there = await openBench();
    const owner = await there.call('vm.add', { name: 'db' });
    await there.call('adapter.set', { vm: 'db', n: 1, mac });
    const text = await textOf(here);
    const { notes } = await there.call('settings.import', { text, apply: true });
    expect(notes).toEqual([{ code: 'importMacReplaced', params: { vm: 'web', n: 1, mac } }]);
    const web = await there.call('vm.get', { vm: 'web' });
    expect(web.adapters[0]!.mac).not.toBe(mac);
    expect((await there.call('vm.get', { vm: owner.id })).adapters[0]!.mac).toBe(mac);
  });

  test('R4 the same MAC twice in one VM of the file is replaced, too', async () => {
    const bench = await openBench();
    await bench.call('vm.add', { name: 'web' });
    await bench.call('adapter.add', { vm: 'web' });
    const file = await parsed(bench);
    file.vms[0]!.adapters[1]!.mac = file.vms[0]!.adapters[0]!.mac;
    const text = JSON.stringify(file);
    const { notes } = await bench.call('settings.import', { text, apply: true });
    expect(notes.map(({ code }) => code)).toEqual(['importMacReplaced']);
  });

  test('what this computer lacks is left out or replaced, with a note', async () => {
    const here = await openBench();
    await furnish(here);
    const file = await parsed(here);
    file.networks.find(({ name }) => name === 'LAN')!.nic = 'eth9';
    file.vms[0]!.forwards[0]!.address = '198.51.100.7';
    const lan = file.networks[0]!.subnet.replace('.0/24', '.7');
    const there = await openBench({
      hostAddresses: () => [...ownAddresses, { nic: 'eth2', address: lan, prefixLength: 24 }],
    });
    const text = JSON.stringify(file);
    const { notes } = await there.call('settings.import', { text, apply: true });
    expect(notes.map(({ code }) => code)).toEqual([
      'importSubnetReplaced',
      'importNetworkLeftOut',
      'importUnplugged',
      'importForwardLeftOut',
    ]);
    const { vms, networks } = await there.call('panel.get', {});
    expect(vms[0]!.adapters.map(({ mode }) => mode)).toEqual(['shared', 'none']);
    expect(networks[0]!.subnet).not.toBe(file.networks[0]!.subnet);
  });

  test('adapters are unplugged while Host adapter is not available', async () => {
    const here = await openBench();
    await furnish(here);
    const problem: Problem = { code: 'helperMissing', params: { path: '/x' } };
    const there = await openBench({ hostAdapter: () => Promise.resolve(problem) });
    const text = await textOf(here);
    const { notes } = await there.call('settings.import', { text, apply: true });
    expect(notes).toMatchObject([{ code: 'importUnplugged', params: { n: 2, network: 'LAN' } }]);
  });
});

describe('a file that is refused changes nothing', () => {
  const spoil = (change: (file: SettingsFile) => unknown) => async (bench: Bench) => {
    const file = await parsed(bench);
    change(file);
    return JSON.stringify(file);
  };
  test.each([
    ['no JSON', 'importNotJson', () => Promise.resolve('{"format":')],
    ['another program’s', 'importForeign', () => Promise.resolve('{"format":"other"}')],
    ['null', 'importForeign', () => Promise.resolve('null')],
    ['a later version’s', 'importNewer', spoil((file) => Object.assign(file, { version: 2 }))],
    ['with a key too many', 'importMalformed', spoil((file) => Object.assign(file, { x: 1 }))],
    ['with a VM twice', 'importMalformed', spoil((file) => file.vms.push(file.vms[0]!))],
    ['with five adapters', 'importMalformed', spoil((file) => (file.vms[0]!.adapters[0]!.n = 5))],
    [
      'with a cable to nowhere',
      'importNetworkMissing',
      spoil((file) => (file.vms[1]!.adapters[0]!.network = 'nowhere')),
    ],
    [
      'with another kind of network',
      'importKindDiffers',
      spoil((file) => (file.networks[0]!.kind = 'internal')),
    ],
    [
      'whose last VM is wrong',
      'macMulticast',
      spoil((file) => {
        file.vms[0]!.name = 'new';
        file.vms[1]!.adapters[0]!.mac = '01-00-5E-00-00-01';
      }),
    ],
    [
      'with a privileged port',
      'portPrivileged',
      spoil((file) => (file.vms[0]!.forwards[0]!.port = 80)),
    ],
  ])('%s: %s', async (_what, code, make) => {
    const bench = await openBench();
    await furnish(bench);
    const text = await make(bench);
    const before = await bench.call('panel.get', {});
    expect((await bench.refusal('settings.import', { text, apply: true })).code).toBe(code);
    expect(await bench.call('panel.get', {})).toEqual(before);
  });
});

describe('fuzz', () => {
  test('any text is a settings file or is refused with a sentence', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseSettings(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PatchcordError);
        }
      }),
    );
  });

  test('a file with anything in any place is imported completely or not at all', async () => {
    const bench = await openBench();
    await furnish(bench);
    const file = await parsed(bench);
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.jsonValue({ maxDepth: 2 }), async (where, value) => {
        const text = JSON.stringify(spoiled(file, where, value));
        const before = await bench.call('panel.get', {});
        const refused = await bench.call('settings.import', { text, apply: true }).then(
          () => null,
          (error: unknown) => error as PatchcordError,
        );
        if (refused === null) return;
        expect(refused.code).not.toBe('internal');
        expect(await bench.call('panel.get', {})).toEqual(before);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

/** A copy with `value` in the place that is the `where`-th of all. */
function spoiled(file: SettingsFile, where: number, value: unknown): unknown {
  const copy = structuredClone(file);
  const places: [object, string][] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Object.keys(node)) {
      places.push([node, key]);
      walk(Reflect.get(node, key));
    }
  };
  walk(copy);
  const [node, key] = places[where % places.length]!;
  Reflect.set(node, key, value);
  return copy;
}
