/**
 * What a network is put together from. The real parts are made in createNetworkParts.ts.
 * Read first: network.ts.
 */
import type { Clock } from './clock.ts';
import type {
  FlowInfo,
  ForwardSnapshot,
  HostPortConfig,
  NatConfig,
  UplinkConfig,
} from './engineConfig.ts';
import type { GatewaySettings, LeaseSettings } from './gateway/gatewaySettings.ts';
import type { GuestDirectory } from './gateway/guestDirectory.ts';
import type { Upstream } from './gateway/upstream.ts';
import type { Link } from './link/link.ts';

/** What a network needs of its gateway. */
export interface GatewayPart extends Link {
  /** The resolver that NAT shares; a different one means a different NAT. */
  readonly dns: object | null;
  setUpstream(upstream: Upstream | null): void;
  apply(settings: GatewaySettings): void;
  leases(): LeaseSettings[];
  readonly guests: Pick<GuestDirectory, 'addressesOf'>;
}

/** A gateway, and how to create the NAT that builds its packets in that gateway. */
export interface MadeGateway {
  readonly gateway: GatewayPart;
  createNat(options: NatPartOptions): NatUpstream;
}

/** What a network needs of its NAT, beside what the gateway needs of it. */
export interface NatUpstream extends Upstream {
  apply(config: NatConfig): void;
  flows(): Omit<FlowInfo, 'networkId'>[];
  forwards(): ForwardSnapshot[];
  close(): void;
}

/** What a network needs of a host NIC. */
export interface UplinkPart extends Link {
  setGuests(macs: readonly number[]): void;
}

export interface GatewayPartOptions {
  readonly clock: Clock;
  readonly events: { leaseChanged(): void };
}

export interface NatPartOptions {
  readonly clock: Clock;
  forwardsChanged(): void;
}

export interface NetworkParts {
  createGateway(settings: GatewaySettings, options: GatewayPartOptions): MadeGateway;
  createUplink(config: UplinkConfig, clock: Clock): UplinkPart;
  createHostPort(config: HostPortConfig, clock: Clock): Link;
}

/** What a network and its ports share. */
export interface NetworkContext {
  readonly clock: Clock;
  readonly parts: NetworkParts;
  /** 32 bits that guests do not know. */
  readonly seed: number;
  /** Something that a snapshot shows has changed. */
  readonly changed: () => void;
}
