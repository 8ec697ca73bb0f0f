/**
 * ICMP and ICMPv6 in one. Their differences are here and in the table of icmpErrors.ts.
 * Read first: RFC 792, RFC 4443; wire/icmpv4.ts, wire/icmpv6.ts.
 */
import type { IpAddress } from '../../address/ip.ts';
import type { DropCode } from '../wire/drop.ts';
import { Icmpv4Type, checkIcmpv4, emitIcmpv4 } from '../wire/icmpv4.ts';
import { Icmpv6Type, checkIcmpv6, emitIcmpv6 } from '../wire/icmpv6.ts';
import { IpProtocol } from '../wire/ipProtocol.ts';
import { IPV6_HEADER_LENGTH } from '../wire/ipv6.ts';
import type { GuestPacket } from './packet.ts';
import type { PacketEmitter } from './packetEmitter.ts';

/** Type, code, checksum and one word, in both. */
export const ICMP_HEADER_LENGTH = 8;

/** Whether the packet carries the ICMP of its own family. */
export function isIcmp(packet: GuestPacket): boolean {
  return packet.protocol === (packet.family === 4 ? IpProtocol.icmp : IpProtocol.icmpv6);
}

export function checkIcmp(packet: GuestPacket): DropCode {
  const { view, l3, l4, l4Len } = packet;
  return packet.family === 4 ? checkIcmpv4(view, l4, l4Len) : checkIcmpv6(view, l4, l4Len, l3);
}

/** A checked message: is it an echo request? */
export function isEchoRequest({ view, l4, family }: GuestPacket): boolean {
  const type = family === 4 ? Icmpv4Type.echoRequest : Icmpv6Type.echoRequest;
  return view.getUint8(l4) === type && view.getUint8(l4 + 1) === 0;
}

/** Identifier and sequence of an echo, as one word. */
export function echoWord({ view, l4 }: GuestPacket): number {
  return view.getUint32(l4 + 4);
}

/** Begins a message. Returns where its payload belongs, or -1: it cannot be sent. */
export function beginIcmp(
  emitter: PacketEmitter,
  mac: number,
  source: IpAddress,
  destination: IpAddress,
  payloadLength: number,
): number {
  const protocol = destination.family === 4 ? IpProtocol.icmp : IpProtocol.icmpv6;
  const l4Len = ICMP_HEADER_LENGTH + payloadLength;
  const l4 = emitter.begin(mac, source, destination, protocol, l4Len);
  return l4 < 0 ? -1 : l4 + ICMP_HEADER_LENGTH;
}

/**
 * Sends the message whose payload is in place.
 * @param to address of the guest
 * @param at as `beginIcmp` gave it
 * @param rest the header's second word
 */
export function sendIcmp(
  emitter: PacketEmitter,
  to: IpAddress,
  at: number,
  type: number,
  code: number,
  rest: number,
  payloadLength: number,
): void {
  const { view } = emitter;
  const l4 = at - ICMP_HEADER_LENGTH;
  if (to.family === 4) emitIcmpv4(view, l4, type, code, rest, payloadLength);
  else emitIcmpv6(view, l4, type, code, rest, payloadLength, l4 - IPV6_HEADER_LENGTH);
  emitter.send();
}

/** Sends the echo reply whose payload is in place. */
export function sendEchoReply(
  emitter: PacketEmitter,
  to: IpAddress,
  at: number,
  echo: number,
  payloadLength: number,
): void {
  const type = to.family === 4 ? Icmpv4Type.echoReply : Icmpv6Type.echoReply;
  sendIcmp(emitter, to, at, type, 0, echo, payloadLength);
}
