import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overlaps } from '../../src-main/address/subnet.ts';
import { checkRange, checkSubnet } from '../../src-main/app/networks/subnets.ts';
import { ADAPTERS_PER_VM } from '../../src-main/contract/vm.ts';
import type { Network } from '../../src-main/contract/network.ts';
import type { Panel } from '../../src-main/contract/activity.ts';
import { answer } from '../../src-main/contract/server.ts';
import { contract } from '../../src-main/contract/contract.ts';
import { parseMac } from '../../src-main/address/mac.ts';
import { type Bench, openBench } from './bench.ts';

const vmName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'd', 'A b', 'host') },
  { weight: 1, arbitrary: fc.string() },
);
const vm = fc.oneof({ weight: 9, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') }, vmName);
const networkName = fc.constantFrom('Shared', 'Internal', 'x', 'y', 'z');
const network = fc.oneof({ weight: 9, arbitrary: networkName }, fc.string({ unit: 'binary' }));
const mode = fc.constantFrom('none', 'shared', 'shared', 'internal', 'internal', 'host');
const n = fc.constantFrom(1, 1, 1, 2, 2, 3, 4, 5);
const mac = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 40 }).map((last) => `52-54-00-00-00-${last + 10}`),
  },
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('01-00-5E-00-00-01', '00-00-00-00-00-00', 'zz') },
  { weight: 1, arbitrary: fc.string() },
);
const octet = fc.constantFrom(0, 1, 2, 16, 131, 132, 254, 255, 256);
const ip = fc.oneof(
  fc
    .tuple(fc.constantFrom('192.168', '169.254', '10.9', '0.0'), octet, octet)
    .map((p) => p.join('.')),
  fc.constantFrom('127.0.0.1', '0.0.0.0', '10.0.0.5'),
  fc.string(),
);
const subnet = fc.tuple(ip, fc.integer({ min: 0, max: 40 })).map((parts) => parts.join('/'));
const model = fc.constantFrom('virtio', 'e1000', 'e1000e', 'tulip', 'none');
const cable = fc.constantFrom(null, null, null, 'Shared', 'Internal', 'x', 'y', 'nowhere');
const tap = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(null, null, null, 'pcx', 'tap0', 'tap1', 'eth0') },
  { weight: 1, arbitrary: fc.string() },
);
const attachmentKind = fc.constantFrom('qemuStream', 'qemuDatagram', 'tap', 'heldTap', 'socket');
const attachment = fc.record(
  { kind: fc.oneof(attachmentKind, fc.constant('anyTap')), name: tap },
  { requiredKeys: ['kind'] },
);
const plug = {
  ...{ mode, network: cable, nic: fc.constantFrom(null, 'eth0', 'wlan0', 'eth9') },
  cable: fc.boolean(),
};
const some = (shape: Record<string, fc.Arbitrary<unknown>>, required: string[]) =>
  fc.record(shape, { requiredKeys: required });
const networkParts = {
  name: network,
  subnet,
  dhcp: fc.boolean(),
  range: fc.record({ from: ip, to: ip }),
  dns: fc.array(ip, { maxLength: 3 }),
  mtu: fc.integer({ min: 500, max: 66_000 }),
  dedicated: fc.boolean(),
  translate: fc.boolean(),
  hostPort: fc.boolean(),
  reservations: fc.array(fc.record({ mac, address: ip }), { maxLength: 3 }),
};
/** Nothing, one thing, or several at once. */
const networkChange = fc.oneof(
  fc.constant({}),
  ...Object.entries(networkParts).map(([part, value]) => fc.record({ [part]: value })),
  some(networkParts, []),
);

/** Where a forward listens. */
const endpoint = {
  protocol: fc.constantFrom('tcp', 'udp'),
  address: fc.oneof(fc.constantFrom('127.0.0.1', '127.0.0.2', '0.0.0.0'), ip),
  port: fc.oneof(fc.integer({ min: 47_201, max: 47_205 }), fc.integer()),
};
const guestPort = fc.constantFrom(80, 53, 0, 70_000);

