/**
 * IPv4 subnets: text, and which addresses are in them.
 * Read first: RFC 4632 §3.1 (CIDR notation), RFC 1122 §3.2.1.3 (a subnet's own address, broadcast).
 */
import { formatIpv4, netmask, parseIpv4, sameSubnet } from './ipv4.ts';

export interface Subnet {
  /** Host bits are zero. */
  readonly network: number;
  readonly prefixLength: number;
}

/** Why a text is not a subnet that guests can be in. */
export type SubnetFault = 'subnetMalformed' | 'prefixOutOfRange';

/** No organization has more than 10/8 (RFC 1918 §3). A /31 has no address for a guest. */
const SHORTEST_PREFIX = 8;
const LONGEST_PREFIX = 30;

/** Clears the host bits: 192.168.131.7/24 is 192.168.131.0/24. */
export function parseSubnet(text: string): Subnet | SubnetFault {
  const [, addressText = '', prefixText = ''] = /^([\d.]{7,15})\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseIpv4(addressText);
  const prefixLength = Number(prefixText);
  if (Number.isNaN(address)) return 'subnetMalformed';
  if (prefixLength < SHORTEST_PREFIX || prefixLength > LONGEST_PREFIX) return 'prefixOutOfRange';
  return { network: (address & netmask(prefixLength)) >>> 0, prefixLength };
}

export function formatSubnet({ network, prefixLength }: Subnet): string {
  return `${formatIpv4(network)}/${prefixLength}`;
}

/** Number of addresses. */
export function subnetSize({ prefixLength }: Subnet): number {
  return 2 ** (32 - prefixLength);
}

export function overlaps(a: Subnet, b: Subnet): boolean {
  return sameSubnet(a.network, b.network, netmask(Math.min(a.prefixLength, b.prefixLength)));
}

export function contains({ network, prefixLength }: Subnet, address: number): boolean {
  return sameSubnet(network, address, netmask(prefixLength));
}

/** Whether a host can have this address. The subnet's first and last address are reserved. */
export function isHostAddress(subnet: Subnet, address: number): boolean {
  const broadcast = subnet.network + subnetSize(subnet) - 1;
  return subnet.network < address && address < broadcast;
}
