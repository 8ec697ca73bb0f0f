/**
 * One network, put together from its configuration: a switch, and where wanted our own host on it
 * (gateway) with its way to the outside (NAT).
 *
 * Theory of operation
 * The gateway sits on a port like any guest. It is replaced only when its MAC or address changes,
 * since guests would have to learn it anew anyway; everything else it takes in `apply`. NAT holds
 * on to what it was made with, so it is made anew when any of that changes, which ends its flows.
 * A host NIC (uplink) and this computer (host port) sit on ports, too, and are replaced when
 * anything about them changes. The NIC is held only while a guest is attached (R10): `followGuests`,
 * which the engine calls before each snapshot, opens and closes it. Cables are in (`setCarrier`)
 * unless the uplink is open and not attached (R20).
 * Where there is no gateway, and so no lease of ours, guests' addresses are those that are heard.
 */
import type { Clock } from './clock.ts';
import type {
  FdbInfo,
  FlowInfo,
  ForwardSnapshot,
  HostPortSnapshot,
  GatewayConfig,
  HostPortConfig,
  LeaseConfig,
  NatConfig,
  NetworkConfig,
  UplinkConfig,
  UplinkSnapshot,
} from './engineConfig.ts';
import type { Upstream } from './gateway/upstream.ts';
import type { Link } from './link/link.ts';
import { PlainLink } from './link/plainLink.ts';
import { GuestAddresses } from './switch/guestAddresses.ts';
import { Port } from './switch/port.ts';
import { Switch } from './switch/switch.ts';

/** Id of the gateway's port. */
const GATEWAY_PORT = 'gateway';
/** Id of the port with the host's NIC behind it. */
const UPLINK_PORT = 'uplink';
/** Id of the port with this computer behind it. */
const HOST_PORT = 'host';

/** What a network needs of its gateway. */
export interface GatewayPart extends Link {
  /** The resolver that NAT shares; a different one means a different NAT. */
  readonly dns: object | null;
  setUpstream(upstream: Upstream | null): void;
  apply(config: GatewayConfig): void;
  leases(): LeaseConfig[];
  addressesOf(mac: number): number[];
}

/** What a network needs of its NAT. */
export interface NatPart extends Upstream {
  apply(config: NatConfig): void;
  flows(): Omit<FlowInfo, 'networkId'>[];
  forwards(): ForwardSnapshot[];
  close(): void;
}

/** What a network needs of a host NIC. */
export interface UplinkPart extends Link {
  readonly problem: string | null;
  setGuests(macs: readonly number[]): void;
}

export interface GatewayPartOptions {
  readonly clock: Clock;
  readonly events: { leaseChanged(): void };
}

export interface NatPartOptions {
  readonly clock: Clock;
  /** The gateway's own address, the network's prefix and its MTU. */
  readonly address: number;
  readonly prefixLength: number;
  readonly mtu: number;
  forwardsChanged(): void;
}

/** Makes what a network is put together from. The real ones are in networkParts.ts. */
export interface NetworkParts<G extends GatewayPart> {
  createGateway(config: GatewayConfig, options: GatewayPartOptions): G;
  createNat(gateway: G, options: NatPartOptions): NatPart;
  createUplink(config: UplinkConfig, clock: Clock): UplinkPart;
  createHostPort(config: HostPortConfig, clock: Clock): Link;
}

export interface NetworkContext<G extends GatewayPart> {
  readonly clock: Clock;
  readonly parts: NetworkParts<G>;
  /** 32 bits that guests do not know. */
  readonly seed: number;
  /** Something that a snapshot shows has changed. */
  readonly changed: () => void;
}

interface RunningGateway<G> {
  readonly part: G;
  readonly port: Port;
  readonly config: GatewayConfig;
}

interface RunningNat {
  readonly part: NatPart;
  /** What it was made with. */
  readonly gateway: GatewayConfig;
  readonly dns: object | null;
}

interface RunningUplink {
  readonly part: UplinkPart;
  readonly port: Port;
  readonly config: UplinkConfig;
}

interface RunningHostPort {
  readonly port: Port;
  readonly config: HostPortConfig;
}

