/**
 * One network, put together from its configuration: a switch, and each optional: our own host on it
 * (gateway) with a way to the outside (NAT), a host NIC (uplink), and this computer (host port).
 * Read first: switch/switch.ts, gatewayPort.ts, uplinkPort.ts.
 *
 * Theory of operation
 * Gateway, host NIC and this computer sit on ports exactly as guests do. The NIC is open only while
 * a guest is attached (R10): `followGuests`, which the engine calls before each snapshot, opens and
 * closes it. The guests' cables have a carrier (`setCarrier`) unless the NIC is open and not
 * attached (R20).
 * Without a gateway there are no leases; the guests' addresses are then read from what they send.
 */
import { isDeepStrictEqual } from 'node:util';
import { formatIpv4 } from '../address/ipv4.ts';
import type {
  FdbInfo,
  FlowInfo,
  ForwardSnapshot,
  HostPortConfig,
  HostPortSnapshot,
  LeaseConfig,
  NetworkConfig,
  UplinkConfig,
  UplinkSnapshot,
} from './engineConfig.ts';
import { GatewayPort } from './gatewayPort.ts';
import type { NetworkContext } from './networkParts.ts';
import { GuestAddresses } from './switch/guestAddresses.ts';
import { Port } from './switch/port.ts';
import { Switch } from './switch/switch.ts';
import { UplinkPort } from './uplinkPort.ts';

/** Id of the port with this computer behind it. */
const HOST_PORT = 'host';

interface RunningHostPort {
  readonly port: Port;
  readonly config: HostPortConfig;
}

export class Network {
  readonly id: string;
  readonly #context: NetworkContext;
  readonly #switch: Switch;
  readonly #gateway: GatewayPort;
  readonly #uplink: UplinkPort;
  #wantedUplink: UplinkConfig | null = null;
  #hostPort: RunningHostPort | null = null;
  /** Ports of guests, and the host port. */
  readonly #plugged = new Set<Port>();
  #carrier = true;
  readonly #addresses = new GuestAddresses();

  constructor(id: string, context: NetworkContext) {
    this.id = id;
    this.#context = context;
    this.#switch = new Switch(() => context.clock.now(), context.seed);
    this.#gateway = new GatewayPort(this.#switch, context);
    this.#uplink = new UplinkPort(this.#switch, {
      ...context,
      changed: () => {
        this.#followUplink();
        context.changed();
      },
    });
  }

  /** @param guests the MACs of the network's adapters */
  apply(config: NetworkConfig, guests: readonly number[]): void {
    const { gateway, nat, uplink, hostPort } = config;
    this.#gateway.apply(gateway, nat);
    this.#wantedUplink = uplink;
    this.#switch.addresses = gateway === null ? this.#addresses : null;
    this.#addresses.setGuests(gateway === null ? guests : []);
    this.#applyHostPort(hostPort);
    this.#uplink.setGuests(guests);
    this.followGuests();
  }

  /** False when the switch is full. */
  plug(port: Port): boolean {
    if (!this.#switch.plug(port)) return false;
    this.#plugged.add(port);
    port.link.setCarrier(this.#carrier);
    return true;
  }

  unplug(port: Port): void {
    this.#switch.unplug(port);
    this.#plugged.delete(port);
    port.link.setCarrier(false);
  }

  /** The end of a patch cable is not a guest: no NIC is opened for it. */
  patch(port: Port): void {
    this.#switch.plug(port);
  }

  unpatch(port: Port): void {
    this.#switch.unplug(port);
  }

  /** The MAC of its own gateway; null: it has none. */
  get gatewayMac(): number | null {
    return this.#gateway.mac;
  }

  /** The station is behind this port, and is not accepted on another. */
  fix(station: number, port: Port): void {
    this.#switch.fix(station, port);
  }

  unfix(station: number): void {
    this.#switch.unfix(station);
  }

  /** Keeps the NIC open while a guest is attached, and not longer. */
  followGuests(): void {
    const inUse = [...this.#plugged].some((port) => port.id !== HOST_PORT && port.up);
    this.#uplink.apply(inUse ? this.#wantedUplink : null);
    this.#followUplink();
  }

  uplink(): UplinkSnapshot[] {
    return this.#uplink.snapshot().map((uplink) => ({ networkId: this.id, ...uplink }));
  }

  hostPort(): HostPortSnapshot[] {
    if (this.#hostPort === null) return [];
    return [{ networkId: this.id, problem: this.#hostPort.port.link.problem }];
  }

  addressesOf(mac: number): string[] {
    return this.#gateway.addressesOf(mac) ?? this.#addresses.of(mac).map(formatIpv4);
  }

  /** The adapter's cable has no guest at its other end. */
  guestGone(mac: number): void {
    this.#addresses.forget(mac);
  }

  leases(): LeaseConfig[] {
    return this.#gateway.leases();
  }

  flows(): FlowInfo[] {
    return this.#gateway.flows().map((flow) => ({ ...flow, networkId: this.id }));
  }

  forwards(): ForwardSnapshot[] {
    return this.#gateway.forwards();
  }

  stations(): FdbInfo[] {
    return this.#switch.stations();
  }

  /** Its guests' ports must have been unplugged. */
  close(): void {
    this.#applyHostPort(null);
    this.#uplink.close();
    this.#gateway.close();
  }

  #followUplink(): void {
    const { carrier } = this.#uplink;
    if (carrier === this.#carrier) return;
    this.#carrier = carrier;
    for (const port of this.#plugged) port.link.setCarrier(carrier);
  }

  /** It is replaced when anything about it changes. */
  #applyHostPort(wanted: HostPortConfig | null): void {
    if (isDeepStrictEqual(this.#hostPort?.config ?? null, wanted)) return;
    if (this.#hostPort !== null) {
      this.unplug(this.#hostPort.port);
      this.#hostPort.port.close();
    }
    this.#hostPort = wanted === null ? null : this.#openHostPort(wanted);
  }

  #openHostPort(config: HostPortConfig): RunningHostPort {
    const { clock, parts, changed } = this.#context;
    const port = new Port(HOST_PORT, parts.createHostPort(config, clock), changed);
    this.plug(port);
    port.open();
    return { port, config };
  }
}