/** Those of a forward that is there, whose id none of these calls can guess. */
const NEEDS_ID = ['forward.set', 'forward.test', 'forward.remove'];
const fileVm = fc.record({
  ...{ name: fc.constantFrom('a', 'b', 'e'), kind: fc.constant('qemu') },
  ...{ command: fc.constantFrom(null, 'qemu'), netdev: fc.constantFrom('stream', 'dgram') },
  adapters: fc.uniqueArray(
    fc.record({
      n: fc.integer({ min: 1, max: 4 }),
      ...{ mode: fc.constant('none'), network: fc.constant(null), mac, model },
    }),
    { maxLength: 4, selector: (adapter) => adapter.n },
  ),
  forwards: fc.constant([]),
});
const settingsText = fc.oneof(
  fc.json(),
  fc.array(fileVm, { maxLength: 2 }).map((vms) =>
    JSON.stringify({
      ...{
        format: 'patchcord-settings',
        version: 1,
        preferences: {},
        networks: [],
        patches: [],
        vms,
      },
    }),
  ),
);

const vmChange = {
  name: vmName,
  command: fc.option(fc.string({ unit: 'binary' })),
  attachmentKind,
  adapters: fc.array(
    some({ ...plug, n, mac, model, attachment }, ['n', 'mode', 'network', 'nic', 'mac', 'model']),
    { maxLength: 6 },
  ),
};
const newForward = some({ n, ...endpoint, guestPort }, ['protocol', 'port', 'guestPort']);

const newVm = some({ name: vmName, attachment, command: fc.option(fc.string()), ...plug }, [
  'name',
]);
const newNetwork = fc
  .tuple(
    networkChange,
    fc.record({
      name: network,
      kind: fc.constantFrom('shared', 'shared', 'internal', 'internal', 'host'),
    }),
  )
  .map(([change, rest]) => ({ ...change, ...rest }));
const changedNetwork = fc.record({ network, change: networkChange });

/** Arguments near to what a face would send: right often enough to get somewhere. */
const calls: Record<string, fc.Arbitrary<unknown>> = {
  'panel.get': fc.constant({}),
  'vm.add': newVm,
  'vm.set': some({ vm, ...vmChange }, ['vm']),
  'vm.apply': some(
    {
      vm: fc.oneof({ weight: 4, arbitrary: vm }, newVm),
      networks: fc.array(network, { maxLength: 2 }),
      change: some(vmChange, []),
      forwards: fc.record({
        removed: fc.oneof(fc.constant([]), fc.array(fc.string(), { maxLength: 1 })),
        changed: fc.constant([]),
        added: fc.array(newForward, { maxLength: 2 }),
      }),
    },
    ['vm'],
  ),
  'vm.get': fc.record({ vm }),
  'vm.remove': fc.record({ vm }),
  'vm.args': fc.record({ vm }),
  'vm.start': fc.record({ vm }),
  'vm.stop': fc.record({ vm, force: fc.boolean() }),
  'adapter.add': some({ vm, attachment, ...plug }, ['vm']),
  'adapter.remove': fc.record({ vm, n }),
  'adapter.set': some({ vm, n, mac, model, attachment, ...plug }, ['vm', 'n']),
  'mac.suggest': fc.constant({}),
  'network.add': newNetwork,
  'network.set': changedNetwork,
  'networks.apply': some(
    {
      removed: fc.array(network, { maxLength: 1 }),
      changed: fc.array(changedNetwork, { maxLength: 2 }),
      added: fc.array(newNetwork, { maxLength: 2 }),
    },
    [],
  ),
  'network.remove': some({ network, unplug: fc.boolean() }, ['network']),
  'network.reserve': fc.record({ network, mac, address: fc.option(ip) }),
  'network.patch': fc.record({ network, to: network }),
  'network.unpatch': fc.record({ network, to: network }),
  'forward.add': fc.tuple(newForward, vm).map(([forward, owner]) => ({ ...forward, vm: owner })),
  'forward.set': some({ id: fc.string(), n, ...endpoint, guestPort }, ['id']),
  'forward.check': some({ id: fc.option(fc.string()), ...endpoint }, [
    'protocol',
    'address',
    'port',
  ]),
  'forward.test': fc.record({ id: fc.string() }),
  'forward.remove': fc.record({ id: fc.string() }),
  'nic.set': fc.record({ nic: fc.constantFrom('eth0', 'eth9'), offered: fc.boolean() }),
  'lease.list': fc.constant({}),
  'flow.list': fc.constant({}),
  'fdb.list': fc.record({ network }),
  'nic.list': fc.constant({}),
  'engine.restart': fc.constant({}),
  'panel.pause': fc.record({ paused: fc.boolean() }),
  'preferences.get': fc.constant({}),
  'preferences.set': some(
    {
      theme: fc.constantFrom('dark', 'light', 'blue'),
      macPrefix: fc.oneof(fc.constantFrom('52-54-00', '01-00-5E', '02:aa:bb'), fc.string()),
      defaultMode: mode,
      startAtLogin: fc.constant(true),
    },
    [],
  ),
  'settings.export': fc.constant({}),
  'settings.import': fc.record({ text: settingsText, apply: fc.boolean() }),
  'stats.get': some({ vm }, []),
};

