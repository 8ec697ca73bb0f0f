/**
 * The gateway's part of the engine's configuration, with IPv4 addresses as numbers
 * (address/ipv4.ts).
 */
import { parseIpv4 } from '../../address/ipv4.ts';
import type {
  DhcpConfig,
  DnsConfig,
  GatewayConfig,
  Ipv4Config,
  LeaseConfig,
  ReservationConfig,
} from '../engineConfig.ts';

/** The part `T` of the configuration with an address as a number. */
type WithNumber<T> = Omit<T, 'address'> & { readonly address: number };

export interface GatewaySettings {
  readonly mac: number;
  readonly mtu: number;
  readonly dns: DnsConfig | null;
  readonly ipv4: Ipv4Settings;
}

export interface Ipv4Settings extends WithNumber<Omit<Ipv4Config, 'dhcp'>> {
  readonly dhcp: DhcpSettings | null;
}

export interface DhcpSettings extends Pick<DhcpConfig, 'router' | 'leaseTimeS'> {
  readonly first: number;
  readonly last: number;
  readonly leases: readonly LeaseSettings[];
  readonly reservations: readonly ReservationSettings[];
}

export type LeaseSettings = WithNumber<LeaseConfig>;
export type ReservationSettings = WithNumber<ReservationConfig>;

/** Null where the gateway has no address. */
export function gatewaySettings({ mac, mtu, dns, ipv4 }: GatewayConfig): GatewaySettings | null {
  if (ipv4 === null) return null;
  const { address, prefixLength, dhcp } = ipv4;
  return {
    ...{ mac, mtu, dns },
    ipv4: {
      ...{ address: parseIpv4(address), prefixLength },
      dhcp: dhcp && dhcpSettings(dhcp),
    },
  };
}

function dhcpSettings(config: DhcpConfig): DhcpSettings {
  return {
    ...config,
    first: parseIpv4(config.first),
    last: parseIpv4(config.last),
    leases: config.leases.map(withNumber),
    reservations: config.reservations.map(withNumber),
  };
}

function withNumber<T extends { readonly address: string }>(part: T): WithNumber<T> {
  return { ...part, address: parseIpv4(part.address) };
}
