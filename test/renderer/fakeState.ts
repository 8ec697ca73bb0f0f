/** Initial states of the fake program: empty, or a small laboratory. */
import type {
  AdapterTraffic,
  FdbEntry,
  Flow,
  Lease,
  Status,
} from '../../src-main/contract/activity.ts';
import type { Forward, Network, NetworkKind, NicChoice } from '../../src-main/contract/network.ts';
import type { Adapter, Vm } from '../../src-main/contract/vm.ts';

export interface State {
  status: Status;
  vms: Vm[];
  networks: Network[];
  forwards: Forward[];
  leases: Lease[];
  flows: Flow[];
  fdb: Record<string, FdbEntry[]>;
  nics: NicChoice[];
  traffic: AdapterTraffic[];
}

export function newVm(id: string, name: string, command: string | null): Vm {
  return {
    id,
    name,
    kind: 'qemu',
    command,
    attachmentKind: 'qemuStream',
    state: 'stopped',
    running: false,
    problem: null,
    adapters: [],
  };
}

export function newNetwork(id: string, name: string, kind: NetworkKind): Network {
  const shared = kind === 'shared';
  return {
    id,
    name,
    kind,
    nic: null,
    dedicated: false,
    translate: false,
    hostPort: null,
    subnet: shared ? '192.168.131.0/24' : '169.254.0.0/16',
    gateway: shared ? '192.168.131.1' : '169.254.0.1',
    dhcp: true,
    range: shared
      ? { from: '192.168.131.16', to: '192.168.131.254' }
      : { from: '169.254.0.16', to: '169.254.10.254' },
    dns: [],
    mtu: 1500,
    reservations: [],
    patches: [],
    servedBy: null,
    adapters: 0,
  };
}

export function traffic(vm: Vm, n: number): AdapterTraffic {
  const still = () => {
    return { frames: 0, octets: 0, drops: {} };
  };
  return { vm: vm.name, vmId: vm.id, n, fromGuest: still(), toGuest: still() };
}

/** A program that has just been installed. */
export function emptyState(): State {
  return {
    status: {
      version: '0.1.0',
      dataDir: '/home/ada/.config/patchcord',
      engine: { state: 'running', restarts: 0 },
      paused: false,
      modes: [
        { mode: 'none', problem: null },
        {
          mode: 'host',
          problem: {
            code: 'helperMissing',
            params: { path: '/usr/lib/patchcord/patchcord-helper' },
          },
        },
        { mode: 'shared', problem: null },
        { mode: 'internal', problem: null },
      ],
      notices: [],
    },
    vms: [],
    networks: [
      newNetwork('shared', 'Shared', 'shared'),
      newNetwork('internal', 'Internal', 'internal'),
    ],
    forwards: [],
    leases: [],
    flows: [],
    fdb: {},
    nics: [
      {
        name: 'enp3s0',
        mac: '3C-7C-3F-1A-20-9B',
        wireless: false,
        up: true,
        addresses: ['192.168.1.20'],
        offered: true,
        defaultRoute: true,
      },
      {
        name: 'wlp2s0',
        mac: '3C-7C-3F-1A-20-9C',
        wireless: true,
        up: true,
        addresses: [],
        offered: true,
        defaultRoute: false,
      },
    ],
    traffic: [],
  };
}

/** An adapter of a running guest. */
function card(n: number, network: Network | null, mac: string, ip: string[]): Adapter {
  return {
    n,
    mode: network === null ? 'none' : network.kind,
    network: network?.name ?? null,
    networkId: network?.id ?? null,
    nic: null,
    cable: true,
    mac: `00-03-FF-${mac}`,
    model: 'virtio',
    link: ip.length > 0 ? 'up' : 'down',
    ip,
    attachment: { kind: 'qemuStream' },
    policy: {},
  };
}

/** Four VMs on three networks: two run, one is started by hand, one has failed to start. */
export function laboratory(): State {
  const state = emptyState();
  const [shared, internal] = state.networks as [Network, Network];
  const lab = newNetwork('lab', 'Test lab', 'internal');
  state.networks.push(lab);
  const debian = newVm(
    'debian',
    'Debian 13',
    'qemu-system-x86_64 -m 2048 -drive file=debian.qcow2,if=virtio',
  );
  debian.adapters = [
    card(1, shared, '5D-20-01', ['192.168.131.16']),
    card(2, lab, '5D-20-02', ['169.254.0.16']),
  ];
  const firewall = newVm('firewall', 'OpenBSD firewall', 'qemu-system-x86_64 -m 512 openbsd.img');
  firewall.adapters = [
    card(1, shared, '5D-21-01', ['192.168.131.17']),
    card(2, internal, '5D-21-02', ['169.254.0.17']),
    card(3, null, '5D-21-03', []),
  ];
  const windows = newVm('windows', 'Windows 98', null);
  windows.adapters = [{ ...card(1, shared, '5D-22-01', []), model: 'tulip' }];
  const haiku = newVm('haiku', 'Haiku', 'qemu-system-x86_64 -m 1024 haiku.img');
  haiku.adapters = [{ ...card(1, internal, '5D-23-01', []), model: 'e1000' }];
  for (const vm of [debian, firewall]) Object.assign(vm, { state: 'running', running: true });
  state.vms = [debian, firewall, windows, haiku];
  state.traffic = state.vms.flatMap((vm) => vm.adapters.map(({ n }) => traffic(vm, n)));
  return { ...state, ...tables(state) };
}

function tables(state: State): Pick<State, 'forwards' | 'leases' | 'flows' | 'fdb'> {
  const [debian, firewall] = state.vms as [Vm, Vm];
  state.traffic[0]!.toGuest.drops = { queueFull: 42 };
  state.traffic[0]!.fromGuest.drops = { unsupported: 17, badChecksum: 3 };
  const rule = { vm: debian.name, vmId: debian.id, n: 1, address: '127.0.0.1', problem: null };
  const open = { network: 'Shared', vm: debian.name, guest: '192.168.131.16:49812' };
  return {
    forwards: [
      { id: 'ssh', ...rule, protocol: 'tcp', port: 2222, guestPort: 22, state: 'listening' },
      { id: 'web', ...rule, protocol: 'tcp', port: 8080, guestPort: 80, state: 'waiting' },
    ],
    leases: [debian, firewall].flatMap((vm) =>
      vm.adapters.flatMap((adapter) =>
        adapter.ip.map((ip) => {
          const { mac, network } = adapter;
          const hostname = vm.name.split(' ')[0]!.toLowerCase();
          const expiresAt = '2026-11-20T18:30:00.000Z';
          return { network: network!, ip, mac, hostname, vm: vm.name, expiresAt };
        }),
      ),
    ),
    flows: [
      {
        ...open,
        proto: 'tcp',
        remote: '151.101.2.132:443',
        state: 'established',
        octetsOut: 18_422,
        octetsIn: 48_200_113,
      },
      {
        ...open,
        guest: '192.168.131.16:38114',
        proto: 'udp',
        remote: '192.168.1.1:53',
        state: 'open',
        octetsOut: 74,
        octetsIn: 210,
      },
    ],
    fdb: {
      shared: [
        { mac: '00-03-FF-5D-20-01', port: `${debian.name}:1`, vm: debian.name, ageMs: 400 },
        { mac: '00-03-FF-5D-21-01', port: `${firewall.name}:1`, vm: firewall.name, ageMs: 61_000 },
        { mac: '02-03-FF-00-00-01', port: 'gateway', vm: null, ageMs: 1_200 },
      ],
    },
  };
}
