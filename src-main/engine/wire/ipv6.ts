/**
 * IPv6 header: checked view and emit. Addresses are passed as offsets into the view.
 * Read first: RFC 8200 §3 (header), §8.1 (pseudo-header).
 * Left out: extension headers (the next header is what the first header says); jumbograms (RFC 2675).
 */
import { sumOctets } from './checksum.ts';
import { Drop, type DropCode } from './drop.ts';

export const IPV6_HEADER_LENGTH = 40;

/** Where the addresses lie in the header, octets. */
const SOURCE_AT = 8;
const DESTINATION_AT = 24;
const ADDRESSES_LENGTH = 32;

/**
 * Checks version and lengths.
 * @param length octets available from `offset`; may be more than the packet (Ethernet padding)
 */
export function checkIpv6(view: DataView, offset: number, length: number): DropCode {
  if (length < IPV6_HEADER_LENGTH) return Drop.truncated;
  if (view.getUint8(offset) >>> 4 !== 6) return Drop.malformed;
  const l3Len = IPV6_HEADER_LENGTH + ipv6PayloadLength(view, offset);
  return l3Len > length ? Drop.truncated : Drop.none;
}

/** Octets behind the header, extension headers included. */
export function ipv6PayloadLength(view: DataView, offset: number): number {
  return view.getUint16(offset + 4);
}

/** An extension header, or the protocol of what follows. */
export function ipv6NextHeader(view: DataView, offset: number): number {
  return view.getUint8(offset + 6);
}

export function ipv6HopLimit(view: DataView, offset: number): number {
  return view.getUint8(offset + 7);
}

/** Where the source address lies in `view`. */
export function ipv6SourceAt(offset: number): number {
  return offset + SOURCE_AT;
}

/** ::, the source of a host that has no address yet (RFC 4291 §2.5.2). */
export function isIpv6SourceUnspecified(view: DataView, offset: number): boolean {
  for (let at = offset + SOURCE_AT; at < offset + DESTINATION_AT; at += 4)
    if (view.getUint32(at) !== 0) return false;
  return true;
}

/** Where the destination address lies in `view`. */
export function ipv6DestinationAt(offset: number): number {
  return offset + DESTINATION_AT;
}

/**
 * The unfolded sum of a packet's pseudo-header, for `sumOctets` to continue.
 * @param offset of an IPv6 header whose addresses are in place
 */
export function sumIpv6PseudoHeader(
  view: DataView,
  offset: number,
  nextHeader: number,
  l4Len: number,
): number {
  return sumOctets(view, offset + SOURCE_AT, ADDRESSES_LENGTH, nextHeader + l4Len);
}

/** Writes a header whose traffic class and flow label are 0. The addresses must be in place. */
export function emitIpv6(
  view: DataView,
  offset: number,
  nextHeader: number,
  payloadLength: number,
  hopLimit: number,
): void {
  view.setUint32(offset, 0x6000_0000);
  view.setUint16(offset + 4, payloadLength);
  view.setUint16(offset + 6, (nextHeader << 8) | hopLimit);
}
