/** IPv4 addresses and subnets as people type them; enough to answer while they type. */

/** The address as a number, or null. */
export function ipv4Number(text: string): number | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim());
  if (match === null) return null;
  const octets = match.slice(1).map(Number);
  if (octets.some((octet) => octet > 255)) return null;
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

export interface Subnet {
  readonly first: number;
  readonly last: number;
}

/** Prefix lengths from 8 to 30: shorter is no private network, longer has no room for a guest. */
export function subnetOf(text: string): Subnet | null {
  const match = /^([\d.]+)\/(\d{1,2})$/.exec(text.trim());
  const address = match === null ? null : ipv4Number(match[1]!);
  const prefixLength = Number(match?.[2]);
  if (address === null || prefixLength < 8 || prefixLength > 30) return null;
  const size = 2 ** (32 - prefixLength);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

export function isWithin(address: number, subnet: Subnet): boolean {
  return address >= subnet.first && address <= subnet.last;
}
