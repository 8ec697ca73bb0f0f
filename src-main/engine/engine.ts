/**
 * The data plane as a whole: runs what an EngineConfig says.
 * Read first: engineConfig.ts, network.ts, switch/port.ts.
 *
 * Theory of operation
 * - `apply` compares what is wanted with what runs, and changes what differs: a port whose network
 *   changed is re-plugged and keeps its link; a port whose link changed gets a new one and keeps
 *   its counters; a port whose policy changed gets new stages and keeps both. Equal parts are not
 *   touched. A configuration is checked before anything is changed, so a refused one changes nothing.
 * - Patch cables are unplugged before networks are removed, and plugged in last (patches.ts). The
 *   network that has the gateway knows a guest's addresses, also across patch cables.
 * - Snapshots: the first change after a snapshot starts one timer; when it fires, a snapshot is
 *   taken. While nothing changes there is no timer. A guest that attaches or detaches is such a
 *   change, so networks open or close their host NIC then.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Clock, Timer } from './clock.ts';
import type {
  EngineConfig,
  EngineQueries,
  EngineSnapshot,
  LinkConfig,
  NetworkConfig,
  PortConfig,
  PortPolicy,
  PortSnapshot,
} from './engineConfig.ts';
import { EngineFault } from './engineFault.ts';
import type { Link } from './link/link.ts';
import { Network } from './network.ts';
import type { NetworkParts } from './networkParts.ts';
import { Patches } from './patches.ts';
import { MAX_PORTS } from './switch/forwardingDatabase.ts';
import { Port } from './switch/port.ts';
import type { StageMaker } from './switch/stage.ts';

/** Time between snapshots while something changes, ms: people cannot read more than four a second. */
const SNAPSHOT_INTERVAL_MS = 250;

/** Ports of guests and patch cables per network; gateway, uplink and host port have one each. */
const PORTS_PER_NETWORK = MAX_PORTS - 3;

export interface EngineParts extends NetworkParts {
  /** Does no I/O. */
  createLink(config: LinkConfig, clock: Clock): Link;
  createStages(policy: PortPolicy): StageMaker[];
}

export interface EngineOptions {
  readonly clock: Clock;
  readonly parts: EngineParts;
  /** 32 bits that guests do not know: see ForwardingDatabase. */
  readonly seed: number;
  onSnapshot(snapshot: EngineSnapshot): void;
}

