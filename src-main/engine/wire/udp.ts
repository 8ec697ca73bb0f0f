/**
 * UDP header: checked view and emit.
 * Read first: RFC 768, RFC 1122 §4.1.3.4 (a checksum of zero means none).
 */
import { foldChecksum, sumOctets, sumPseudoHeader, updateChecksum } from './checksum.ts';
import { Drop, type DropCode } from './drop.ts';
import { IpProtocol } from './ipProtocol.ts';

export const UDP_HEADER_LENGTH = 8;

/**
 * @param l4Len octets of IP payload
 * @param addresses their sum: see `sumPseudoHeader`
 */
export function checkUdp(
  view: DataView,
  offset: number,
  l4Len: number,
  addresses: number,
): DropCode {
  if (l4Len < UDP_HEADER_LENGTH) return Drop.truncated;
  const length = udpLength(view, offset);
  if (length < UDP_HEADER_LENGTH) return Drop.malformed;
  if (length > l4Len) return Drop.truncated;
  if (view.getUint16(offset + 6) === 0) return Drop.none;
  const sum = sumPseudoHeader(addresses, IpProtocol.udp, length);
  return foldChecksum(sumOctets(view, offset, length, sum)) === 0 ? Drop.none : Drop.badChecksum;
}

export function udpSourcePort(view: DataView, offset: number): number {
  return view.getUint16(offset);
}

export function udpDestinationPort(view: DataView, offset: number): number {
  return view.getUint16(offset + 2);
}

/** Header and payload, octets. */
export function udpLength(view: DataView, offset: number): number {
  return view.getUint16(offset + 4);
}

/** Updates the checksum, if there is one, after a 16-bit word of the payload has changed. */
export function updateUdpChecksum(
  view: DataView,
  offset: number,
  before: number,
  after: number,
): void {
  if (view.getUint16(offset + 6) !== 0) updateChecksum(view, offset + 6, before, after);
}

/**
 * Writes the header before a payload that is already in place, with its checksum.
 * @param addresses their sum: see `sumPseudoHeader`
 */
export function emitUdp(
  view: DataView,
  offset: number,
  sourcePort: number,
  destinationPort: number,
  payloadLength: number,
  addresses: number,
): void {
  const length = UDP_HEADER_LENGTH + payloadLength;
  view.setUint16(offset, sourcePort);
  view.setUint16(offset + 2, destinationPort);
  view.setUint16(offset + 4, length);
  view.setUint16(offset + 6, 0);
  const sum = sumPseudoHeader(addresses, IpProtocol.udp, length);
  // A computed zero is sent as all ones: zero would mean "no checksum" (RFC 768).
  view.setUint16(offset + 6, foldChecksum(sumOctets(view, offset, length, sum)) || 0xffff);
}
