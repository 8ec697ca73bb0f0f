/**
 * What the stand-in engine reports of guests: a port is attached while its VM runs, the gateway
 * gives out the addresses of its range in turn, every forward listens. A report follows each
 * configuration and each start and stop; `move` and `report` make traffic.
 */
import type {
  EngineSnapshot,
  NetworkConfig,
  PortConfig,
  PortSnapshot,
  TrafficCounters,
} from '../../src-main/engine/engineConfig.ts';
import { formatIpv4, parseIpv4 } from '../../src-main/address/ipv4.ts';
import type { StandInApp } from './standInApp.ts';
import type { StandInEngine, StandInHypervisor } from './standIns.ts';

interface PortTraffic {
  fromGuest: TrafficCounters;
  toGuest: TrafficCounters;
}

const SILENCE: TrafficCounters = { frames: 0, octets: 0, drops: {} };
/** Octets of a full Ethernet frame. */
const FRAME_OCTETS = 1514;

export class StandInGuests {
  readonly #engine: StandInEngine;
  readonly #hypervisor: StandInHypervisor;
  readonly #traffic = new Map<string, PortTraffic>();
  /** By network and MAC. A guest keeps its address. */
  readonly #addresses = new Map<string, string>();
  #timeMs = 0;

  constructor({ engine, hypervisor }: StandInApp) {
    this.#engine = engine;
    this.#hypervisor = hypervisor;
    engine.onApplied = () => this.report();
    hypervisor.onTold = () => this.report();
  }

  /** Octets that cross a port. The next report has them. */
  move(portId: string, fromGuest: number, toGuest: number): void {
    const before = this.#trafficOf(portId);
    this.#traffic.set(portId, {
      fromGuest: grown(before.fromGuest, fromGuest),
      toGuest: grown(before.toGuest, toGuest),
    });
  }

  drop(portId: string, way: keyof PortTraffic, drops: Readonly<Record<string, number>>): void {
    const before = this.#trafficOf(portId);
    this.#traffic.set(portId, { ...before, [way]: { ...before[way], drops } });
  }

  /** As a new engine does. */
  countFromZero(): void {
    this.#traffic.clear();
  }

  /** By the engine's clock; by default, time stands still. */
  report(timeMs = this.#timeMs): void {
    this.#timeMs = timeMs;
    this.#engine.tell(this.#snapshot());
  }

  #snapshot(): EngineSnapshot {
    const { networks, ports } = this.#engine.config;
    return {
      timeMs: this.#timeMs,
      ports: ports.map((port) => this.#portSnapshot(networks, port)),
      forwards: networks
        .flatMap(({ nat }) => nat?.forwards ?? [])
        .map(({ id }) => ({ id, problem: null })),
      uplinks: networks.flatMap(({ id, uplink }) =>
        uplink === null ? [] : [{ networkId: id, nic: uplink.nic, attached: true, problem: null }],
      ),
      hostPorts: networks
        .filter(({ hostPort }) => hostPort !== null)
        .map(({ id }) => ({ networkId: id, problem: null })),
    };
  }

  #portSnapshot(networks: readonly NetworkConfig[], port: PortConfig): PortSnapshot {
    const [vmId] = port.id.split('/');
    const attached = this.#hypervisor.report(vmId!).state === 'running';
    const network = networks.find(({ id }) => id === port.networkId);
    const address = attached && network ? this.#addressOf(network, port.mac) : null;
    const addresses = address === null ? [] : [address];
    return { id: port.id, attached, problem: null, addresses, ...this.#trafficOf(port.id) };
  }

  #addressOf({ id, gateway }: NetworkConfig, mac: number): string | null {
    const dhcp = gateway?.ipv4?.dhcp;
    const reserved = dhcp?.reservations.find((one) => one.mac === mac)?.address;
    if (reserved !== undefined) return reserved;
    const key = `${id} ${mac}`;
    const known = this.#addresses.get(key);
    if (known !== undefined || !dhcp) return known ?? null;
    const leased = [...this.#addresses.keys()].filter((other) => other.startsWith(`${id} `));
    const address = formatIpv4(parseIpv4(dhcp.first) + leased.length);
    this.#addresses.set(key, address);
    return address;
  }

  #trafficOf(portId: string): PortTraffic {
    return this.#traffic.get(portId) ?? { fromGuest: SILENCE, toGuest: SILENCE };
  }
}

function grown({ frames, octets, drops }: TrafficCounters, more: number): TrafficCounters {
  return { frames: frames + Math.ceil(more / FRAME_OCTETS), octets: octets + more, drops };
}
