/**
 * The gateway of a network on its port, with NAT behind it.
 * Read first: network.ts, networkParts.ts.
 *
 * Theory of operation
 * The gateway is replaced only when its MAC or address changes, since guests would have to learn it
 * anew anyway. It takes every other change in `apply`. NAT keeps what it was made with, so it is
 * made anew when any of that changes, which ends its flows.
 */
import { isDeepStrictEqual } from 'node:util';
import type {
  FlowInfo,
  ForwardSnapshot,
  GatewayConfig,
  LeaseConfig,
  NatConfig,
} from './engineConfig.ts';
import { PlainLink } from './link/plainLink.ts';
import type { MadeGateway, NatPartOptions, NatUpstream, NetworkContext } from './networkParts.ts';
import { Port } from './switch/port.ts';
import type { Switch } from './switch/switch.ts';

/** Id of the gateway's port. */
const GATEWAY_PORT = 'gateway';

interface RunningGateway extends MadeGateway {
  readonly port: Port;
  readonly config: GatewayConfig;
}

interface RunningNat {
  readonly part: NatUpstream;
  readonly options: NatPartOptions;
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
    return this.#running?.config.mac ?? null;
  }

  /** @param nat needs a gateway */
  apply(gateway: GatewayConfig | null, nat: NatConfig | null): void {
    this.#applyGateway(gateway);
    this.#applyNat(nat);
  }

  /** Null: there is no gateway that could know. */
  addressesOf(mac: number): number[] | null {
    return this.#running?.gateway.addressesOf(mac) ?? null;
  }

  leases(): LeaseConfig[] {
    return this.#running?.gateway.leases() ?? [];
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

  #applyGateway(wanted: GatewayConfig | null): void {
    const running = this.#running?.config;
    if (wanted?.mac !== running?.mac || wanted?.address !== running?.address) this.close();
    if (wanted === null) return;
    if (this.#running === null) this.#running = this.#open(wanted);
    else {
      this.#running.gateway.apply(wanted);
      this.#running = { ...this.#running, config: wanted };
    }
  }

  #open(config: GatewayConfig): RunningGateway {
    const { clock, parts, changed } = this.#context;
    const made = parts.createGateway(config, { clock, events: { leaseChanged: changed } });
    const port = new Port(GATEWAY_PORT, new PlainLink(made.gateway), changed);
    this.#switch.plug(port, config.mac);
    port.open();
    return { gateway: made.gateway, createNat: (options) => made.createNat(options), port, config };
  }

  #applyNat(wanted: NatConfig | null): void {
    const running = this.#running;
    if (wanted === null || running === null) {
      this.#closeNat();
      return;
    }
    const { dns } = running.gateway;
    const options = this.#natOptions(running.config);
    if (this.#nat?.dns !== dns || !isDeepStrictEqual(this.#nat.options, options)) this.#closeNat();
    this.#nat ??= this.#openNat(running, options);
    this.#nat.part.apply(wanted);
  }

  #natOptions({ address, prefixLength, mtu }: GatewayConfig): NatPartOptions {
    const { clock, changed } = this.#context;
    return { clock, address, prefixLength, mtu, forwardsChanged: changed };
  }

  #openNat(running: RunningGateway, options: NatPartOptions): RunningNat {
    const part = running.createNat(options);
    running.gateway.setUpstream(part);
    return { part, options, dns: running.gateway.dns };
  }

  #closeNat(): void {
    if (this.#nat === null) return;
    this.#running?.gateway.setUpstream(null);
    this.#nat.part.close();
    this.#nat = null;
  }
}
