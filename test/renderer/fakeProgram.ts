/**
 * A program in memory with the real contract, for tests of the window. It has the rules that a face
 * can violate (names, MACs, ports, four adapters) and reports every change, but it has no guests and
 * no networks. `boot`, `move` and `panelNow` act for guests.
 */
import type { Activity, AdapterTraffic, Panel } from '../../src-main/contract/activity.ts';
import type { CheckedArgs, EventData, EventName } from '../../src-main/contract/contract.ts';
import type { CheckResult } from '../../src-main/contract/doctor.ts';
import { tapNameOf } from '../../src-main/contract/attachment.ts';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import type { Forward, ForwardAnswer, Network } from '../../src-main/contract/network.ts';
import type { Handlers, PanelService } from '../../src-main/contract/server.ts';
import type { Adapter, AdapterSettings, Vm } from '../../src-main/contract/vm.ts';
import { FakeSettings } from '../lab/fakeSettings.ts';
import { repairedFindings } from './fakeChecks.ts';
import { newNetwork, newVm, traffic, type State } from './fakeState.ts';

type ApplyLess = Omit<Handlers, 'vm.apply' | 'networks.apply'>;
type Listeners = { [K in EventName]: Set<(data: EventData<K>) => void> };

export class FakeProgram implements PanelService {
  readonly state: State;
  /** Every call that was made, with its arguments, in order. */
  readonly calls: { name: string; args: unknown }[] = [];
  /** Makes the next call of this name fail with this error. */
  readonly refuse = new Map<string, PatchcordError>();
  checks: CheckResult[] = [];
  readonly settings = new FakeSettings();
  /** Ports that other programs use. */
  busyPorts: readonly number[] = [];
  /** The result of a forward's test. */
  answer: ForwardAnswer = 'answered';
  /** Time from Start to a running guest, ms. 0: immediately. */
  bootTimeMs = 0;
  readonly handlers: Handlers;
  readonly #listeners: Listeners = { panel: new Set(), activity: new Set() };
  #nextId = 100;

  constructor(state: State) {
    this.state = state;
    this.handlers = this.#recorded(this.#handle());
  }

  subscribe<K extends EventName>(event: K, listener: (data: EventData<K>) => void): () => void {
    this.#listeners[event].add(listener);
    return () => void this.#listeners[event].delete(listener);
  }

  panelNow(): Panel {
    return structuredClone({
      status: this.state.status,
      vms: this.state.vms,
      networks: this.state.networks.map((network) => {
        return { ...network, adapters: this.#usersOf(network.id) };
      }),
      forwards: this.state.forwards,
      preferences: this.settings.preferences,
    });
  }

  /** Sends the panel to every face. */
  tell(): void {
    for (const listener of this.#listeners.panel) listener(this.panelNow());
  }

  /** Sends an `activity` event at `timeMs` with a guest's octets since the last one. */
  move(vmId: string, n: number, fromGuest: number, toGuest: number): void {
    const entry = this.state.traffic.find((one) => one.vmId === vmId && one.n === n)!;
    grow(entry.fromGuest, fromGuest);
    grow(entry.toGuest, toGuest);
  }

  tellActivity(timeMs: number): void {
    const activity: Activity = structuredClone({ timeMs, adapters: this.state.traffic });
    for (const listener of this.#listeners.activity) listener(activity);
  }

  vm(nameOrId: string): Vm {
    const vm = this.state.vms.find(({ id, name }) => id === nameOrId || name === nameOrId);
    if (vm === undefined) throw new PatchcordError('vmUnknown', { vm: nameOrId });
    return vm;
  }

  network(nameOrId: string): Network {
    const found = this.state.networks.find(({ id, name }) => id === nameOrId || name === nameOrId);
    if (found === undefined) throw new PatchcordError('networkUnknown', { network: nameOrId });
    return found;
  }

  /** Makes the guest run; its connected adapters get a link and an address. */
  boot(vm: Vm): void {
    vm.state = 'running';
    vm.running = true;
    for (const adapter of vm.adapters) this.#attach(adapter);
    this.tell();
  }

  #halt(vm: Vm): void {
    vm.state = 'stopped';
    vm.running = false;
    for (const adapter of vm.adapters) Object.assign(adapter, { link: 'down', ip: [] });
    this.tell();
  }

  #attach(adapter: Adapter): void {
    const plugged = adapter.mode !== 'none' && adapter.cable;
    adapter.link = plugged ? 'up' : 'down';
    adapter.ip = plugged && adapter.networkId ? [this.#addressOn(adapter.networkId)] : [];
  }

  #addressOn(networkId: string): string {
    const [a, b, c] = this.network(networkId).range.from.split('.');
    return `${a}.${b}.${c}.${16 + this.#nextId++}`;
  }

  #usersOf(networkId: string): number {
    return this.state.vms.flatMap((vm) => vm.adapters).filter((a) => a.networkId === networkId)
      .length;
  }