interface RunningPort {
  readonly config: PortConfig;
  readonly port: Port;
  readonly network: Network | null;
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #networks = new Map<string, Network>();
  readonly #ports = new Map<string, RunningPort>();
  readonly #patches = new Patches(() => this.#changed());
  #timer: Timer | null = null;
  #closed = false;
  readonly #changed = (): void => {
    if (this.#closed || this.#timer !== null) return;
    this.#timer = this.#options.clock.after(SNAPSHOT_INTERVAL_MS, () => this.#report());
  };

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /** @throws EngineFault `duplicateId`, `networkNotRunning`, `tooManyPorts`; nothing has changed then */
  apply(config: EngineConfig): void {
    check(config);
    const wantedPorts = new Set(config.ports.map((port) => port.id));
    for (const id of [...this.#ports.keys()]) if (!wantedPorts.has(id)) this.#removePort(id);
    for (const port of config.ports) this.#release(port);
    const { patches = [] } = config;
    this.#patches.release(patches);
    const wantedNetworks = new Set(config.networks.map((network) => network.id));
    for (const id of [...this.#networks.keys()])
      if (!wantedNetworks.has(id)) this.#removeNetwork(id);
    for (const network of config.networks)
      this.#applyNetwork(network, macsOf(config.ports, network.id));
    for (const port of config.ports) this.#applyPort(port);
    this.#patches.apply(patches, (id) => this.#network(id));
    this.#followGuests();
    this.#changed();
  }

  /** @throws EngineFault `networkNotRunning` */
  query<K extends keyof EngineQueries>(
    name: K,
    args: EngineQueries[K]['args'],
  ): EngineQueries[K]['result'] {
    const answers: { [Q in keyof EngineQueries]: (args: never) => EngineQueries[Q]['result'] } = {
      leases: () => this.#leases(),
      flows: () => [...this.#networks.values()].flatMap((network) => network.flows()),
      fdb: ({ networkId }: EngineQueries['fdb']['args']) => this.#network(networkId).stations(),
    };
    return answers[name](args as never);
  }

  snapshot(): EngineSnapshot {
    return {
      timeMs: this.#options.clock.wallMs(),
      ports: [...this.#ports.values()].map((port) => this.#portSnapshot(port)),
      forwards: [...this.#networks.values()].flatMap((network) => network.forwards()),
      uplinks: [...this.#networks.values()].flatMap((network) => network.uplink()),
      hostPorts: [...this.#networks.values()].flatMap((network) => network.hostPort()),
    };
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    for (const id of [...this.#ports.keys()]) this.#removePort(id);
    this.#patches.release([]);
    for (const id of [...this.#networks.keys()]) this.#removeNetwork(id);
  }

  #report(): void {
    this.#timer = null;
    this.#followGuests();
    this.#options.onSnapshot(this.snapshot());
  }

  #followGuests(): void {
    for (const { config, port, network } of this.#ports.values())
      if (!port.up) network?.guestGone(config.mac);
    for (const network of this.#networks.values()) network.followGuests();
  }

  #leases(): EngineQueries['leases']['result'] {
    return [...this.#networks.values()].flatMap((network) =>
      network.leases().map((lease) => ({ ...lease, networkId: network.id })),
    );
  }

  #network(id: string): Network {
    const network = this.#networks.get(id);
    if (network === undefined) throw new EngineFault('networkNotRunning', { network: id });
    return network;
  }

  #applyNetwork(config: NetworkConfig, guests: readonly number[]): void {
    let network = this.#networks.get(config.id);
    if (network === undefined) {
      const { clock, parts, seed } = this.#options;
      network = new Network(config.id, { clock, parts, seed, changed: this.#changed });
      this.#networks.set(config.id, network);
    }
    network.apply(config, guests);
  }

  #removeNetwork(id: string): void {
    this.#networks.get(id)?.close();
    this.#networks.delete(id);
  }

  /** Removes the port from its network, and its link, if the new configuration has others. */
  #release(wanted: PortConfig): void {
    const running = this.#ports.get(wanted.id);
    if (running === undefined) return;
    const keepsLink = isDeepStrictEqual(running.config.link, wanted.link);
    if (keepsLink && running.network?.id === (wanted.networkId ?? undefined)) return;
    running.network?.unplug(running.port);
    if (!keepsLink) running.port.close();
    this.#ports.set(wanted.id, { ...running, network: null });
  }

  #applyPort(wanted: PortConfig): void {
    const running = this.#ports.get(wanted.id);
    const keepsLink = running !== undefined && isDeepStrictEqual(running.config.link, wanted.link);
    const port = keepsLink ? running.port : this.#createPort(wanted, running?.port ?? null);
    const network = wanted.networkId === null ? null : this.#network(wanted.networkId);
    if (network !== null && (running?.network ?? null) === null) network.plug(port);
    this.#ports.set(wanted.id, { config: wanted, port, network });
    if (!keepsLink || !isDeepStrictEqual(running.config.policy, wanted.policy))
      port.setStages(this.#options.parts.createStages(wanted.policy));
    if (!keepsLink) port.open();
  }

  #createPort(config: PortConfig, replaced: Port | null): Port {
    const link = this.#options.parts.createLink(config.link, this.#options.clock);
    return new Port(config.id, link, this.#changed, replaced);
  }

  #removePort(id: string): void {
    const running = this.#ports.get(id);
    running?.network?.unplug(running.port);
    running?.port.close();
    this.#ports.delete(id);
  }

  #portSnapshot({ config, port, network }: RunningPort): PortSnapshot {
    const reach = network === null ? [] : this.#patches.reach(network);
    return {
      id: config.id,
      attached: port.link.state === 'attached',
      problem: port.link.problem,
      addresses: [...new Set(reach.flatMap((one) => one.addressesOf(config.mac)))],
      fromGuest: port.traffic.fromGuest.snapshot(),
      toGuest: port.traffic.toGuest.snapshot(),
    };
  }
}

function macsOf(ports: readonly PortConfig[], networkId: string): number[] {
  return ports.filter((port) => port.networkId === networkId).map(({ mac }) => mac);
}

function check(config: EngineConfig): void {
  const networks = unique(config.networks.map((network) => network.id));
  unique(config.ports.map((port) => port.id));
  const plugged = new Map<string, number>();
  const patched = (config.patches ?? []).flatMap(({ ends }) => ends);
  for (const networkId of [...config.ports.map((port) => port.networkId), ...patched]) {
    if (networkId === null) continue;
    if (!networks.has(networkId))
      throw new EngineFault('networkNotRunning', { network: networkId });
    const ports = (plugged.get(networkId) ?? 0) + 1;
    if (ports > PORTS_PER_NETWORK)
      throw new EngineFault('tooManyPorts', { network: networkId, most: PORTS_PER_NETWORK });
    plugged.set(networkId, ports);
  }
}

function unique(ids: readonly string[]): Set<string> {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new EngineFault('duplicateId', { id });
    seen.add(id);
  }
  return seen;
}
