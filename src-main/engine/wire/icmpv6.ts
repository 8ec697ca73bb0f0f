/**
 * ICMPv6: the part that all messages share, and the types of errors and echo.
 * Read first: RFC 4443 §2.1 (format), §2.3 (checksum), §3 and §4 (messages).
 * Left out: neighbour discovery, which is in ndp.ts; multicast listener discovery.
 */
import { foldChecksum, sumOctets, updateChecksum } from './checksum.ts';
import { Drop, type DropCode } from './drop.ts';
import { IpProtocol } from './ipProtocol.ts';
import { sumIpv6PseudoHeader } from './ipv6.ts';

/** Type, code, checksum, and the first word of the body, which every message has. */
export const ICMPV6_HEADER_LENGTH = 8;

export const Icmpv6Type = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  timeExceeded: 3,
  echoRequest: 128,
  echoReply: 129,
} as const;

/** Codes of destination unreachable (RFC 4443 §3.1). */
export const Icmpv6Unreachable = { noRoute: 0, prohibited: 1, address: 3, port: 4 } as const;

const CHECKSUM_AT = 2;

/** @param l3 offset of the packet's IPv6 header: its addresses are part of the checksum */
export function checkIcmpv6(view: DataView, offset: number, l4Len: number, l3: number): DropCode {
  if (l4Len < ICMPV6_HEADER_LENGTH) return Drop.truncated;
  const sum = sumIpv6PseudoHeader(view, l3, IpProtocol.icmpv6, l4Len);
  return foldChecksum(sumOctets(view, offset, l4Len, sum)) === 0 ? Drop.none : Drop.badChecksum;
}

export function icmpv6Type(view: DataView, offset: number): number {
  return view.getUint8(offset);
}

export function icmpv6Code(view: DataView, offset: number): number {
  return view.getUint8(offset + 1);
}

/** Updates the checksum after a 16-bit word of the message has changed. */
export function updateIcmpv6Checksum(
  view: DataView,
  offset: number,
  before: number,
  after: number,
): void {
  updateChecksum(view, offset + CHECKSUM_AT, before, after);
}

/**
 * Writes the header before a payload that is already in place, with its checksum.
 * @param rest the second 32-bit word: identifier and sequence, next-hop MTU, flags, or unused
 * @param l3 offset of the packet's IPv6 header, whose addresses must be in place
 */
export function emitIcmpv6(
  view: DataView,
  offset: number,
  type: number,
  code: number,
  rest: number,
  payloadLength: number,
  l3: number,
): void {
  const l4Len = ICMPV6_HEADER_LENGTH + payloadLength;
  view.setUint16(offset, (type << 8) | code);
  view.setUint16(offset + CHECKSUM_AT, 0);
  view.setUint32(offset + 4, rest);
  const sum = sumIpv6PseudoHeader(view, l3, IpProtocol.icmpv6, l4Len);
  view.setUint16(offset + CHECKSUM_AT, foldChecksum(sumOctets(view, offset, l4Len, sum)));
}