export class Network<G extends GatewayPart = GatewayPart> {
  readonly id: string;
  readonly #context: NetworkContext<G>;
  readonly #switch: Switch;
  #gateway: RunningGateway<G> | null = null;
  #nat: RunningNat | null = null;
  #uplink: RunningUplink | null = null;
  #wantedUplink: UplinkConfig | null = null;
  #guests: readonly number[] = [];
  #hostPort: RunningHostPort | null = null;
  /** Ports of guests, and the host port. */
  readonly #plugged = new Set<Port>();
  #carrier = true;
  readonly #heard = new GuestAddresses();

  constructor(id: string, context: NetworkContext<G>) {
    this.id = id;
    this.#context = context;
    this.#switch = new Switch(() => context.clock.now(), context.seed);
  }

  /** @param guests the MACs of the network's adapters */
  apply(config: NetworkConfig, guests: readonly number[]): void {
    this.#applyGateway(config.gateway);
    this.#applyNat(this.#gateway === null ? null : config.nat);
    this.#wantedUplink = config.uplink;
    this.#guests = guests;
    this.#switch.addresses = this.#gateway === null ? this.#heard : null;
    this.#heard.setGuests(this.#gateway === null ? guests : []);
    this.#applyHostPort(config.hostPort);
    this.followGuests();
    this.#uplink?.part.setGuests(guests);
  }

