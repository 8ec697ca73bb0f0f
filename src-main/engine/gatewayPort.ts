/**
 * The gateway of a network on its port, with NAT behind it.
 * Read first: network.ts, networkParts.ts.
 *
 * Theory of operation
 * A gateway is replaced only when its MAC or address changes, since guests must then learn it again
 * anyway. `apply` makes all other changes. NAT cannot change the parts that it was created with, so
 * it is replaced when any of them changes, which ends its flows.
 */
import { formatIpv4 } from '../address/ipv4.ts';
import type {
  FlowInfo,
  ForwardSnapshot,
  GatewayConfig,
  LeaseConfig,
  NatConfig,
} from './engineConfig.ts';
import { type GatewaySettings, gatewaySettings } from './gateway/gatewaySettings.ts';
import { PlainLink } from './link/plainLink.ts';
import type { MadeGateway, NatUpstream, NetworkContext } from './networkParts.ts';
import { Port } from './switch/port.ts';
import type { Switch } from './switch/switch.ts';

/** Id of the gateway's port. */
const GATEWAY_PORT = 'gateway';

interface RunningGateway extends MadeGateway {
  readonly port: Port;
  readonly settings: GatewaySettings;
}

interface RunningNat {
  readonly part: NatUpstream;
  /** What it was created with. */
  readonly ground: NatGround;
}

/** What NAT depends on: NAT is replaced when any of it changes. */
interface NatGround {
  readonly prefixLength: number;
  readonly mtu: number;
  readonly dns: object | null;
}

export class GatewayPort {
  readonly #switch: Switch;
  readonly #context: NetworkContext;
  #running: RunningGateway | null = null;
  #nat: RunningNat | null = null;

  constructor(fabric: Switch, context: NetworkContext) {
    this.#switch = fabric;
    this.#context = context;
  }

  /** Null: there is no gateway. */
  get mac(): number | null {
    return this.#running?.settings.mac ?? null;
  }

  /** @param nat needs a gateway */
  apply(gateway: GatewayConfig | null, nat: NatConfig | null): void {
    this.#applyGateway(gateway && gatewaySettings(gateway));
    this.#applyNat(nat);
  }

  /** Null: there is no gateway. */
  addressesOf(mac: number): string[] | null {
    const known = this.#running?.gateway.guests.addressesOf(mac);
    return known?.map((address) => address.toString()) ?? null;
  }

  leases(): LeaseConfig[] {
    const leases = this.#running?.gateway.leases() ?? [];
    return leases.map((lease) => ({ ...lease, address: formatIpv4(lease.address) }));
  }

  flows(): Omit<FlowInfo, 'networkId'>[] {
    return this.#nat?.part.flows() ?? [];
  }

  forwards(): ForwardSnapshot[] {
    return this.#nat?.part.forwards() ?? [];
  }

  close(): void {
    this.#closeNat();
    if (this.#running === null) return;
    this.#switch.unplug(this.#running.port);
    this.#running.port.close();
    this.#running = null;
  }

  #applyGateway(wanted: GatewaySettings | null): void {
    const running = this.#running?.settings;
    if (wanted?.mac !== running?.mac || wanted?.ipv4.address !== running?.ipv4.address)
      this.close();
    if (wanted === null) return;
    if (this.#running === null) this.#running = this.#open(wanted);
    else {
      this.#running.gateway.apply(wanted);
      this.#running = { ...this.#running, settings: wanted };
    }
  }

  #open(settings: GatewaySettings): RunningGateway {
    const { clock, parts, changed } = this.#context;
    const made = parts.createGateway(settings, { clock, events: { leaseChanged: changed } });
    const port = new Port(GATEWAY_PORT, new PlainLink(made.gateway), changed);
    this.#switch.plug(port, settings.mac);
    port.open();
    const { gateway } = made;
    return { gateway, createNat: (options) => made.createNat(options), port, settings };
  }

  #applyNat(wanted: NatConfig | null): void {
    const running = this.#running;
    if (wanted === null || running === null) {
      this.#closeNat();
      return;
    }
    const { ipv4, mtu } = running.settings;
    const ground = { prefixLength: ipv4.prefixLength, mtu, dns: running.gateway.dns };
    if (this.#nat !== null && !sameGround(this.#nat.ground, ground)) this.#closeNat();
    this.#nat ??= this.#openNat(running, ground);
    this.#nat.part.apply(wanted);
  }

  #openNat(running: RunningGateway, ground: NatGround): RunningNat {
    const { clock, changed } = this.#context;
    const part = running.createNat({ clock, forwardsChanged: changed });
    running.gateway.setUpstream(part);
    return { part, ground };
  }

  #closeNat(): void {
    if (this.#nat === null) return;
    this.#running?.gateway.setUpstream(null);
    this.#nat.part.close();
    this.#nat = null;
  }
}

/** The resolver is compared by identity. */
function sameGround(a: NatGround, b: NatGround): boolean {
  return a.prefixLength === b.prefixLength && a.mtu === b.mtu && a.dns === b.dns;
}
