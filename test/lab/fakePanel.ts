/** A program without engine or store: answers the contract from a few tables, for tests of faces. */
import { PatchcordError, type Problem } from '../../src-main/contract/errors.ts';
import type { CheckedArgs, EventData, EventName } from '../../src-main/contract/contract.ts';
import type { CheckResult } from '../../src-main/contract/doctor.ts';
import type { Panel } from '../../src-main/contract/activity.ts';
import type { Forward, Network } from '../../src-main/contract/network.ts';
import type { Handlers, PanelService } from '../../src-main/contract/server.ts';
import type { Adapter, AdapterSettings, Vm } from '../../src-main/contract/vm.ts';
import { FakeSettings } from './fakeSettings.ts';

const NETWORK: Network = {
  id: 'n1',
  name: 'Shared',
  kind: 'shared',
  nic: null,
  dedicated: false,
  translate: false,
  hostPort: null,
  subnet: '192.168.131.0/24',
  gateway: '192.168.131.1',
  servedBy: null,
  dhcp: true,
  range: { from: '192.168.131.16', to: '192.168.131.250' },
  dns: [],
  mtu: 1500,
  reservations: [],
  patches: [],
  adapters: 1,
};

const FAILED_CHECK: CheckResult = {
  id: 'tun-device',
  status: 'failed',
  finding: { code: 'tunAbsent', params: { errno: 'ENOENT' } },
  repairable: true,
};

const HOST_PROBLEM: Problem = { code: 'nativeModuleMissing', params: {} };

type Listener = (data: never) => void;

export class FakePanel implements PanelService {
  readonly vms: Vm[] = [];
  readonly networks: Network[] = [{ ...NETWORK }];
  readonly forwards: Forward[] = [];
  readonly settings = new FakeSettings();
  paused = false;
  readonly #listeners = new Map<string, Set<Listener>>();
  #restarts = 0;
  #nextId = 1;
  readonly dataDir: string;

  constructor(dataDir = '/nowhere') {
    this.dataDir = dataDir;
  }

  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** How many faces listen: none must be left behind. */
  get listening(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }

