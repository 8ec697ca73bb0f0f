import { describe, expect, test } from 'vitest';
import type { DesiredState } from '../../../src-main/app/desired/desiredState.ts';
import { dnsLabels } from '../../../src-main/app/desired/dnsNames.ts';
import { desiredEngineConfig } from '../../../src-main/app/desired/desiredEngineConfig.ts';
import { forward, network, vm } from '../../store/records.ts';
import { DEFAULT_PREFERENCES } from '../../../src-main/contract/preferences.ts';

const internal = {
  ...network,
  id: 'net-2',
  name: 'Internal',
  kind: 'internal',
  subnet: '169.254.0.0/16',
  gateway: '169.254.0.1',
  gatewayMac: '00-03-FF-00-00-02',
  rangeFrom: '169.254.0.16',
  rangeTo: '169.254.10.254',
  dns: [],
} as const;

const state: DesiredState = {
  vms: [vm],
  networks: [network, internal],
  patches: [],
  forwards: [forward],
  leases: [
    {
      networkId: 'net-1',
      mac: '00-03-FF-00-00-11',
      address: '192.168.131.20',
      hostname: 'alpha',
      expiresAtMs: 5,
    },
  ],
  preferences: DEFAULT_PREFERENCES,
  paused: false,
};

const path = (vmId: string, n: number): string => `/run/${vmId}-${n}`;

describe('the design', () => {
  test('R61 of a pause: every cable is out, and no forward listens', () => {
    const paused = desiredEngineConfig({ ...state, paused: true }, path);
    expect(paused.ports.map(({ networkId }) => networkId)).toEqual(paused.ports.map(() => null));
    expect(paused.ports.length).toBeGreaterThan(0);
    expect(paused.networks.map(({ nat }) => nat?.forwards ?? [])).toEqual([[], []]);
  });

  test('of everything', () => {
    expect(desiredEngineConfig(state, path)).toEqual({
      networks: [
        {
          id: 'net-1',
          gateway: {
            mac: 0x0003_ff00_0001,
            mtu: 1500,
            dns: { servers: ['9.9.9.9'], names: [{ name: 'alpha', mac: 0x0003_ff00_0011 }] },
            ipv4: {
              address: '192.168.131.1',
              prefixLength: 24,
              dhcp: {
                first: '192.168.131.16',
                last: '192.168.131.254',
                router: true,
                leaseTimeS: 3600,
                leases: [
                  {
                    mac: 0x0003_ff00_0011,
                    address: '192.168.131.20',
                    hostname: 'alpha',
                    expiresAtMs: 5,
                  },
                ],
                reservations: [],
              },
            },
            ipv6: null,
          },
          nat: {
            forwards: [
              {
                id: 'fwd-1',
                protocol: 'tcp',
                bindAddress: '127.0.0.1',
                bindPort: 8080,
                guestMac: 0x0003_ff00_0011,
                guestPort: 80,
              },
            ],
          },
          uplink: null,
          hostPort: null,
        },
        {
          id: 'net-2',
          gateway: {
            mac: 0x0003_ff00_0002,
            mtu: 1500,
            dns: null,
            ipv4: {
              address: '169.254.0.1',
              prefixLength: 16,
              dhcp: {
                first: '169.254.0.16',
                last: '169.254.10.254',
                router: false,
                leaseTimeS: 3600,
                leases: [],
                reservations: [],
              },
            },
            ipv6: null,
          },
          nat: null,
          uplink: null,
          hostPort: null,
        },
      ],
      patches: [],
      ports: [
        {
          id: 'vm-1/1',
          mac: 0x0003_ff00_0011,
          networkId: 'net-1',
          link: { kind: 'qemuStream', path: '/run/vm-1-1' },
          policy: {},
        },
        {
          id: 'vm-1/2',
          mac: 0x0003_ff00_0012,
          networkId: null,
          link: { kind: 'qemuStream', path: '/run/vm-1-2' },
          policy: {},
        },
      ],
    });
  });

  test('a running guest keeps the cards it was started with; its cables follow', () => {
    const running = {
      ...vm,
      runningCards: [
        { n: 1, mac: '00-03-FF-00-00-99', model: 'virtio', attachment: { kind: 'qemuStream' } },
        {
          n: 4,
          mac: '00-03-FF-00-00-44',
          model: 'virtio',
          attachment: { kind: 'qemuDatagram', enginePort: 20_000, guestPort: 20_001 },
        },
      ],
    } as const;
    const design = desiredEngineConfig({ ...state, vms: [running] }, path);
    expect(design.ports).toEqual([
      {
        ...{ id: 'vm-1/1', mac: 0x0003_ff00_0099, networkId: 'net-1' },
        link: { kind: 'qemuStream', path: '/run/vm-1-1' },
        policy: {},
      },
      {
        ...{ id: 'vm-1/4', mac: 0x0003_ff00_0044, networkId: null },
        link: { kind: 'qemuDatagram', localPort: 20_000, remotePort: 20_001 },
        policy: {},
      },
    ]);
    const [shared] = design.networks;
    expect(shared!.nat!.forwards[0]!.guestMac).toBe(0x0003_ff00_0099);
    expect(shared!.gateway!.dns!.names).toEqual([{ name: 'alpha', mac: 0x0003_ff00_0099 }]);
  });
});

