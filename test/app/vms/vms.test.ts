import { describe, expect, test } from 'vitest';
import { formatLinuxMac, parseMac } from '../../../src-main/address/mac.ts';
import { openBench } from '../bench.ts';

describe('R1: adapters of a VM', () => {
  test('a new VM gets one adapter, on the first Shared network', async () => {
    const { call } = await openBench();
    const vm = await call('vm.add', { name: '  Alpha ' });
    expect(vm).toMatchObject({
      name: 'Alpha',
      kind: 'qemu',
      command: null,
      state: 'stopped',
      running: false,
      problem: null,
      adapters: [{ n: 1, mode: 'shared', network: 'Shared', nic: null, model: 'virtio' }],
    });
    expect(vm.id).toMatch(/^vm-[a-z0-9]{8}$/);
    expect(await call('vm.list', {})).toEqual([vm]);
  });

  test('zero to four; a fifth is refused, one by one and in the dialog', async () => {
    const { call, refusal } = await openBench();
    await call('vm.add', { name: 'Alpha' });
    for (const n of [2, 3, 4])
      expect((await call('adapter.add', { vm: 'Alpha' })).adapters.at(-1)).toMatchObject({ n });
    expect(await refusal('adapter.add', { vm: 'Alpha' })).toMatchObject({
      code: 'tooManyAdapters',
      params: { vm: 'Alpha', limit: 4 },
    });
    const { adapters } = await call('vm.get', { vm: 'Alpha' });
    const five = [...adapters, { ...adapters[0]!, n: 4, mac: '' }];
    expect((await refusal('vm.set', { vm: 'Alpha', adapters: five })).code).toBe('tooManyAdapters');
    expect((await call('vm.set', { vm: 'Alpha', adapters: [] })).adapters).toEqual([]);
  });

  test('numbers stay when an adapter is removed, and a new one gets the free number', async () => {
    const { call, refusal } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha' });
    await call('adapter.add', { vm: id });
    const three = await call('adapter.add', { vm: id, mode: 'internal' });
    const two = await call('adapter.remove', { vm: id, n: 2 });
    expect(two.adapters.map(({ n }) => n)).toEqual([1, 3]);
    expect((await refusal('adapter.remove', { vm: id, n: 2 })).code).toBe('adapterUnknown');
    const again = await call('adapter.add', { vm: id });
    expect(again.adapters).toEqual([...three.adapters]);
  });
});

describe('R5: where the cable goes', () => {
  test('each mode, live, with the first network of its kind', async () => {
    const { call, engine } = await openBench();
    await call('vm.add', { name: 'Alpha', mode: 'none' });
    const plugged = async (mode: 'shared' | 'internal' | 'none'): Promise<unknown> => {
      const vm = await call('adapter.set', { vm: 'Alpha', n: 1, mode });
      expect(engine.config.ports[0]!.networkId).toBe(vm.adapters[0]!.networkId);
      return vm.adapters[0]!.network;
    };
    expect(await plugged('internal')).toBe('Internal');
    expect(await plugged('shared')).toBe('Shared');
    expect(await plugged('none')).toBeNull();
  });

  test('a network alone implies its kind; a mode alone keeps a network of that kind', async () => {
    const { call } = await openBench();
    await call('network.add', { name: 'Lab', kind: 'internal' });
    await call('vm.add', { name: 'Alpha' });
    const set = { vm: 'Alpha', n: 1 };
    const lab = await call('adapter.set', { ...set, network: 'Lab' });
    expect(lab.adapters[0]).toMatchObject({ mode: 'internal', network: 'Lab' });
    const kept = await call('adapter.set', { ...set, mode: 'internal', model: 'e1000' });
    expect(kept.adapters[0]).toMatchObject({ network: 'Lab', model: 'e1000' });
    const back = await call('adapter.set', { ...set, mode: 'internal', network: null });
    expect(back.adapters[0]).toMatchObject({ network: 'Internal' });
  });

  test.each([
    [{ mode: 'host', nic: 'eth9' } as const, 'nicUnknown'],
    [{ mode: 'host', nic: '0123456789abcdef' } as const, 'nicNameTooLong'],
    [{ mode: 'host', nic: 'eth1' } as const, 'nicEnslaved'],
    [{ mode: 'host', nic: 'tun0' } as const, 'nicNotEthernet'],
    [{ network: 'Nowhere' }, 'networkUnknown'],
    [{ mode: 'shared', network: 'Internal' } as const, 'networkKindMismatch'],
  ])('%j is refused: %s', async (plug, code) => {
    const { call, refusal } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha' });
    expect((await refusal('adapter.set', { vm: 'Alpha', n: 1, ...plug })).code).toBe(code);
    expect((await refusal('adapter.add', { vm: 'Alpha', ...plug })).code).toBe(code);
    expect((await refusal('vm.add', { name: 'Beta', ...plug })).code).toBe(code);
    expect(await call('vm.list', {})).toEqual([vm]);
  });

  test('without a network of the kind, the mode is refused', async () => {
    const { call, refusal } = await openBench();
    await call('network.remove', { network: 'Internal' });
    const error = await refusal('vm.add', { name: 'Alpha', mode: 'internal' });
    expect(error).toMatchObject({ code: 'noNetworkOfKind', params: { kind: 'internal' } });
  });
});

