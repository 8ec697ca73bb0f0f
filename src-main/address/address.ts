/**
 * Addresses as numbers: a MAC is 48 bits in a double, an IPv4 address an unsigned 32-bit integer,
 * so that both key integer tables and compare without allocation.
 * Read first: IEEE 802-2014 §8.2 (group bit), RFC 791 §2.3, RFC 6890 (special-purpose addresses).
 */

export const MAC_BROADCAST = 0xffff_ffff_ffff;

const TWO_32 = 0x1_0000_0000;
/** The individual/group bit, seen in the high 16 bits of a MAC. */
const GROUP_BIT = 0x0100;

export function readMac(view: DataView, offset: number): number {
  return view.getUint16(offset) * TWO_32 + view.getUint32(offset + 2);
}

export function writeMac(view: DataView, offset: number, mac: number): void {
  view.setUint16(offset, Math.floor(mac / TWO_32));
  view.setUint32(offset + 2, mac % TWO_32);
}

/** Broadcast or multicast: the group bit is set. */
export function isGroupMac(mac: number): boolean {
  return (Math.floor(mac / TWO_32) & GROUP_BIT) !== 0;
}

/** `00-03-FF-01-02-03` or with colons; NaN when it is no MAC. */
export function parseMac(text: string): number {
  return /^[0-9a-f]{2}([-:][0-9a-f]{2}){5}$/i.test(text)
    ? Number.parseInt(text.replace(/[-:]/g, ''), 16)
    : Number.NaN;
}

/** Upper-case with hyphens, as IEEE 802 writes it. */
export function formatMac(mac: number): string {
  const digits = mac.toString(16).padStart(12, '0').toUpperCase();
  return digits.match(/../g)!.join('-');
}

/** Dotted decimal; NaN when it is no IPv4 address. */
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

/** 0.0.0.0/8, 127/8, 224/4, 240/4: never a destination beyond this network (RFC 6890 §2.2.2). */
export function isRoutableIpv4(address: number): boolean {
  const first = address >>> 24;
  return first !== 0 && first !== 127 && first < 224;
}
