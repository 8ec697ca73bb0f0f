/**
 * IPv4 header: checked view and emit.
 * Read first: RFC 791 §3.1, RFC 1071 (checksum), RFC 6864 (identification).
 * Left out: options are skipped, not interpreted; source routing is dropped (RFC 7126 §4.3).
 */
import { foldChecksum, sumOctets } from './checksum.ts';
import { Drop, type DropCode } from './drop.ts';
import { DEFAULT_HOP_LIMIT } from './ipProtocol.ts';

/** Without options, as we emit it. */
export const IPV4_HEADER_LENGTH = 20;

export const Ipv4Flag = { dontFragment: 0x4000, moreFragments: 0x2000 } as const;
const FRAGMENT_OFFSET_MASK = 0x1fff;

const SOURCE_AT = 12;
const DESTINATION_AT = 16;

const OPTION_END = 0;
const OPTION_NO_OPERATION = 1;
const OPTION_LOOSE_SOURCE_ROUTE = 131;
const OPTION_STRICT_SOURCE_ROUTE = 137;

/**
 * Checks version, lengths, header checksum and options.
 * @param length octets available from `offset`; may be more than the packet (Ethernet padding)
 */
export function checkIpv4(view: DataView, offset: number, length: number): DropCode {
  if (length < IPV4_HEADER_LENGTH) return Drop.truncated;
  if (view.getUint8(offset) >>> 4 !== 4) return Drop.malformed;
  const headerLength = ipv4HeaderLength(view, offset);
  if (headerLength < IPV4_HEADER_LENGTH) return Drop.malformed;
  const l3Len = ipv4TotalLength(view, offset);
  if (l3Len < headerLength) return Drop.malformed;
  if (l3Len > length) return Drop.truncated;
  if (foldChecksum(sumOctets(view, offset, headerLength)) !== 0) return Drop.badChecksum;
  return headerLength > IPV4_HEADER_LENGTH ? checkOptions(view, offset, headerLength) : Drop.none;
}

function checkOptions(view: DataView, offset: number, headerLength: number): DropCode {
  const end = offset + headerLength;
  let at = offset + IPV4_HEADER_LENGTH;
  while (at < end) {
    const kind = view.getUint8(at);
    if (kind === OPTION_END) return Drop.none;
    if (kind === OPTION_LOOSE_SOURCE_ROUTE || kind === OPTION_STRICT_SOURCE_ROUTE) {
      return Drop.unsupported;
    }
    if (kind === OPTION_NO_OPERATION) {
      at += 1;
      continue;
    }
    const optionLength = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (optionLength < 2 || at + optionLength > end) return Drop.malformed;
    at += optionLength;
  }
  return Drop.none;
}

export function ipv4HeaderLength(view: DataView, offset: number): number {
  return (view.getUint8(offset) & 0x0f) * 4;
}

export function ipv4TotalLength(view: DataView, offset: number): number {
  return view.getUint16(offset + 2);
}

export function ipv4Identification(view: DataView, offset: number): number {
  return view.getUint16(offset + 4);
}

/** True for every piece of a fragmented packet, the first and the last included. */
export function isIpv4Fragment(view: DataView, offset: number): boolean {
  return (view.getUint16(offset + 6) & (Ipv4Flag.moreFragments | FRAGMENT_OFFSET_MASK)) !== 0;
}

export function ipv4MoreFragments(view: DataView, offset: number): boolean {
  return (view.getUint16(offset + 6) & Ipv4Flag.moreFragments) !== 0;
}

/** Offset of this fragment's payload in the whole datagram, octets. */
export function ipv4FragmentOffset(view: DataView, offset: number): number {
  return (view.getUint16(offset + 6) & FRAGMENT_OFFSET_MASK) * 8;
}

export function ipv4TimeToLive(view: DataView, offset: number): number {
  return view.getUint8(offset + 8);
}

export function ipv4Protocol(view: DataView, offset: number): number {
  return view.getUint8(offset + 9);
}

/** Where the source address lies in `view`. */
export function ipv4SourceAt(offset: number): number {
  return offset + SOURCE_AT;
}

/** Where the destination address lies in `view`. */
export function ipv4DestinationAt(offset: number): number {
  return offset + DESTINATION_AT;
}

export function ipv4Source(view: DataView, offset: number): number {
  return view.getUint32(offset + SOURCE_AT);
}

export function ipv4Destination(view: DataView, offset: number): number {
  return view.getUint32(offset + DESTINATION_AT);
}

/**
 * Writes a header without options and its checksum.
 * @param flagsAndOffset `Ipv4Flag` bits or fragment offset in units of 8 octets
 */
export function emitIpv4(
  view: DataView,
  offset: number,
  source: number,
  destination: number,
  protocol: number,
  l3Len: number,
  identification = 0,
  flagsAndOffset: number = Ipv4Flag.dontFragment,
  timeToLive: number = DEFAULT_HOP_LIMIT,
): void {
  view.setUint16(offset, 0x4500);
  view.setUint16(offset + 2, l3Len);
  view.setUint16(offset + 4, identification);
  view.setUint16(offset + 6, flagsAndOffset);
  view.setUint16(offset + 8, (timeToLive << 8) | protocol);
  view.setUint16(offset + 10, 0);
  view.setUint32(offset + SOURCE_AT, source);
  view.setUint32(offset + DESTINATION_AT, destination);
  view.setUint16(offset + 10, foldChecksum(sumOctets(view, offset, IPV4_HEADER_LENGTH)));
}