  /** False when the switch is full. */
  plug(port: Port): boolean {
    if (!this.#switch.plug(port)) return false;
    this.#plugged.add(port);
    port.link.setCarrier?.(this.#carrier);
    return true;
  }

  unplug(port: Port): void {
    this.#switch.unplug(port);
    this.#plugged.delete(port);
    port.link.setCarrier?.(false);
  }

  /** The end of a cable to another network: no guest, so that no NIC is held for it. */
  patch(port: Port): void {
    this.#switch.plug(port);
  }

  unpatch(port: Port): void {
    this.#switch.unplug(port);
  }

  /** The MAC of its own gateway; null: it has none. */
  get gatewayMac(): number | null {
    return this.#gateway?.config.mac ?? null;
  }

  /** The station is behind this port, and nobody is heard as it on another. */
  fix(station: number, port: Port): void {
    this.#switch.fix(station, port);
  }

  unfix(station: number): void {
    this.#switch.unfix(station);
  }

  /** Holds the NIC while a guest is attached, and not longer. */
  followGuests(): void {
    const inUse = [...this.#plugged].some((port) => port.id !== HOST_PORT && port.up);
    this.#applyUplink(inUse ? this.#wantedUplink : null);
    this.#followUplink();
  }

  uplink(): UplinkSnapshot[] {
    if (this.#uplink === null) return [];
    const { part, config } = this.#uplink;
    const attached = part.state === 'attached';
    return [{ networkId: this.id, nic: config.nic, attached, problem: part.problem }];
  }

  hostPort(): HostPortSnapshot[] {
    if (this.#hostPort === null) return [];
    return [{ networkId: this.id, problem: this.#hostPort.port.link.problem ?? null }];
  }

  addressesOf(mac: number): number[] {
    return this.#gateway?.part.addressesOf(mac) ?? this.#heard.of(mac);
  }

  /** Nobody is at the end of that adapter's cable. */
  guestGone(mac: number): void {
    this.#heard.forget(mac);
  }

  leases(): LeaseConfig[] {
    return this.#gateway?.part.leases() ?? [];
  }

  flows(): FlowInfo[] {
    const flows = this.#nat?.part.flows() ?? [];
    return flows.map((flow) => ({ ...flow, networkId: this.id }));
  }

  forwards(): ForwardSnapshot[] {
    return this.#nat?.part.forwards() ?? [];
  }

  stations(): FdbInfo[] {
    return this.#switch.stations();
  }

  /** Its guests' ports must have been unplugged. */
  close(): void {
    this.#closeHostPort();
    this.#closeUplink();
    this.#closeNat();
    this.#closeGateway();
  }

  #applyUplink(wanted: UplinkConfig | null): void {
    if (!sameUplink(this.#uplink?.config ?? null, wanted)) this.#closeUplink();
    if (wanted === null || this.#uplink !== null) return;
    const { clock, parts, changed } = this.#context;
    const part = parts.createUplink(wanted, clock);
    const port = new Port(UPLINK_PORT, part, () => {
      this.#followUplink();
      changed();
    });
    this.#uplink = { part, port, config: wanted };
    part.setGuests(this.#guests);
    this.#switch.plug(port);
    port.open();
  }

  #closeUplink(): void {
    if (this.#uplink === null) return;
    const { port } = this.#uplink;
    this.#uplink = null;
    this.#switch.unplug(port);
    port.close();
  }

  #followUplink(): void {
    const carrier = this.#uplink === null || this.#uplink.part.state === 'attached';
    if (carrier === this.#carrier) return;
    this.#carrier = carrier;
    for (const port of this.#plugged) port.link.setCarrier?.(carrier);
  }

  #applyHostPort(wanted: HostPortConfig | null): void {
    if (!sameHostPort(this.#hostPort?.config ?? null, wanted)) this.#closeHostPort();
    if (wanted === null || this.#hostPort !== null) return;
    const { clock, parts, changed } = this.#context;
    const port = new Port(HOST_PORT, parts.createHostPort(wanted, clock), changed);
    this.#hostPort = { port, config: wanted };
    this.plug(port);
    port.open();
  }

  #closeHostPort(): void {
    if (this.#hostPort === null) return;
    this.unplug(this.#hostPort.port);
    this.#hostPort.port.close();
    this.#hostPort = null;
  }

  #applyGateway(wanted: GatewayConfig | null): void {
    const running = this.#gateway;
    const stays =
      wanted?.mac === running?.config.mac && wanted?.address === running?.config.address;
    if (!stays) {
      this.#closeNat();
      this.#closeGateway();
    }
    if (wanted === null) return;
    if (this.#gateway === null) this.#gateway = this.#openGateway(wanted);
    else {
      this.#gateway.part.apply(wanted);
      this.#gateway = { ...this.#gateway, config: wanted };
    }
  }

  #openGateway(config: GatewayConfig): RunningGateway<G> {
    const { clock, parts, changed } = this.#context;
    const part = parts.createGateway(config, { clock, events: { leaseChanged: changed } });
    const port = new Port(GATEWAY_PORT, new PlainLink(part), changed);
    this.#switch.plug(port, config.mac);
    port.open();
    return { part, port, config };
  }

  #closeGateway(): void {
    if (this.#gateway === null) return;
    this.#switch.unplug(this.#gateway.port);
    this.#gateway.port.close();
    this.#gateway = null;
  }

  #applyNat(wanted: NatConfig | null): void {
    const gateway = this.#gateway;
    if (wanted === null || gateway === null) {
      this.#closeNat();
      return;
    }
    if (this.#nat !== null && !sameGround(this.#nat, gateway)) this.#closeNat();
    this.#nat ??= this.#openNat(gateway);
    this.#nat.part.apply(wanted);
  }

  #openNat(gateway: RunningGateway<G>): RunningNat {
    const { clock, parts, changed } = this.#context;
    const { address, prefixLength, mtu } = gateway.config;
    const options = { clock, address, prefixLength, mtu, forwardsChanged: changed };
    const part = parts.createNat(gateway.part, options);
    gateway.part.setUpstream(part);
    return { part, gateway: gateway.config, dns: gateway.part.dns };
  }

  #closeNat(): void {
    if (this.#nat === null) return;
    this.#gateway?.part.setUpstream(null);
    this.#nat.part.close();
    this.#nat = null;
  }
}

function sameUplink(a: UplinkConfig | null, b: UplinkConfig | null): boolean {
  return a?.nic === b?.nic && a?.isolated === b?.isolated && a?.translate === b?.translate;
}

function sameHostPort(a: HostPortConfig | null, b: HostPortConfig | null): boolean {
  return a?.name === b?.name && a?.mac === b?.mac && a?.address === b?.address;
}

function sameGround(nat: RunningNat, gateway: RunningGateway<GatewayPart>): boolean {
  return (
    nat.gateway.prefixLength === gateway.config.prefixLength &&
    nat.gateway.mtu === gateway.config.mtu &&
    nat.dns === gateway.part.dns
  );
}
