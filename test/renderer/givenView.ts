/** What the window is given, as plain data: of an empty program, or of a small laboratory. */
import type { AdapterTraffic, Status } from '../../src-main/contract/activity.ts';
import type { Forward, Network, NetworkKind, NicChoice } from '../../src-main/contract/network.ts';
import type { Adapter, Vm } from '../../src-main/contract/vm.ts';

export interface View {
  status: Status;
  vms: Vm[];
  networks: Network[];
  forwards: Forward[];
  nics: NicChoice[];
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
export function emptyView(): View {
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
export function laboratory(): View {
  const view = emptyView();
  const [shared, internal] = view.networks as [Network, Network];
  const lab = newNetwork('lab', 'Test lab', 'internal');
  view.networks.push(lab);
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
  view.vms = [debian, firewall, windows, haiku];
  const rule = { vm: debian.name, vmId: debian.id, n: 1, address: '127.0.0.1', problem: null };
  view.forwards = [
    { id: 'ssh', ...rule, protocol: 'tcp', port: 2222, guestPort: 22, state: 'listening' },
    { id: 'web', ...rule, protocol: 'tcp', port: 8080, guestPort: 80, state: 'waiting' },
  ];
  return view;
}
