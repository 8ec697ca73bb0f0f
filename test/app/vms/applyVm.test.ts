import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CallArgs } from '../../../src-main/contract/contract.ts';
import type { AdapterSettings } from '../../../src-main/contract/vm.ts';
import { freePort } from '../../lab/freePort.ts';
import { type Bench, openBench } from '../bench.ts';

type Args = Omit<CallArgs<'vm.apply'>, 'vm'>;

interface Lab extends Bench {
  /** Adapter 1 of Alpha, as it is set. */
  readonly adapter: AdapterSettings;
  /** The forward of Alpha: its id and its port. */
  readonly forward: { readonly id: string; readonly port: number };
  /** A port that another program listens on. */
  readonly busyPort: number;
}

/** Two VMs; Alpha has a forward. */
async function openLab(): Promise<Lab> {
  const bench = await openBench();
  const { adapters } = await bench.call('vm.add', { name: 'Alpha' });
  await bench.call('vm.add', { name: 'Beta' });
  const { mode, network, nic, mac, model } = adapters[0]!;
  const adapter = { n: 1, mode, network, nic, cable: true, mac, model };
  const forward = await bench.call('forward.add', { ...web, vm: 'Alpha', port: await freePort() });
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  return { ...bench, adapter, forward, busyPort: (server.address() as AddressInfo).port };
}

const web = { protocol: 'tcp', guestPort: 80 } as const;
const internal = (n: number, network: string, mac = ''): AdapterSettings => {
  return { n, mode: 'internal', network, nic: null, cable: true, mac, model: 'virtio' };
};

test('networks, the VM and its forwards are changed in one step, with one configuration', async () => {
  const { call, engine, adapter, forward } = await openLab();
  const before = engine.configs.length;
  const port = await freePort();
  const vm = await call('vm.apply', {
    vm: 'Alpha',
    networks: ['DMZ', 'Back'],
    change: { name: 'Gamma', adapters: [adapter, internal(2, 'DMZ'), internal(3, 'Back')] },
    forwards: {
      removed: [forward.id],
      changed: [],
      added: [
        { ...web, port: forward.port, n: 2 },
        { ...web, port },
      ],
    },
  });
  expect(vm).toMatchObject({ name: 'Gamma' });
  expect(vm.adapters.map(({ network }) => network)).toEqual(['Shared', 'DMZ', 'Back']);
  expect((await call('forward.list', {})).map((one) => [one.n, one.port])).toEqual([
    [2, forward.port],
    [1, port],
  ]);
  expect(engine.configs.length).toBe(before + 1);
});

test('a changed forward keeps its id, also if its adapter is removed', async () => {
  const { call, adapter, forward } = await openLab();
  const changed = [{ id: forward.id, n: 2, guestPort: 8080 }];
  await call('vm.apply', {
    vm: 'Alpha',
    change: { adapters: [{ ...adapter, n: 2 }] },
    forwards: { removed: [], changed, added: [] },
  });
  expect(await call('forward.list', {})).toMatchObject([{ ...forward, n: 2, guestPort: 8080 }]);
});

test('a new VM comes with its networks, adapters and forwards, with one configuration', async () => {
  const { call, engine } = await openLab();
  const before = engine.configs.length;
  const port = await freePort();
  const vm = await call('vm.apply', {
    networks: ['DMZ'],
    vm: { name: 'Gamma', command: 'qemu-system-x86_64', network: 'DMZ' },
    forwards: { removed: [], changed: [], added: [{ ...web, port }] },
  });
  expect(vm).toMatchObject({ name: 'Gamma', command: 'qemu-system-x86_64' });
  expect(vm.adapters).toMatchObject([{ n: 1, mode: 'internal', network: 'DMZ' }]);
  expect((await call('forward.list', {})).at(-1)).toMatchObject({ vmId: vm.id, port });
  expect(engine.configs.length).toBe(before + 1);
});

