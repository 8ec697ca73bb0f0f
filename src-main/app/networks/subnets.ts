/**
 * The subnets of networks: which are usable, which are free, and the rules for ranges in them.
 * Read first: ../../address/subnet.ts, RFC 3927 §2.1 (169.254/16), RFC 1918 §3.
 */
import type { HostAddress } from '../../host/nics.ts';
import { formatIpv4, isRoutableIpv4, parseIpv4 } from '../../address/ipv4.ts';
import {
  type Subnet,
  formatSubnet,
  isHostAddress,
  overlaps,
  parseSubnet,
  subnetSize,
} from '../../address/subnet.ts';
import { AppError } from '../appError.ts';

/** Both ends are part of it. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** People may set the addresses below it by hand. R39 begins there, too. */
const FIRST_LEASED = 16;
/** DHCP leases all addresses of a subnet that is no larger. */
const SMALL_SUBNET = 32;
/** Most addresses in one range. It bounds the tables of the DHCP server. */
const MAX_RANGE = 65_536;

export const INTERNAL_SUBNET = '169.254.0.0/16';
/** R39: 169.254.0.16 – 169.254.10.254. */
const INTERNAL_RANGE: Range = { first: 0xa9fe_0010, last: 0xa9fe_0afe };

/**
 * Subnets for new Shared networks, in this order: parts of the private blocks that home routers and
 * VPNs seldom use. 192.168.131–150, 172.30.131–150, 10.131.0–19, each a /24.
 */
export const SHARED_SUBNETS: readonly string[] = [
  ...successive('192.168', 131),
  ...successive('172.30', 131),
  ...successive('10.131', 0),
];

function successive(block: string, first: number): string[] {
  return Array.from({ length: 20 }, (_, index) => `${block}.${first + index}.0/24`);
}

/** @throws AppError `subnetMalformed`, `prefixOutOfRange`, `subnetNotUsable` */
export function checkSubnet(text: string): Subnet {
  const subnet = parseSubnet(text);
  if (typeof subnet === 'string') throw new AppError(subnet, { subnet: text.slice(0, 64) });
  if (!isRoutableIpv4(subnet.network)) throw new AppError('subnetNotUsable', { subnet: text });
  return subnet;
}

/** The gateway's address on a network: the first. */
export function gatewayOf(subnet: Subnet): number {
  return subnet.network + 1;
}

/** What DHCP leases by default. */
export function defaultRange(subnet: Subnet): Range {
  if (formatSubnet(subnet) === INTERNAL_SUBNET) return INTERNAL_RANGE;
  const size = subnetSize(subnet);
  const first = subnet.network + (size > SMALL_SUBNET ? FIRST_LEASED : 2);
  return { first, last: Math.min(subnet.network + size - 2, first + MAX_RANGE - 1) };
}

/** @throws AppError with the rule that `from`–`to` breaks */
export function checkRange(subnet: Subnet, from: string, to: string): Range {
  const range = { first: parseIpv4(from), last: parseIpv4(to) };
  const params = { from: from.slice(0, 64), to: to.slice(0, 64), subnet: formatSubnet(subnet) };
  if (Number.isNaN(range.first) || Number.isNaN(range.last))
    throw new AppError('rangeMalformed', params);
  if (!isHostAddress(subnet, range.first) || !isHostAddress(subnet, range.last))
    throw new AppError('rangeOutsideSubnet', params);
  if (range.first > range.last) throw new AppError('rangeReversed', params);
  const gateway = gatewayOf(subnet);
  if (range.first <= gateway && gateway <= range.last)
    throw new AppError('rangeContainsGateway', { ...params, gateway: formatIpv4(gateway) });
  if (range.last - range.first >= MAX_RANGE)
    throw new AppError('rangeTooLarge', { ...params, limit: MAX_RANGE });
  return range;
}

/** Whether `checkRange` accepts this range for the subnet. */
export function fits(range: Range, subnet: Subnet): boolean {
  return (
    isHostAddress(subnet, range.first) &&
    isHostAddress(subnet, range.last) &&
    range.first > gatewayOf(subnet)
  );
}

/** The host's address whose own subnet overlaps this one. */
export function clashingAddress(
  subnet: Subnet,
  hostAddresses: readonly HostAddress[],
): HostAddress | undefined {
  return hostAddresses.find(({ address, prefixLength }) =>
    overlaps(subnet, { network: parseIpv4(address), prefixLength }),
  );
}

/** The first of `SHARED_SUBNETS` that neither we nor the host use; undefined: all are in use. */
export function freeSharedSubnet(
  taken: readonly Subnet[],
  hostAddresses: readonly HostAddress[],
): Subnet | undefined {
  return SHARED_SUBNETS.map(checkSubnet).find(
    (candidate) =>
      !taken.some((other) => overlaps(candidate, other)) &&
      clashingAddress(candidate, hostAddresses) === undefined,
  );
}