describe('R43: of networks patched together', () => {
  const patched = { ...state, patches: [{ one: 'net-1', other: 'net-2' }] };

  test('the Shared one answers for all, and knows their adapters by name', () => {
    const [first, second] = vm.adapters;
    const far = { ...second!, mode: 'internal', networkId: 'net-2', cable: true } as const;
    const vms = [{ ...vm, adapters: [{ ...first!, mode: 'none', networkId: null }, far] } as const];
    const onFar = { ...forward, n: 2 };
    const design = desiredEngineConfig({ ...patched, vms, forwards: [onFar] }, path);
    expect(design.patches).toEqual([{ ends: ['net-1', 'net-2'] }]);
    expect(design.networks.map(({ gateway }) => gateway !== null)).toEqual([true, false]);
    expect(design.networks[0]!.gateway!.dns!.names).toEqual([
      { name: 'alpha', mac: 0x0003_ff00_0012 },
    ]);
    expect(design.networks[0]!.nat!.forwards).toMatchObject([{ guestMac: 0x0003_ff00_0012 }]);
  });

  test('all of them internal, the first that gives addresses does', () => {
    const third = { ...internal, id: 'net-3', gatewayMac: '00-03-FF-00-00-03' } as const;
    const networks = [{ ...internal, dhcp: false }, third, { ...third, id: 'net-4' }];
    const patches = [
      { one: 'net-2', other: 'net-4' },
      { one: 'net-3', other: 'net-4' },
    ];
    const design = desiredEngineConfig(
      { ...patched, vms: [], forwards: [], networks, patches },
      path,
    );
    expect(design.networks.map(({ gateway }) => gateway !== null)).toEqual([false, true, false]);
  });
});

test('reserved addresses go to the gateway', () => {
  const reservations = [{ mac: '00-03-FF-00-00-77', address: '192.168.99.20' }];
  const networks = [{ ...network, reservations }];
  const { ipv4 } = desiredEngineConfig({ ...state, networks }, path).networks[0]!.gateway!;
  expect(ipv4!.dhcp!.reservations).toEqual([{ mac: 0x0003_ff00_0077, address: '192.168.99.20' }]);
});

describe('R30: names', () => {
  test.each([
    ['Alpha', 'alpha'],
    ['Web server (old)', 'web-server-old'],
    ['Grüße', 'gru-e'],
    ['--x--', 'x'],
    ['日本', 'vm-id'],
    ['a'.repeat(64), 'a'.repeat(63)],
    ['host', 'host-2'],
    ['Gateway', 'gateway-2'],
  ])('“%s” is %s', (name, label) => {
    expect(dnsLabels([{ id: 'vm-id', name }]).get('vm-id')).toBe(label);
  });

  test('of several with one label, the first keeps it plain; none is longer than 63', () => {
    const vms = ['x y', 'X-Y', 'x_y', 'b'.repeat(63), `${'b'.repeat(63)}!`].map((name, index) => ({
      id: `vm-${index}`,
      name,
    }));
    const labels = [...dnsLabels(vms).values()];
    expect(labels).toEqual(['x-y', 'x-y-2', 'x-y-3', 'b'.repeat(63), `${'b'.repeat(58)}-2`]);
  });
});