describe('the settings dialog', () => {
  test('OK changes everything in one step', async () => {
    const { call } = await openBench();
    const vm = await call('vm.add', { name: 'Alpha' });
    const [first] = vm.adapters;
    const changed = await call('vm.set', {
      vm: vm.id,
      name: 'Beta',
      command: 'qemu-system-x86_64 -m 512',
      adapters: [
        { n: 3, mode: 'none', network: null, nic: null, mac: '', model: 'tulip' },
        { ...first!, mode: 'internal', network: 'Internal', mac: '00:03:ff:0a:0b:0c' },
      ],
    });
    expect(changed).toMatchObject({
      id: vm.id,
      name: 'Beta',
      command: 'qemu-system-x86_64 -m 512',
      adapters: [
        { n: 1, mode: 'internal', network: 'Internal', mac: '00-03-FF-0A-0B-0C' },
        { n: 3, mode: 'none', network: null, model: 'tulip' },
      ],
    });
    expect(changed.adapters[1]!.mac).toMatch(/^00-03-FF-/);
    expect(await call('vm.set', { vm: 'Beta', command: null })).toMatchObject({ command: null });
  });

  test('one bad setting refuses everything', async () => {
    const { call, refusal } = await openBench();
    await call('vm.add', { name: 'Other' });
    const vm = await call('vm.add', { name: 'Alpha' });
    const [adapter] = vm.adapters;
    const twice = [adapter!, { ...adapter!, mac: '' }];
    const change = { vm: 'Alpha', name: 'Beta', command: 'run' };
    expect((await refusal('vm.set', { ...change, adapters: twice })).code).toBe('adapterTwice');
    const lost = [{ ...adapter!, network: 'Nowhere' }];
    expect((await refusal('vm.set', { ...change, adapters: lost })).code).toBe('networkUnknown');
    expect((await refusal('vm.set', { ...change, name: 'Other' })).code).toBe('vmNameTaken');
    expect(await call('vm.get', { vm: 'Alpha' })).toEqual(vm);
  });

  test('adapters may swap their MACs', async () => {
    const { call } = await openBench();
    await call('vm.add', { name: 'Alpha' });
    const { adapters } = await call('adapter.add', { vm: 'Alpha' });
    const [one, two] = adapters;
    const swapped = [
      { ...one!, mac: two!.mac },
      { ...two!, mac: one!.mac },
    ];
    const after = await call('vm.set', { vm: 'Alpha', adapters: swapped });
    expect(after.adapters.map(({ mac }) => mac)).toEqual([two!.mac, one!.mac]);
  });
});

