/**
 * An IPv4 address is an unsigned 32-bit integer, so that it keys integer tables and compares
 * without allocation.
 * Read first: RFC 791 §2.3, RFC 6890 (special-purpose addresses).
 */

/** Dotted decimal; NaN: not an IPv4 address. */
export function parseIpv4(text: string): number {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return Number.NaN;
  let address = 0;
  for (const part of text.split('.')) {
    const octet = Number(part);
    if (octet > 255) return Number.NaN;
    address = address * 256 + octet;
  }
  return address;
}

export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The netmask of a prefix length, 0–32. */
export function netmask(prefixLength: number): number {
  return prefixLength === 0 ? 0 : (0xffff_ffff << (32 - prefixLength)) >>> 0;
}

export function sameSubnet(a: number, b: number, mask: number): boolean {
  return ((a ^ b) & mask) === 0;
}

/** False for 0/8, 127/8, 224/4 and 240/4: no router forwards to them (RFC 6890 §2.2.2). */
export function isRoutableIpv4(address: number): boolean {
  const first = address >>> 24;
  return first !== 0 && first !== 127 && first < 224;
}
