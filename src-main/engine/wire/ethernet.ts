/**
 * Ethernet II header, without preamble and frame check sequence.
 * Read first: IEEE 802.3-2018 §3.1.1, IEEE 802.1Q-2018 §9.6 (tag).
 * Left out: 802.3 length fields; such frames are switched like any other and never parsed.
 */
import { isGroupMac, readMac, writeMac } from '../../address/mac.ts';
import { Drop, type DropCode } from './drop.ts';

export const ETHERNET_HEADER_LENGTH = 14;

/** The longest frame any link carries: an IPv4 packet of 65,535 octets, header and one tag. */
export const MAX_FRAME_LENGTH = 65_553;

export const EtherType = {
  ipv4: 0x0800,
  arp: 0x0806,
  vlan: 0x8100,
  ipv6: 0x86dd,
} as const;

/** Checks length and source address. The switch learns nothing from a frame that fails. */
export function checkEthernet(view: DataView, offset: number, l2Len: number): DropCode {
  if (l2Len < ETHERNET_HEADER_LENGTH) return Drop.truncated;
  if (l2Len > MAX_FRAME_LENGTH) return Drop.oversized;
  const source = readMac(view, offset + 6);
  return source === 0 || isGroupMac(source) ? Drop.badSource : Drop.none;
}

export function destinationMac(view: DataView, offset: number): number {
  return readMac(view, offset);
}

export function sourceMac(view: DataView, offset: number): number {
  return readMac(view, offset + 6);
}

export function etherType(view: DataView, offset: number): number {
  return view.getUint16(offset + 12);
}

export function setDestinationMac(view: DataView, offset: number, mac: number): void {
  writeMac(view, offset, mac);
}

export function setSourceMac(view: DataView, offset: number, mac: number): void {
  writeMac(view, offset + 6, mac);
}

export function emitEthernet(
  view: DataView,
  offset: number,
  destination: number,
  source: number,
  type: number,
): void {
  setDestinationMac(view, offset, destination);
  setSourceMac(view, offset, source);
  view.setUint16(offset + 12, type);
}