/** Of calls with many parts, of which one is wrong nearly always: what a face mostly sends. */
const plain: Record<string, fc.Arbitrary<unknown>> = {
  'vm.set': fc.record({ vm, attachmentKind: fc.constant('qemuDatagram') }),
  'adapter.set': fc.record({ vm, n, mode: fc.constantFrom('none', 'shared', 'internal') }),
  'network.reserve': fc.record({
    network: fc.constant('Internal'),
    mac: fc.constantFrom('52-54-00-00-00-11', '52-54-00-00-00-12'),
    address: fc.constantFrom(null, '169.254.0.20', '169.254.0.21'),
  }),
  'forward.add': fc.record({
    vm,
    protocol: fc.constantFrom('tcp', 'udp'),
    port: fc.integer({ min: 20_000, max: 30_000 }),
    guestPort: fc.constant(80),
  }),
  'preferences.set': fc.record({ theme: fc.constantFrom('dark', 'light') }),
};

/** Questions, and what would leave nothing to ask about. */
const rare = /\.(get|list|args|suggest|remove)$/;
const anyCall = fc.oneof(
  ...Object.entries(calls).map(([call, args]) => ({
    weight: rare.test(call) ? 1 : 4,
    arbitrary: fc.record({ call: fc.constant(call), args: fc.oneof(args, plain[call] ?? args) }),
  })),
);

