/**
 * IPv4 subnets: reading them, choosing free ones, and the rules for what lies in them.
 * Read first: RFC 4632 §3.1 (CIDR notation), RFC 3927 §2.1 (169.254/16), RFC 1918 §3.
 */
import type { HostAddress } from '../../host/nics.ts';
import { formatIpv4, isRoutableIpv4, netmask, parseIpv4, sameSubnet } from '../../address/ipv4.ts';
import { AppError } from '../appError.ts';

export interface Subnet {
  /** Host bits zero. */
  readonly network: number;
  readonly prefixLength: number;
}

/** Both ends belong to it. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** A larger network than 10/8 belongs to nobody; a smaller one than four has no room. */
const SHORTEST_PREFIX = 8;
const LONGEST_PREFIX = 30;
/** Addresses before it are left for people to give out by hand. R39 begins there, too. */
const FIRST_LEASED = 16;
/** Subnets of at most this many addresses are leased out whole. */
const SMALL_SUBNET = 32;
/** The most addresses in one range: the DHCP server's tables are bounded by it. */
const MAX_RANGE = 65_536;

export const INTERNAL_SUBNET = '169.254.0.0/16';
/** R39: 169.254.0.16 – 169.254.10.254. */
const INTERNAL_RANGE: Range = { first: 0xa9fe_0010, last: 0xa9fe_0afe };

/**
 * What new Shared networks are given, first come, first served: corners of the private blocks that
 * home routers and VPNs seldom use. 192.168.131–150, 172.30.131–150, 10.131.0–19, each a /24.
 */
export const SHARED_SUBNETS: readonly string[] = [
  ...inARow('192.168', 131),
  ...inARow('172.30', 131),
  ...inARow('10.131', 0),
];

function inARow(block: string, first: number): string[] {
  return Array.from({ length: 20 }, (_, index) => `${block}.${first + index}.0/24`);
}

/**
 * Host bits are dropped: 192.168.131.7/24 means 192.168.131.0/24.
 * @throws AppError `subnetMalformed`, `prefixOutOfRange`, `subnetNotUsable`
 */
export function parseSubnet(text: string): Subnet {
  const [, addressText = '', prefixText = ''] = /^([\d.]{7,15})\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseIpv4(addressText);
  if (Number.isNaN(address)) throw new AppError('subnetMalformed', { subnet: text.slice(0, 64) });
  const prefixLength = Number(prefixText);
  if (prefixLength < SHORTEST_PREFIX || prefixLength > LONGEST_PREFIX)
    throw new AppError('prefixOutOfRange', { subnet: text });
  if (!isRoutableIpv4(address)) throw new AppError('subnetNotUsable', { subnet: text });
  return { network: (address & netmask(prefixLength)) >>> 0, prefixLength };
}

export function formatSubnet(subnet: Subnet): string {
  return `${formatIpv4(subnet.network)}/${subnet.prefixLength}`;
}

export function overlaps(a: Subnet, b: Subnet): boolean {
  return sameSubnet(a.network, b.network, netmask(Math.min(a.prefixLength, b.prefixLength)));
}

/** Our own address on a network: its first. */
export function gatewayOf(subnet: Subnet): number {
  return subnet.network + 1;
}

/** What DHCP leases where nobody said otherwise. */
export function defaultRange(subnet: Subnet): Range {
  if (formatSubnet(subnet) === INTERNAL_SUBNET) return INTERNAL_RANGE;
  const size = 2 ** (32 - subnet.prefixLength);
  const first = subnet.network + (size > SMALL_SUBNET ? FIRST_LEASED : 2);
  return { first, last: Math.min(subnet.network + size - 2, first + MAX_RANGE - 1) };
}

/** @throws AppError with the rule that `from`–`to` breaks */
export function checkRange(subnet: Subnet, from: string, to: string): Range {
  const range = { first: parseIpv4(from), last: parseIpv4(to) };
  const params = { from: from.slice(0, 64), to: to.slice(0, 64), subnet: formatSubnet(subnet) };
  if (Number.isNaN(range.first) || Number.isNaN(range.last))
    throw new AppError('rangeMalformed', params);
  if (!isUsable(range.first, subnet) || !isUsable(range.last, subnet))
    throw new AppError('rangeOutsideSubnet', params);
  if (range.first > range.last) throw new AppError('rangeReversed', params);
  const gateway = gatewayOf(subnet);
  if (range.first <= gateway && gateway <= range.last)
    throw new AppError('rangeContainsGateway', { ...params, gateway: formatIpv4(gateway) });
  if (range.last - range.first >= MAX_RANGE)
    throw new AppError('rangeTooLarge', { ...params, limit: MAX_RANGE });
  return range;
}

/** Whether the range could be given to `checkRange` of this subnet. */
export function fits(range: Range, subnet: Subnet): boolean {
  return (
    isUsable(range.first, subnet) && isUsable(range.last, subnet) && range.first > gatewayOf(subnet)
  );
}

/** The host's address whose own subnet shares addresses with this one. */
export function clashingAddress(
  subnet: Subnet,
  hostAddresses: readonly HostAddress[],
): HostAddress | undefined {
  return hostAddresses.find(({ address, prefixLength }) =>
    overlaps(subnet, { network: parseIpv4(address), prefixLength }),
  );
}

/** The first of our list that neither we nor the host use; undefined when all are. */
export function freeSharedSubnet(
  taken: readonly Subnet[],
  hostAddresses: readonly HostAddress[],
): Subnet | undefined {
  return SHARED_SUBNETS.map(parseSubnet).find(
    (candidate) =>
      !taken.some((other) => overlaps(candidate, other)) &&
      clashingAddress(candidate, hostAddresses) === undefined,
  );
}

/** Within it, and neither the subnet's own address nor its broadcast address (RFC 1122 §3.2.1.3). */
export function isUsable(address: number, subnet: Subnet): boolean {
  const broadcast = subnet.network + 2 ** (32 - subnet.prefixLength) - 1;
  return subnet.network < address && address < broadcast;
}