  emit<K extends EventName>(event: K, data: EventData<K>): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(data as never);
  }

  panel(): Panel {
    return {
      status: {
        version: '0.1.0',
        dataDir: this.dataDir,
        engine: { state: 'running', restarts: this.#restarts },
        modes: [
          { mode: 'shared', problem: null },
          { mode: 'host', problem: HOST_PROBLEM },
        ],
        notices: [HOST_PROBLEM],
        paused: this.paused,
      },
      vms: this.vms,
      networks: this.networks,
      forwards: this.forwards,
      preferences: this.settings.preferences,
    };
  }

  readonly handlers: Handlers = {
    'panel.get': () => this.panel(),
    'status.get': () => this.panel().status,
    'doctor.list': () => [FAILED_CHECK],
    'doctor.repair': ({ check }) => {
      if (check !== FAILED_CHECK.id) throw new PatchcordError('checkUnknown', { id: check });
      return { ...FAILED_CHECK, status: 'ok', repairable: false };
    },
    'panel.pause': ({ paused }) => {
      this.paused = paused;
      this.#tell();
      return this.panel().status;
    },
    'vm.list': () => this.vms,
    'vm.get': ({ vm }) => this.#vm(vm),
    'vm.add': (args) => this.#addVm(args),
    'vm.set': ({ vm: name, name: newName, command, attachmentKind }) => {
      const vm = this.#vm(name);
      if (newName !== undefined) vm.name = newName;
      if (command !== undefined) vm.command = command;
      if (attachmentKind !== undefined) vm.attachmentKind = attachmentKind;
      return vm;
    },
    'vm.apply': ({ vm }) => (typeof vm === 'string' ? this.#vm(vm) : this.#addVm(vm)),
    'vm.remove': ({ vm }) => {
      this.vms.splice(this.vms.indexOf(this.#vm(vm)), 1);
      return null;
    },
    'vm.args': ({ vm }) => ['-netdev', `stream,id=${this.#vm(vm).id}`],
    'vm.start': ({ vm }) => this.#run(vm, true),
    'vm.stop': ({ vm, force }) => {
      if (!force && this.#vm(vm).command === null) throw refused('nothing to ask');
      return this.#run(vm, false);
    },
    'adapter.add': ({ vm: name }) => {
      const vm = this.#vm(name);
      if (vm.adapters.length >= 4) throw refused('a fifth adapter');
      vm.adapters.push(newAdapter(vm.adapters.length + 1));
      return vm;
    },
    'adapter.remove': ({ vm: name, n }) => {
      const vm = this.#vm(name);
      vm.adapters.splice(vm.adapters.indexOf(this.#adapter(vm, n)), 1);
      return vm;
    },
    'adapter.set': ({ vm: name, n, ...change }) => {
      const vm = this.#vm(name);
      this.#plug(this.#adapter(vm, n), withoutAbsent(change));
      return vm;
    },
    'mac.suggest': () => '00-03-FF-12-34-56',
    'network.list': () => this.networks,
    'network.add': ({ name, kind, nic, subnet, dhcp }) => {
      const given = withoutAbsent({ subnet, dhcp });
      const network = { ...NETWORK, ...given, id: this.#id('n'), name, kind, nic, adapters: 0 };
      this.networks.push(network);
      return network;
    },
    'network.set': ({ network: name, change }) =>
      Object.assign(this.#network(name), withoutAbsent(change)),
    'network.reserve': ({ network: name, mac, address }) => {
      const network = this.#network(name);
      const others = network.reservations.filter((reservation) => reservation.mac !== mac);
      const reservations = address === null ? others : [...others, { mac, address }];
      return Object.assign(network, { reservations });
    },
    'network.patch': ({ network, to }) => {
      const { id, name } = this.#network(to);
      const patches = [{ networkId: id, name }];
      return Object.assign(this.#network(network), { patches });
    },
    'network.unpatch': ({ network, to }) => {
      this.#network(to);
      return Object.assign(this.#network(network), { patches: [] });
    },
    'networks.apply': () => this.networks,
    'network.remove': ({ network, unplug }) => {
      if (this.#network(network).adapters > 0 && !unplug) throw refused('in use');
      this.networks.splice(this.networks.indexOf(this.#network(network)), 1);
      return null;
    },
    'forward.list': () => this.forwards,
    'forward.add': ({ vm, ...given }) => {
      const { name, id: vmId } = this.#vm(vm);
      if (given.port < 1024) throw refused('a port below 1024');
      const id = this.#id('f');
      const forward = { ...given, id, vm: name, vmId, state: 'listening' as const, problem: null };
      this.forwards.push(forward);
      return forward;
    },
    'forward.set': ({ id, ...change }) => Object.assign(this.#forward(id), withoutAbsent(change)),
    'forward.check': () => null,
    'forward.test': ({ id }) => (this.#forward(id).protocol === 'tcp' ? 'answered' : 'unknown'),
    'forward.remove': ({ id }) => {
      const found = this.forwards.findIndex((forward) => forward.id === id);
      if (found < 0) throw refused(`no forward ${id}`);
      this.forwards.splice(found, 1);
      return null;
    },
    'lease.list': () => [
      {
        network: 'Shared',
        ip: '192.168.131.16',
        mac: '00-03-FF-00-00-01',
        hostname: 'evil\u001b[2Jname',
        vm: 'web',
        expiresAt: '2026-11-20T12:00:00.000Z',
      },
    ],
    'flow.list': () => [
      {
        network: 'Shared',
        vm: 'web',
        proto: 'tcp',
        guest: '192.168.131.16:40000',
        remote: '192.0.2.1:80',
        state: 'established',
        octetsOut: 1500,
        octetsIn: 2_500_000,
      },
    ],
    'fdb.list': ({ network }) => {
      this.#network(network);
      return [{ mac: '00-03-FF-00-00-01', port: 'web:1', vm: 'web', ageMs: 2000 }];
    },
    'nic.list': () => [
      {
        name: 'eth0',
        mac: '02-00-00-00-00-01',
        wireless: false,
        up: true,
        addresses: ['10.0.0.2'],
        offered: true,
        defaultRoute: true,
      },
    ],
    'nic.set': ({ nic, offered }) => {
      if (nic !== 'eth0') throw refused(`no NIC ${nic}`);
      return [
        {
          name: nic,
          mac: '',
          wireless: false,
          up: true,
          addresses: [],
          offered,
          defaultRoute: false,
        },
      ];
    },
    'engine.restart': () => {
      this.#restarts += 1;
      return this.panel().status;
    },
    ...this.settings.handlers('/nowhere', () => this.#tell()),
    'stats.get': ({ vm }) =>
      this.vms
        .filter(({ name }) => vm === undefined || name === vm)
        .map(({ name, id }) => ({
          vm: name,
          vmId: id,
          n: 1,
          fromGuest: { frames: 3, octets: 300, drops: { spoofed: 2 } },
          toGuest: { frames: 4, octets: 400, drops: { spoofed: 1 } },
        })),
  };

  #tell(): void {
    this.emit('panel', this.panel());
  }

  #id(letter: string): string {
    return `${letter}${String(++this.#nextId)}`;
  }

  #addVm({ name, command, attachment, mode, nic, network }: CheckedArgs<'vm.add'>): Vm {
    if (this.vms.some((vm) => vm.name === name)) throw refused(`${name} exists`);
    const vm = this.#newVm(name, command);
    if (attachment.kind === 'qemuDatagram') vm.attachmentKind = attachment.kind;
    this.#plug(vm.adapters[0]!, withoutAbsent({ mode, nic, network }));
    this.vms.push(vm);
    this.emit('panel', this.panel());
    return vm;
  }

  #newVm(name: string, command: string | null): Vm {
    const running = { state: 'stopped', running: false, problem: null } as const;
    const adapters = [newAdapter(1)];
    const plugged = { kind: 'qemu', attachmentKind: 'qemuStream' } as const;
    return { id: this.#id('v'), name, command, ...plugged, ...running, adapters };
  }

  #run(name: string, running: boolean): Vm {
    return Object.assign(this.#vm(name), { running, state: running ? 'running' : 'stopped' });
  }

  #plug(adapter: Adapter, change: Partial<AdapterSettings>): void {
    if (change.network) this.#network(change.network);
    Object.assign(adapter, change);
  }

  #vm(name: string): Vm {
    const found = this.vms.find((vm) => vm.name === name || vm.id === name);
    if (found === undefined) throw refused(`no VM ${name}`);
    return found;
  }

  #adapter(vm: Vm, n: number): Adapter {
    const found = vm.adapters.find((adapter) => adapter.n === n);
    if (found === undefined) throw refused(`no adapter ${String(n)}`);
    return found;
  }

  #forward(id: string): Forward {
    const found = this.forwards.find((forward) => forward.id === id);
    if (found === undefined) throw refused(`no forward ${id}`);
    return found;
  }

  #network(name: string): Network {
    const found = this.networks.find((network) => network.name === name || network.id === name);
    if (found === undefined) throw refused(`no network ${name}`);
    return found;
  }
}

function newAdapter(n: number): Adapter {
  return {
    n,
    mode: 'shared',
    network: 'Shared',
    networkId: 'n1',
    nic: null,
    cable: true,
    mac: `00-03-FF-00-00-0${String(n)}`,
    model: 'virtio',
    link: 'down',
    ip: [],
    attachment: { kind: 'qemuStream' },
    policy: {},
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(change: T): Present<T> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Present<T>;
}

/** A refusal with a sentence of its own. */
function refused(reason: string): PatchcordError {
  return new PatchcordError('badArguments', { reason });
}
