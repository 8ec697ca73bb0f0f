/**
 * What a guest would hear on a LAN when a datagram of its fails the way the host's kernel says:
 * errno name → ICMP destination unreachable.
 * Read first: RFC 792, RFC 1122 §3.2.2.1, RFC 1191 §4 (next-hop MTU), §7 (plateaus).
 */
import { Unreachable } from '../../wire/icmpv4.ts';

const codes: Readonly<Record<string, number>> = {
  ECONNREFUSED: Unreachable.port,
  EHOSTUNREACH: Unreachable.host,
  EHOSTDOWN: Unreachable.host,
  ENETUNREACH: Unreachable.net,
  ENETDOWN: Unreachable.net,
  EADDRNOTAVAIL: Unreachable.net,
  EACCES: Unreachable.adminProhibited,
  EPERM: Unreachable.adminProhibited,
  EMSGSIZE: Unreachable.fragmentationNeeded,
};

/** The code of destination unreachable, or -1: nothing that concerns the guest. */
export function unreachableCode(error: string): number {
  return codes[error] ?? -1;
}

/** Whether a connected datagram socket goes on after this error. */
export function socketSurvives(error: string): boolean {
  return error === 'ECONNREFUSED' || error === 'EMSGSIZE';
}

/** Common MTUs, octets. RFC 1191 §7, table 7-1. */
const PLATEAUS = [32_000, 17_914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68];

/** The next MTU to try for a packet that was too long, as the kernel does not say which. */
export function plateauBelow(l3Len: number): number {
  return PLATEAUS.find((mtu) => mtu < l3Len) ?? 68;
}
