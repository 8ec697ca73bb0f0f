/**
 * ICMPv4: echo, destination unreachable, time exceeded.
 * Read first: RFC 792, RFC 1122 §3.2.2, RFC 1191 §4 (fragmentation needed and its MTU field).
 * Left out: redirect, timestamp, source quench (RFC 6633); they are dropped as unsupported.
 */
import { foldChecksum, sumOctets } from './checksum.ts';
import { Drop, type DropCode } from './drop.ts';

export const ICMPV4_HEADER_LENGTH = 8;

export const Icmpv4Type = {
  echoReply: 0,
  destinationUnreachable: 3,
  echoRequest: 8,
  timeExceeded: 11,
} as const;

/** Codes of destination unreachable. */
export const Unreachable = {
  net: 0,
  host: 1,
  port: 3,
  fragmentationNeeded: 4,
  adminProhibited: 13,
} as const;

export function checkIcmpv4(view: DataView, offset: number, l4Len: number): DropCode {
  if (l4Len < ICMPV4_HEADER_LENGTH) return Drop.truncated;
  return foldChecksum(sumOctets(view, offset, l4Len)) === 0 ? Drop.none : Drop.badChecksum;
}

export function icmpv4Type(view: DataView, offset: number): number {
  return view.getUint8(offset);
}

export function icmpv4Code(view: DataView, offset: number): number {
  return view.getUint8(offset + 1);
}

/** Echo identifier. */
export function icmpv4Identifier(view: DataView, offset: number): number {
  return view.getUint16(offset + 4);
}

export function icmpv4Sequence(view: DataView, offset: number): number {
  return view.getUint16(offset + 6);
}

/**
 * Writes the header before a payload that is already in place, with its checksum.
 * @param rest the second 32-bit word: identifier and sequence, or unused and next-hop MTU
 */
export function emitIcmpv4(
  view: DataView,
  offset: number,
  type: number,
  code: number,
  rest: number,
  payloadLength: number,
): void {
  view.setUint16(offset, (type << 8) | code);
  view.setUint16(offset + 2, 0);
  view.setUint32(offset + 4, rest);
  const sum = sumOctets(view, offset, ICMPV4_HEADER_LENGTH + payloadLength);
  view.setUint16(offset + 2, foldChecksum(sum));
}
