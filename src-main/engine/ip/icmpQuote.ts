/**
 * ICMP errors that come later than the packet they are about: the host's kernel answers when the
 * batch that held the packet has long been used again, so the flow keeps what an error must quote.
 * Read first: RFC 792 ("Internet Header + 64 bits of Original Data Datagram"), RFC 1122 §3.2.2.
 */
import type { GuestPacket } from '../gateway/upstream.ts';
import { ICMPV4_HEADER_LENGTH, emitIcmpv4 } from '../wire/icmpv4.ts';
import { IPV4_HEADER_LENGTH, IpProtocol, emitIpv4 } from '../wire/ipv4.ts';
import type { NatContext } from '../nat/natContext.ts';

/** Octets of the packet's payload in a quote: enough for ports, or an echo's identifier. */
const QUOTED_PAYLOAD = 8;

/** Room a quote may need, octets: the longest IPv4 header and those of the payload. */
export const QUOTE_LENGTH = 60 + QUOTED_PAYLOAD;

/**
 * Copies what an error about this packet must quote; an IPv4 header without options gives 28.
 * @param at where in `into` the quote begins; QUOTE_LENGTH octets must fit
 * @returns octets written
 */
export function quotePacket(packet: GuestPacket, into: DataView, at = 0): number {
  const length = packet.l4 - packet.l3 + Math.min(QUOTED_PAYLOAD, packet.l4Len);
  for (let i = 0; i < length; i++) into.setUint8(at + i, packet.view.getUint8(packet.l3 + i));
  return length;
}

/**
 * Sends an ICMP error to a guest.
 * @param source who says so: the gateway, or whoever on the way did
 * @param destination the guest's address
 * @param quoted as `quotePacket` gave it; when empty there was no packet, and nothing is sent
 * @param rest the header's second word: zero, or the next-hop MTU
 */
export function sendQuotedError(
  context: NatContext,
  mac: number,
  source: number,
  destination: number,
  quoted: Uint8Array,
  type: number,
  code: number,
  rest: number,
): void {
  if (quoted.length === 0) return;
  const l3Len = IPV4_HEADER_LENGTH + ICMPV4_HEADER_LENGTH + quoted.length;
  const outlet = context.outlet;
  const l3 = outlet.reserve(mac, l3Len);
  if (l3 < 0) return;
  const l4 = l3 + IPV4_HEADER_LENGTH;
  outlet.batch.slab.set(quoted, l4 + ICMPV4_HEADER_LENGTH);
  emitIcmpv4(outlet.view, l4, type, code, rest, quoted.length);
  emitIpv4(outlet.view, l3, source, destination, IpProtocol.icmp, l3Len);
  outlet.commit(l3Len);
  outlet.flush();
}