  #recorded(handlers: Handlers): Handlers {
    const recorded = Object.entries(handlers).map(([name, handle]) => [
      name,
      (args: never): unknown => {
        this.calls.push({ name, args });
        const refusal = this.refuse.get(name);
        this.refuse.delete(name);
        if (refusal) throw refusal;
        return structuredClone(handle(args));
      },
    ]);
    return Object.fromEntries(recorded) as Handlers;
  }

  #handle(): Handlers {
    const handlers: ApplyLess = {
      'panel.get': () => this.panelNow(),
      'status.get': () => this.state.status,
      'panel.pause': ({ paused }) => {
        this.state.status.paused = paused;
        return this.#told(this.state.status);
      },
      'vm.list': () => this.state.vms,
      'vm.get': ({ vm }) => this.vm(vm),
      'vm.add': ({ name, attachment, command, mode, network, nic }) => {
        this.#checkName(name, null);
        const tap = tapNameOf(attachment);
        if (tap === 'taken') throw new PatchcordError('tapTaken', { tap, vm: 'Debian 13', n: 1 });
        const vm = newVm(`vm${this.#nextId++}`, name, command);
        if (attachment.kind !== 'anyTap') vm.attachmentKind = attachment.kind;
        const plug = { mode: mode ?? 'shared', network: network ?? null, nic: nic ?? null };
        const card = { n: 1, mac: this.#freeMac(), cable: true, model: 'virtio' } as const;
        vm.adapters = [this.#plugged({ ...card, ...plug })];
        this.state.vms.push(vm);
        this.state.traffic.push(traffic(vm, 1));
        return this.#told(vm);
      },
      'vm.set': ({ vm: which, name, command, adapters }) => {
        const vm = this.vm(which);
        if (name !== undefined) this.#checkName(name, vm.id);
        const plugged = adapters?.map((adapter) => this.#plugged(adapter));
        this.#checkMacs(vm, plugged ?? []);
        if (name !== undefined) vm.name = name;
        if (command !== undefined) vm.command = command;
        if (plugged !== undefined) this.#replug(vm, plugged);
        return this.#told(vm);
      },
      'vm.remove': ({ vm }) => {
        const { id } = this.vm(vm);
        this.state.vms = this.state.vms.filter((one) => one.id !== id);
        this.state.forwards = this.state.forwards.filter((one) => one.vmId !== id);
        return this.#told(null);
      },
      'vm.args': ({ vm }) => qemuWords(this.vm(vm)),
      'vm.start': ({ vm: which }) => {
        const vm = this.vm(which);
        vm.state = 'starting';
        if (this.bootTimeMs === 0) this.boot(vm);
        else setTimeout(() => this.boot(vm), this.bootTimeMs);
        return this.#told(vm);
      },
      'vm.stop': ({ vm, force }) => {
        if (force) this.#halt(this.vm(vm));
        return this.vm(vm);
      },
      'adapter.add': ({ vm }) => this.vm(vm),
      'adapter.remove': ({ vm }) => this.vm(vm),
      'adapter.set': ({ vm: which, n, mode, network, nic, cable }) => {
        const vm = this.vm(which);
        const before = vm.adapters.find((adapter) => adapter.n === n)!;
        const where = { network: network ?? this.#networkOfNic(nic), nic: nic ?? null };
        const plug = mode === undefined ? {} : { mode, ...where };
        const set = this.#plugged({ ...before, ...plug, cable: cable ?? before.cable });
        this.#replug(
          vm,
          vm.adapters.map((adapter) => (adapter === before ? set : adapter)),
        );
        return this.#told(vm);
      },
      'mac.suggest': () => this.#freeMac(),
      'network.list': () => this.state.networks,
      'network.add': ({ kind, nic, ...change }) => {
        this.#checkNetworkName(change.name, null);
        const network = { ...newNetwork(`net${this.#nextId++}`, change.name, kind), nic };
        Object.assign(network, change);
        this.state.networks.push(network);
        return this.#told(network);
      },
      'network.set': ({ network: which, change }) => {
        const network = this.network(which);
        if (change.name !== undefined) this.#checkNetworkName(change.name, network.id);
        const { hostPort, ...rest } = change;
        if (hostPort !== undefined)
          network.hostPort = hostPort
            ? { nic: 'pc-internal', address: '169.254.0.2/16', problem: null }
            : null;
        return this.#told(Object.assign(network, rest));
      },
      'network.reserve': ({ network }) => this.network(network),
      'network.patch': ({ network, to }) => this.#patch(network, to, true),
      'network.unpatch': ({ network, to }) => this.#patch(network, to, false),
      'network.remove': ({ network }) => {
        const { id } = this.network(network);
        const adapters = this.state.vms.flatMap((vm) => vm.adapters);
        for (const adapter of adapters.filter(({ networkId }) => networkId === id))
          Object.assign(adapter, { mode: 'none', network: null, networkId: null, link: 'down' });
        this.state.networks = this.state.networks.filter((one) => one.id !== id);
        return this.#told(null);
      },
      'forward.list': () => this.state.forwards,
      'forward.add': ({ vm: which, n, ...rule }) => {
        const vm = this.vm(which);
        const id = `forward${this.#nextId++}`;
        const forward: Forward = {
          id,
          vm: vm.name,
          vmId: vm.id,
          n,
          ...rule,
          state: 'listening',
          problem: null,
        };
        this.state.forwards.push(forward);
        return this.#told(forward);
      },
      'forward.set': ({ id, ...change }) => {
        const forward = this.state.forwards.find((one) => one.id === id);
        if (forward === undefined) throw new PatchcordError('forwardUnknown', { id });
        return this.#told(Object.assign(forward, change));
      },
      'forward.check': ({ id, protocol, address, port }) => {
        if (this.busyPorts.includes(port))
          return { code: 'portInUse', params: { protocol, address, port } };
        const owner = this.state.forwards.find((one) => one.id !== id && one.port === port);
        const params = { protocol, address, port, vm: owner?.vm ?? '', n: owner?.n ?? 0 };
        return owner === undefined ? null : { code: 'forwardTaken', params };
      },
      'forward.test': () => this.answer,
      'forward.remove': ({ id }) => {
        this.state.forwards = this.state.forwards.filter((one) => one.id !== id);
        return this.#told(null);
      },
      'lease.list': () => this.state.leases,
      'flow.list': () => this.state.flows,
      'fdb.list': ({ network }) => this.state.fdb[this.network(network).id] ?? [],
      'nic.list': () => this.state.nics,
      'nic.set': ({ nic: name, offered }) =>
        (this.state.nics = this.state.nics.map((nic) =>
          nic.name === name ? { ...nic, offered } : nic,
        )),
      'engine.restart': () => {
        this.state.status.engine.restarts += 1;
        return this.#told(this.state.status);
      },
      'doctor.list': () => this.checks,
      'doctor.repair': ({ check }) => {
        const found = this.checks.find(({ id }) => id === check);
        if (found === undefined) throw new PatchcordError('checkUnknown', { id: check, known: '' });
        const finding = repairedFindings[check] ?? found.finding;
        return Object.assign(found, { status: 'ok', repairable: false, finding });
      },
      ...this.settings.handlers(this.state.status.dataDir, () => this.tell()),
      'stats.get': () => this.state.traffic,
    };
    return {
      ...handlers,
      'vm.apply': (args) => this.#allOrNothing(() => this.#appliedVm(handlers, args)),
      'networks.apply': (args) => this.#allOrNothing(() => this.#appliedNetworks(handlers, args)),
    };
  }

  #allOrNothing<T>(work: () => T): T {
    const before = structuredClone(this.state);
    try {
      return work();
    } catch (error) {
      Object.assign(this.state, before);
      throw error;
    }
  }

  #appliedVm(handlers: ApplyLess, args: CheckedArgs<'vm.apply'>): Vm {
    const { networks, change, forwards } = args;
    for (const name of networks)
      void handlers['network.add']({ name, kind: 'internal', nic: null });
    if (typeof args.vm !== 'string') void handlers['vm.add'](args.vm);
    const { id } = this.vm(typeof args.vm === 'string' ? args.vm : args.vm.name);
    void handlers['vm.set']({ vm: id, ...change });
    for (const id of forwards.removed) void handlers['forward.remove']({ id });
    for (const forward of forwards.changed) void handlers['forward.set'](forward);
    for (const forward of forwards.added) void handlers['forward.add']({ ...forward, vm: id });
    return this.#told(this.vm(id));
  }

  #appliedNetworks(handlers: ApplyLess, args: CheckedArgs<'networks.apply'>): Network[] {
    const forNetwork = (refusedNetwork: string, work: () => unknown): void => {
      try {
        work();
      } catch (error) {
        const { code, params } = error as PatchcordError;
        throw new PatchcordError(code, { ...params, refusedNetwork });
      }
    };
    for (const network of args.removed)
      forNetwork(network, () => handlers['network.remove']({ network, unplug: true }));
    for (const change of args.changed)
      forNetwork(change.network, () => handlers['network.set'](change));
    for (const network of args.added)
      forNetwork(network.name, () => handlers['network.add'](network));
    return this.#told(this.state.networks);
  }

  #patch(near: string, far: string, plugged: boolean): Network {
    const [one, other] = [this.network(near), this.network(far)];
    for (const [here, there] of [
      [one, other],
      [other, one],
    ] as const) {
      here.patches = here.patches.filter(({ networkId }) => networkId !== there.id);
      if (plugged) here.patches.push({ networkId: there.id, name: there.name });
    }
    const [served, server] = one.kind === 'shared' ? [other, one] : [one, other];
    served.servedBy = plugged ? server.name : null;
    served.gateway = plugged ? null : '169.254.0.1';
    return this.#told(one);
  }

  #told<T>(result: T): T {
    this.tell();
    return result;
  }

  /** The network of this NIC, which is created if it is missing. */
  #networkOfNic(nic: string | null | undefined): string | null {
    if (nic === null || nic === undefined) return null;
    const found = this.state.networks.find((network) => network.nic === nic);
    if (found !== undefined) return found.id;
    const made = { ...newNetwork(`net${this.#nextId++}`, nic, 'host'), nic, subnet: '' };
    this.state.networks.push(made);
    return made.id;
  }

  #plugged(settings: AdapterSettings): Adapter {
    const networkId = settings.network === null ? null : this.network(settings.network).id;
    const network = networkId === null ? null : this.network(networkId).name;
    const plugged = { attachment: { kind: 'qemuStream' }, policy: {} } as const;
    return { ...settings, ...plugged, network, networkId, link: 'down', ip: [] };
  }

  /** Adapters that stay where they were keep their link and address. */
  #replug(vm: Vm, adapters: Adapter[]): void {
    for (const adapter of adapters) {
      const before = vm.adapters.find((one) => one.n === adapter.n);
      const keys = ['mode', 'networkId', 'cable'] as const;
      const stays = before !== undefined && keys.every((key) => before[key] === adapter[key]);
      if (stays) Object.assign(adapter, { link: before.link, ip: before.ip });
      else if (vm.running) this.#attach(adapter);
      if (before === undefined) this.state.traffic.push(traffic(vm, adapter.n));
    }
    vm.adapters = adapters;
  }

  #checkName(name: string, ownId: string | null): void {
    if (this.state.vms.some((vm) => vm.name === name && vm.id !== ownId))
      throw new PatchcordError('vmNameTaken', { name });
  }

  #checkNetworkName(name: string, ownId: string | null): void {
    if (this.state.networks.some((network) => network.name === name && network.id !== ownId))
      throw new PatchcordError('networkNameTaken', { name });
  }

  #checkMacs(own: Vm, adapters: readonly Adapter[]): void {
    for (const { mac } of adapters)
      for (const vm of this.state.vms)
        for (const other of vm.adapters)
          if (vm.id !== own.id && other.mac === mac)
            throw new PatchcordError('macTaken', { mac, vm: vm.name, n: other.n });
  }

  #freeMac(): string {
    const tail = (this.#nextId++).toString(16).padStart(4, '0').toUpperCase();
    return `00-03-FF-7A-${tail.slice(0, 2)}-${tail.slice(2)}`;
  }
}

function grow(counters: AdapterTraffic['fromGuest'], octets: number): void {
  counters.octets += octets;
  counters.frames += Math.ceil(octets / 1514);
}

function qemuWords(vm: Vm): string[] {
  const run = `/run/user/1000/patchcord/${vm.id}`;
  const cards = vm.adapters.flatMap(({ n, mac, model }) => [
    '-netdev',
    `stream,id=pc${n},server=on,addr.type=unix,addr.path=${run}/${n}.sock`,
    '-device',
    `${model === 'virtio' ? 'virtio-net-pci' : model},netdev=pc${n},mac=${mac.replaceAll('-', ':').toLowerCase()}`,
  ]);
  return [...cards, '-qmp', `unix:${run}/qmp.sock,server=on,wait=off`];
}
