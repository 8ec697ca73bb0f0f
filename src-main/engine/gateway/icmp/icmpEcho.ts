/**
 * Answers pings to the gateway itself.
 * Read first: RFC 792 (echo), RFC 1122 §3.2.2.6.
 */
import { copyOctets } from '../../wire/copyOctets.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import {
  ICMPV4_HEADER_LENGTH,
  Icmpv4Type,
  checkIcmpv4,
  emitIcmpv4,
  icmpv4Type,
} from '../../wire/icmpv4.ts';
import { IPV4_HEADER_LENGTH, IpProtocol, emitIpv4, isIpv4Fragment } from '../../wire/ipv4.ts';
import type { Outlet } from '../../ip/outlet.ts';
import type { GuestPacket } from '../upstream.ts';

/** An ICMP packet for our own address; anything but an echo request is nothing to us. */
export function answerEcho(outlet: Outlet, packet: GuestPacket): DropCode {
  const { view, l3, l4, l4Len } = packet;
  if (isIpv4Fragment(view, l3)) return Drop.fragment;
  const checked = checkIcmpv4(view, l4, l4Len);
  if (checked !== Drop.none) return checked;
  if (icmpv4Type(view, l4) !== Icmpv4Type.echoRequest) return Drop.unsolicited;
  const l3Len = IPV4_HEADER_LENGTH + l4Len;
  const offset = outlet.reserve(packet.mac, l3Len);
  if (offset < 0) return Drop.queueFull;
  const icmp = offset + IPV4_HEADER_LENGTH;
  const payload = l4Len - ICMPV4_HEADER_LENGTH;
  copyOctets(view, l4 + 8, outlet.view, icmp + ICMPV4_HEADER_LENGTH, payload);
  emitIcmpv4(outlet.view, icmp, Icmpv4Type.echoReply, 0, view.getUint32(l4 + 4), payload);
  emitIpv4(outlet.view, offset, packet.destination, packet.source, IpProtocol.icmp, l3Len);
  outlet.commit(l3Len);
  return Drop.none;
}