test.each<[string, (lab: Lab) => CallArgs<'vm.apply'>]>([
  ['vmNameTaken', () => ({ networks: ['DMZ'], vm: { name: 'Beta' } })],
  ['networkNameTaken', () => ({ networks: ['DMZ', 'Shared'], vm: { name: 'Gamma' } })],
  ['networkUnknown', () => ({ networks: ['DMZ'], vm: { name: 'Gamma', network: 'Nowhere' } })],
  [
    'tapUnknown',
    () => ({ networks: ['DMZ'], vm: { name: 'Gamma', attachment: { kind: 'tap', name: 'tap9' } } }),
  ],
  [
    'portInUse',
    ({ busyPort }) => ({
      networks: ['DMZ'],
      vm: { name: 'Gamma' },
      forwards: { removed: [], changed: [], added: [{ ...web, port: busyPort }] },
    }),
  ],
  [
    'adapterUnknown',
    ({ forward }) => ({
      networks: ['DMZ'],
      vm: { name: 'Gamma' },
      forwards: {
        removed: [forward.id],
        changed: [],
        added: [{ ...web, port: forward.port, n: 2 }],
      },
    }),
  ],
])('a new VM that is refused leaves nothing behind: %s', async (code, make) => {
  const lab = await openLab();
  const before = await lab.call('panel.get', {});
  expect((await lab.refusal('vm.apply', make(lab))).code).toBe(code);
  expect(await lab.call('panel.get', {})).toEqual(before);
});

describe('one refusal refuses everything', () => {
  const forwards = (part: Partial<NonNullable<Args['forwards']>>): Args => ({
    networks: ['DMZ'],
    change: { name: 'Gamma' },
    forwards: { removed: [], changed: [], added: [], ...part },
  });
  const adapters = (...settings: AdapterSettings[]): Args => ({
    networks: ['DMZ'],
    change: { name: 'Gamma', adapters: settings },
  });

  test.each<[string, (lab: Lab) => Args | Promise<Args>]>([
    ['vmNameTaken', () => ({ networks: ['DMZ'], change: { name: 'Beta' } })],
    ['commandUnprintable', () => ({ networks: ['DMZ'], change: { command: 'a\0b' } })],
    ['networkNameTaken', () => ({ networks: ['DMZ', 'Internal'], change: { name: 'Gamma' } })],
    ['networkUnknown', () => adapters(internal(1, 'Nowhere'))],
    ['networkKindMismatch', () => adapters(internal(1, 'Shared'))],
    ['adapterTwice', ({ adapter }) => adapters(adapter, internal(1, 'DMZ'))],
    ['macMalformed', () => adapters(internal(1, 'DMZ', 'nonsense'))],
    [
      'macTaken',
      async ({ call }) => {
        const [beta] = (await call('vm.get', { vm: 'Beta' })).adapters;
        return adapters(internal(1, 'DMZ', beta!.mac));
      },
    ],
    ['forwardUnknown', () => forwards({ removed: ['fwd-none'] })],
    ['forwardTaken', ({ forward }) => forwards({ added: [{ ...web, port: forward.port }] })],
    ['portInUse', ({ busyPort }) => forwards({ added: [{ ...web, port: busyPort }] })],
    [
      'portInUse',
      ({ forward, busyPort }) => forwards({ changed: [{ id: forward.id, port: busyPort }] }),
    ],
    ['portPrivileged', () => forwards({ added: [{ ...web, port: 80 }] })],
    [
      'guestPortOutOfRange',
      async () => forwards({ added: [{ ...web, port: await freePort(), guestPort: 0 }] }),
    ],
    ['adapterUnknown', async () => forwards({ added: [{ ...web, port: await freePort(), n: 4 }] })],
    [
      'forwardTaken',
      async ({ forward }) => {
        const same = { ...web, port: await freePort() };
        return forwards({ removed: [forward.id], added: [same, same] });
      },
    ],
  ])('%s', async (code, make) => {
    const lab = await openLab();
    const args = await make(lab);
    const before = await lab.call('panel.get', {});
    expect((await lab.refusal('vm.apply', { vm: 'Alpha', ...args })).code).toBe(code);
    expect(await lab.call('panel.get', {})).toEqual(before);
  });
});