function checkWhatIsSet({ vms, networks, forwards }: Panel): void {
  const macs = vms.flatMap(({ adapters }) => adapters.map((adapter) => adapter.mac));
  expect(new Set(macs).size).toBe(macs.length);
  expect(macs.every((each) => parseMac(each) > 0)).toBe(true);
  expect(new Set(vms.map(({ name }) => name)).size).toBe(vms.length);
  expect(new Set(networks.map(({ name }) => name)).size).toBe(networks.length);
  const kinds = new Map(networks.map(({ id, kind }) => [id, kind as string]));
  for (const { adapters } of vms) {
    expect(adapters.length).toBeLessThanOrEqual(ADAPTERS_PER_VM);
    for (const { mode: set, networkId } of adapters)
      expect(networkId === null ? 'none' : kinds.get(networkId)).toBe(set);
  }
  for (const { kind, nic, subnet: text, range, mtu } of networks) {
    expect(nic !== null).toBe(kind === 'host');
    if (nic === null) checkRange(checkSubnet(text), range.from, range.to);
    expect(mtu >= 576 && mtu <= 65_520).toBe(true);
  }
  for (const { reservations, subnet: text } of networks)
    for (const part of ['mac', 'address'] as const) {
      const given = reservations.map((reservation) => reservation[part]);
      expect([text, new Set(given).size]).toEqual([text, given.length]);
    }
  checkPatches(networks);
  const nics = networks.flatMap(({ nic }) => nic ?? []);
  expect(new Set(nics).size).toBe(nics.length);
  const shared = networks.filter(({ kind }) => kind === 'shared').map((each) => each.subnet);
  for (const [index, one] of shared.entries())
    for (const other of shared.slice(index + 1))
      expect(overlaps(checkSubnet(one), checkSubnet(other))).toBe(false);
  for (const { vmId, n: number } of forwards)
    expect(vms.find(({ id }) => id === vmId)!.adapters.some((each) => each.n === number)).toBe(
      true,
    );
}

/** A forest of internal networks with at most one Shared network in each tree. */
function checkPatches(networks: readonly Network[]): void {
  const seen = new Set<string>();
  const walk = (id: string, from: string | null): string[] => {
    expect(seen).not.toContain(id);
    seen.add(id);
    const { kind, patches } = networks.find((network) => network.id === id)!;
    expect(patches.length === 0 || kind !== 'host').toBe(true);
    const onward = patches.filter(({ networkId }) => networkId !== from);
    return [kind, ...onward.flatMap(({ networkId }) => walk(networkId, id))];
  };
  for (const { id } of networks)
    if (!seen.has(id))
      expect(walk(id, null).filter((kind) => kind === 'shared').length).toBeLessThan(2);
}

/** Adds what was done to `done`, by call. */
async function play(
  bench: Bench,
  sequence: readonly { call: string; args: unknown }[],
  done: Map<string, number>,
): Promise<void> {
  for (const [id, request] of sequence.entries()) {
    const said = await answer(bench.patchcord, { id, ...request });
    if ('error' in said) {
      // Every refusal is one that we foresaw, and none is left to the database to find.
      expect(['internal', 'databaseWriteFailed', 'unknownCall']).not.toContain(said.error.code);
      continue;
    }
    done.set(request.call, (done.get(request.call) ?? 0) + 1);
    contract.calls[request.call as 'vm.get'].result.parse(said.result);
  }
  checkWhatIsSet(await bench.call('panel.get', {}));
}

test('the fuzz knows every call but the status, the doctor and the desktop', () => {
  expect(
    [
      ...Object.keys(calls),
      'doctor.list',
      'doctor.repair',
      'diagnostics.get',
      'dataDir.open',
      'status.get',
      'vm.list',
      'network.list',
      'forward.list',
    ].sort(),
  ).toEqual(Object.keys(contract.calls).sort());
});

test(
  'any calls in any order: only expected errors, and settings that are consistent',
  { timeout: 60_000 },
  async () => {
    const done = new Map<string, number>();
    const bench = await openBench();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyCall, { minLength: 20, maxLength: 60, size: 'max' }),
        (sequence) => play(bench, sequence, done),
      ),
      { numRuns: 200 },
    );
    // Many calls are refused; none of those that change something always is.
    for (const call of Object.keys(calls))
      if (!NEEDS_ID.includes(call)) expect([call, (done.get(call) ?? 0) > 0]).toEqual([call, true]);
    // All of it is there again after a restart.
    const before = await bench.call('panel.get', {});
    for (const each of before.vms) if (each.running) await bench.call('vm.stop', { vm: each.id });
    const stopped = await bench.call('panel.get', {});
    await bench.patchcord.close();
    const again = await openBench({ dataDir: bench.dataDir });
    expect(await again.call('panel.get', {})).toEqual(stopped);
  },
);
