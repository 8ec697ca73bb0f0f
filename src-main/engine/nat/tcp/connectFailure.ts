/**
 * What a guest is told when the host could not connect for it: what it would have seen on a LAN.
 * Read first: RFC 1122 §4.2.3.9 (what ICMP errors mean to a connection).
 */
import type { Outlet } from '../../ip/outlet.ts';
import { ICMPV4_HEADER_LENGTH, Icmpv4Type, Unreachable, emitIcmpv4 } from '../../wire/icmpv4.ts';
import { IPV4_HEADER_LENGTH, IpProtocol, emitIpv4 } from '../../wire/ipv4.ts';
import { TCP_HEADER_LENGTH } from '../../wire/tcp.ts';
import type { Addressee } from './segmentWriter.ts';

/** RFC 792: the header and the first 64 bits of its data. */
const QUOTED_OCTETS = 8;
const QUOTE_LENGTH = IPV4_HEADER_LENGTH + QUOTED_OCTETS;

export const FailureAnswer = { reset: -1, silence: -2 } as const;

/** A code of destination unreachable, or one of `FailureAnswer`. */
export function answerTo(error: string): number {
  switch (error) {
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
      return Unreachable.host;
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return Unreachable.net;
    case 'EACCES':
    case 'EPERM':
      return Unreachable.adminProhibited;
    case 'ETIMEDOUT':
      return FailureAnswer.silence;
    default:
      return FailureAnswer.reset;
  }
}

/**
 * Destination unreachable about a SYN whose frame is long gone: its header is built again from what
 * the guest compares, the addresses, the ports and the sequence number (RFC 5927 §4.1).
 * @param source the gateway's address
 */
export function sendUnreachable(
  outlet: Outlet,
  source: number,
  to: Addressee,
  sequence: number,
  identification: number,
  code: number,
): void {
  const l3Len = IPV4_HEADER_LENGTH + ICMPV4_HEADER_LENGTH + QUOTE_LENGTH;
  const at = outlet.reserve(to.guestMac, l3Len);
  if (at < 0) return;
  const { view } = outlet;
  const icmp = at + IPV4_HEADER_LENGTH;
  const quote = icmp + ICMPV4_HEADER_LENGTH;
  const quotedLength = IPV4_HEADER_LENGTH + TCP_HEADER_LENGTH;
  const { guestAddress, remoteAddress } = to;
  emitIpv4(view, quote, guestAddress, remoteAddress, IpProtocol.tcp, quotedLength, identification);
  view.setUint16(quote + IPV4_HEADER_LENGTH, to.guestPort);
  view.setUint16(quote + IPV4_HEADER_LENGTH + 2, to.remotePort);
  view.setUint32(quote + IPV4_HEADER_LENGTH + 4, sequence);
  emitIcmpv4(view, icmp, Icmpv4Type.destinationUnreachable, code, 0, QUOTE_LENGTH);
  emitIpv4(view, at, source, guestAddress, IpProtocol.icmp, l3Len);
  outlet.commit(l3Len);
}