describe('names', () => {
  test('are unique, exact, and never an id in use; ids work wherever names do', async () => {
    const { call, refusal } = await openBench();
    const alpha = await call('vm.add', { name: 'Alpha' });
    expect((await refusal('vm.add', { name: 'Alpha' })).code).toBe('vmNameTaken');
    expect((await refusal('vm.add', { name: alpha.id })).code).toBe('vmNameTaken');
    await call('vm.add', { name: 'alpha' });
    expect((await refusal('vm.set', { vm: 'alpha', name: 'Alpha' })).code).toBe('vmNameTaken');
    expect((await call('vm.set', { vm: 'Alpha', name: 'Alpha' })).id).toBe(alpha.id);
    expect((await refusal('vm.get', { vm: 'ALPHA' })).code).toBe('vmUnknown');
    expect((await call('vm.get', { vm: alpha.id })).name).toBe('Alpha');
  });

  test.each(['a\u0000b', 'two\nlines', 'half \ud800 a pair'])('%j is refused', async (name) => {
    const { refusal } = await openBench();
    expect((await refusal('vm.add', { name })).code).toBe('nameUnprintable');
    const network = await refusal('network.add', { name, kind: 'internal' });
    expect(network.code).toBe('nameUnprintable');
  });

  test('a command that cannot be run is refused', async () => {
    const { call, refusal } = await openBench();
    const command = 'qemu \\\n -m 512';
    expect((await call('vm.add', { name: 'Alpha', command })).command).toBe(command);
    const bad = await refusal('vm.set', { vm: 'Alpha', command: 'qemu \0' });
    expect(bad.code).toBe('commandUnprintable');
    expect((await refusal('vm.set', { vm: 'Alpha', command: '  ' })).code).toBe('badArguments');
  });
});

describe('running', () => {
  test('start gives the hypervisor the cards that are set, stop ends it', async () => {
    const { call, refusal, hypervisor } = await openBench();
    const { id, adapters } = await call('vm.add', { name: 'Alpha', command: 'qemu' });
    expect((await refusal('vm.stop', { vm: 'Alpha' })).code).toBe('vmNotRunning');
    expect(await call('vm.start', { vm: 'Alpha' })).toMatchObject({
      state: 'running',
      running: true,
    });
    const { mac, networkId } = adapters[0]!;
    expect(hypervisor.started).toEqual([
      {
        id,
        name: 'Alpha',
        command: 'qemu',
        cards: [
          {
            n: 1,
            mac,
            model: 'virtio',
            plugged: true,
            networkId,
            attachment: { kind: 'qemuStream' },
          },
        ],
      },
    ]);
    expect((await refusal('vm.start', { vm: 'Alpha' })).code).toBe('vmAlreadyRunning');
    expect(await call('vm.stop', { vm: 'Alpha', force: true })).toMatchObject({ running: false });
  });

  test('a second start during the first is refused, and so is removing', async () => {
    const { call, refusal } = await openBench();
    await call('vm.add', { name: 'Alpha', command: 'qemu' });
    const first = call('vm.start', { vm: 'Alpha' });
    const second = refusal('vm.start', { vm: 'Alpha' });
    const removal = refusal('vm.remove', { vm: 'Alpha' });
    expect((await second).code).toBe('vmAlreadyRunning');
    expect((await removal).code).toBe('vmRunning');
    expect((await first).running).toBe(true);
  });

  test('a running VM is not removed; a stopped one is removed with its forwards', async () => {
    const { call, refusal, hypervisor, engine } = await openBench();
    const { id } = await call('vm.add', { name: 'Alpha' });
    await call('forward.add', { vm: 'Alpha', protocol: 'udp', port: 47_113, guestPort: 53 });
    hypervisor.tell(id, 'running');
    expect((await refusal('vm.remove', { vm: 'Alpha' })).code).toBe('vmRunning');
    hypervisor.tell(id, 'stopped');
    expect(await call('vm.remove', { vm: 'Alpha' })).toBeNull();
    expect(await call('panel.get', {})).toMatchObject({ vms: [], forwards: [] });
    expect(engine.config.ports).toEqual([]);
    expect(hypervisor.specs).toEqual([]);
  });

  test('the arguments to paste follow the settings', async () => {
    const { call } = await openBench();
    const { adapters } = await call('vm.add', { name: 'Alpha' });
    const words = await call('vm.args', { vm: 'Alpha' });
    const mac = formatLinuxMac(parseMac(adapters[0]!.mac));
    expect(words).toContain(`virtio-net-pci,netdev=pc1,id=pccard1,mac=${mac}`);
  });
});
