/**
 * TCP header and the options a gateway needs: checked view and emit.
 * Read first: RFC 9293 §3.1 (header), §3.2 (options), RFC 7323 §2 (window scale).
 * Left out: timestamps, SACK, urgent data; we do not answer their offers, so peers do not use them.
 */
import { foldChecksum, sumOctets, sumPseudoHeader } from './checksum.ts';
import { Drop, type DropCode } from './drop.ts';
import { IpProtocol } from './ipProtocol.ts';

/** Without options. */
export const TCP_HEADER_LENGTH = 20;
/** With the options of our SYN: MSS (4), no-operation (1), window scale (3). */
export const TCP_SYN_HEADER_LENGTH = 28;

export const TcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

/** Used when a SYN carries no MSS option (RFC 9293 §3.7.1). */
export const DEFAULT_MSS = 536;
/** RFC 7323 §2.3. */
const MAX_WINDOW_SHIFT = 14;

const OPTION_END = 0;
const OPTION_NO_OPERATION = 1;
const OPTION_MSS = 2;
const OPTION_WINDOW_SCALE = 3;

/**
 * @param l4Len octets of IP payload
 * @param addresses their sum: see `sumPseudoHeader`
 */
export function checkTcp(
  view: DataView,
  offset: number,
  l4Len: number,
  addresses: number,
): DropCode {
  if (l4Len < TCP_HEADER_LENGTH) return Drop.truncated;
  const headerLength = tcpHeaderLength(view, offset);
  if (headerLength < TCP_HEADER_LENGTH) return Drop.malformed;
  if (headerLength > l4Len) return Drop.truncated;
  const sum = sumPseudoHeader(addresses, IpProtocol.tcp, l4Len);
  return foldChecksum(sumOctets(view, offset, l4Len, sum)) === 0 ? Drop.none : Drop.badChecksum;
}

export function tcpSourcePort(view: DataView, offset: number): number {
  return view.getUint16(offset);
}

export function tcpDestinationPort(view: DataView, offset: number): number {
  return view.getUint16(offset + 2);
}

export function tcpSequence(view: DataView, offset: number): number {
  return view.getUint32(offset + 4);
}

export function tcpAcknowledgment(view: DataView, offset: number): number {
  return view.getUint32(offset + 8);
}

export function tcpHeaderLength(view: DataView, offset: number): number {
  return (view.getUint8(offset + 12) >>> 4) * 4;
}

export function tcpFlags(view: DataView, offset: number): number {
  return view.getUint8(offset + 13);
}

/** As sent; the flow scales it. */
export function tcpWindow(view: DataView, offset: number): number {
  return view.getUint16(offset + 14);
}

/** The MSS option of a SYN, or DEFAULT_MSS. Never below 1, whatever the sender claims. */
export function tcpMss(view: DataView, offset: number): number {
  const at = findOption(view, offset, OPTION_MSS, 4);
  return at < 0 ? DEFAULT_MSS : Math.max(1, view.getUint16(at + 2));
}

/** The window shift of a SYN, 0–14, or -1 when scaling is not offered. */
export function tcpWindowShift(view: DataView, offset: number): number {
  const at = findOption(view, offset, OPTION_WINDOW_SCALE, 3);
  return at < 0 ? -1 : Math.min(MAX_WINDOW_SHIFT, view.getUint8(at + 2));
}

/** Where an option of that kind and length starts, or -1. Stops at a malformed option. */
function findOption(view: DataView, offset: number, kind: number, optionLength: number): number {
  const end = offset + tcpHeaderLength(view, offset);
  let at = offset + TCP_HEADER_LENGTH;
  while (at < end) {
    const found = view.getUint8(at);
    if (found === OPTION_END) return -1;
    if (found === OPTION_NO_OPERATION) {
      at += 1;
      continue;
    }
    const length = at + 1 < end ? view.getUint8(at + 1) : 0;
    if (length < 2 || at + length > end) return -1;
    if (found === kind) return length === optionLength ? at : -1;
    at += length;
  }
  return -1;
}

/**
 * Writes a header without options before a payload that is already in place; `sealTcp` adds the
 * checksum, because a SYN gets options first.
 */
export function emitTcp(
  view: DataView,
  offset: number,
  sourcePort: number,
  destinationPort: number,
  sequence: number,
  acknowledgment: number,
  flags: number,
  window: number,
): void {
  view.setUint16(offset, sourcePort);
  view.setUint16(offset + 2, destinationPort);
  view.setUint32(offset + 4, sequence);
  view.setUint32(offset + 8, acknowledgment);
  view.setUint16(offset + 12, ((TCP_HEADER_LENGTH / 4) << 12) | flags);
  view.setUint16(offset + 14, window);
  view.setUint32(offset + 16, 0);
}

/**
 * Adds our SYN's options after `emitTcp`: MSS, and window scale unless the shift is -1. The header
 * is always TCP_SYN_HEADER_LENGTH long.
 */
export function emitTcpSynOptions(
  view: DataView,
  offset: number,
  mss: number,
  windowShift: number,
): void {
  const flags = tcpFlags(view, offset);
  view.setUint16(offset + 12, ((TCP_SYN_HEADER_LENGTH / 4) << 12) | flags);
  view.setUint16(offset + 20, (OPTION_MSS << 8) | 4);
  view.setUint16(offset + 22, mss);
  const scale = (OPTION_WINDOW_SCALE << 16) | (3 << 8) | Math.max(0, windowShift);
  view.setUint32(offset + 24, windowShift < 0 ? 0 : ((OPTION_NO_OPERATION << 24) | scale) >>> 0);
}

/**
 * Writes the checksum over header and payload.
 * @param addresses their sum: see `sumPseudoHeader`
 */
export function sealTcp(view: DataView, offset: number, l4Len: number, addresses: number): void {
  view.setUint16(offset + 16, 0);
  const sum = sumPseudoHeader(addresses, IpProtocol.tcp, l4Len);
  view.setUint16(offset + 16, foldChecksum(sumOctets(view, offset, l4Len, sum)));
}
