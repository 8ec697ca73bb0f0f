/**
 * ARP for IPv4 over Ethernet: checked view and emit.
 * Read first: RFC 826, RFC 5227 §1.1 (probe: sender address zero; announcement).
 * Left out: other hardware and protocol types; RARP.
 */
import { readMac, writeMac } from '../../address/mac.ts';
import { Drop, type DropCode } from './drop.ts';

export const ARP_LENGTH = 28;

export const ArpOperation = { request: 1, reply: 2 } as const;

const HARDWARE_ETHERNET = 1;
const PROTOCOL_IPV4 = 0x0800;
/** Hardware address length 6, protocol address length 4, as one 16-bit word. */
const ADDRESS_LENGTHS = 0x0604;

export function checkArp(view: DataView, offset: number, length: number): DropCode {
  if (length < ARP_LENGTH) return Drop.truncated;
  const known =
    view.getUint16(offset) === HARDWARE_ETHERNET &&
    view.getUint16(offset + 2) === PROTOCOL_IPV4 &&
    view.getUint16(offset + 4) === ADDRESS_LENGTHS;
  return known ? Drop.none : Drop.unsupported;
}

export function arpOperation(view: DataView, offset: number): number {
  return view.getUint16(offset + 6);
}

export function arpSenderMac(view: DataView, offset: number): number {
  return readMac(view, offset + 8);
}

export function arpSenderAddress(view: DataView, offset: number): number {
  return view.getUint32(offset + 14);
}

export function arpTargetMac(view: DataView, offset: number): number {
  return readMac(view, offset + 18);
}

export function arpTargetAddress(view: DataView, offset: number): number {
  return view.getUint32(offset + 24);
}

export function setArpSenderMac(view: DataView, offset: number, mac: number): void {
  writeMac(view, offset + 8, mac);
}

export function setArpTargetMac(view: DataView, offset: number, mac: number): void {
  writeMac(view, offset + 18, mac);
}

export function emitArp(
  view: DataView,
  offset: number,
  operation: number,
  senderMac: number,
  senderAddress: number,
  targetMac: number,
  targetAddress: number,
): void {
  view.setUint16(offset, HARDWARE_ETHERNET);
  view.setUint16(offset + 2, PROTOCOL_IPV4);
  view.setUint16(offset + 4, ADDRESS_LENGTHS);
  view.setUint16(offset + 6, operation);
  setArpSenderMac(view, offset, senderMac);
  view.setUint32(offset + 14, senderAddress);
  setArpTargetMac(view, offset, targetMac);
  view.setUint32(offset + 24, targetAddress);
}
