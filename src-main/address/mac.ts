/**
 * A MAC address is a number: 48 bits fit a double, so that it keys integer tables and compares
 * without allocation.
 * Read first: IEEE 802-2014 §8.2 (the individual/group bit).
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

/** `00-03-FF-01-02-03` or with colons; NaN: not a MAC. */
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

/** With hyphens, colons, dots or nothing between the digits, as people type it. NaN: not a MAC. */
export function parseTypedMac(text: string): number {
  const digits = text.trim().replaceAll(/[-:.]/g, '');
  return /^[0-9a-f]{12}$/i.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
}

/** The canonical form of what a person typed. Text that is not a MAC stays as it is. */
export function canonicalMac(text: string): string {
  const mac = parseTypedMac(text);
  return Number.isNaN(mac) ? text : formatMac(mac);
}

/** Why an adapter cannot have a MAC. */
export type MacFault = 'macMalformed' | 'macMulticast' | 'macZero';

/** @param mac NaN: the text was not a MAC */
export function macFault(mac: number): MacFault | null {
  if (Number.isNaN(mac)) return 'macMalformed';
  if (isGroupMac(mac)) return 'macMulticast';
  return mac === 0 ? 'macZero' : null;
}

/** Lower-case with colons, as Linux and QEMU write it. */
export function formatLinuxMac(mac: number): string {
  return formatMac(mac).replaceAll('-', ':').toLowerCase();
}
