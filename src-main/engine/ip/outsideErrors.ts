/**
 * What a guest gets when the outside reports an error: the ICMP error that it would have got on a
 * LAN. TCP, UDP and echo use this one path.
 * Read first: outside/outsideError.ts, icmpErrors.ts; RFC 1122 §3.2.2.1, RFC 1191 §4.
 */
import type { IpAddress, IpFamily } from '../../address/ip.ts';
import type { OutsideError } from '../outside/outsideError.ts';
import {
  type IcmpError,
  type IcmpErrorName,
  icmpError,
  isForGuests,
  isIcmpError,
  sendQuotedError,
} from './icmpErrors.ts';
import type { PacketEmitter } from './packetEmitter.ts';
import type { Quote } from './quote.ts';

/** Errors of the host's kernel that concern a guest. */
const errnos: Readonly<Record<string, IcmpErrorName>> = {
  ECONNREFUSED: 'portUnreachable',
  EHOSTUNREACH: 'hostUnreachable',
  EHOSTDOWN: 'hostUnreachable',
  ENETUNREACH: 'noRoute',
  ENETDOWN: 'noRoute',
  EADDRNOTAVAIL: 'noRoute',
  EACCES: 'prohibited',
  EPERM: 'prohibited',
  EMSGSIZE: 'tooBig',
};

/** Null: the error does not concern the guest. An ICMP error says more than an errno. */
export function errorForGuest(
  { errno, type, code }: OutsideError,
  family: IpFamily,
): IcmpError | null {
  if (type !== null && code !== null) {
    const error = { type, code };
    return isForGuests(error, family) ? error : null;
  }
  const name = errnos[errno];
  return name === undefined ? null : icmpError(name, family);
}

/** The guest's packet that an error is about. */
export interface FailedPacket {
  readonly mac: number;
  /** The address that it was sent to. */
  readonly remote: IpAddress;
  readonly quote: Quote;
}

/**
 * Sends the guest the error, if it concerns the guest.
 * @param gateway reports the error when it is not known which router did
 */
export function sendOutsideError(
  emitter: PacketEmitter,
  gateway: IpAddress,
  { mac, remote, quote }: FailedPacket,
  outsideError: OutsideError,
): void {
  const { family } = remote;
  const error = errorForGuest(outsideError, family);
  if (error === null) return;
  const tooBig = isIcmpError(error, 'tooBig', family);
  const fromIcmp = outsideError.type !== null;
  // If routers may fragment the packet, the kernel does so from now on.
  if (tooBig && !fromIcmp && quote.mayBeFragmented) return;
  // Only the remote itself can report a closed port.
  const refused = isIcmpError(error, 'portUnreachable', family);
  const source = outsideError.offender ?? (refused ? remote : gateway);
  const mtu = fromIcmp ? outsideError.mtu : quote.nextMtu;
  sendQuotedError(emitter, mac, source, quote, error, tooBig ? mtu : 0);
}
