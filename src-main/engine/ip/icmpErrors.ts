/**
 * ICMP errors to guests about their packets: type and code in each family, and the one place that
 * builds them.
 * Read first: RFC 792, RFC 4443 §3, RFC 1122 §3.2.2 (when none may be sent), RFC 1812 §4.3.2.3 (how
 * much is quoted) and §4.3.2.8 (rate).
 */
import { type IpAddress, type IpFamily, readIp } from '../../address/ip.ts';
import type { Clock } from '../clock.ts';
import { copyOctets } from '../wire/copyOctets.ts';
import { Icmpv4Type, Unreachable } from '../wire/icmpv4.ts';
import { Icmpv6Type, Icmpv6Unreachable } from '../wire/icmpv6.ts';
import { IPV4_HEADER_LENGTH, ipv4FragmentOffset, ipv4SourceAt } from '../wire/ipv4.ts';
import { ipv6SourceAt } from '../wire/ipv6.ts';
import { ICMP_HEADER_LENGTH, beginIcmp, isEchoRequest, isIcmp, sendIcmp } from './icmp.ts';
import type { GuestPacket } from './packet.ts';
import type { PacketEmitter } from './packetEmitter.ts';
import type { Quote } from './quote.ts';
import { isSingleHostAt } from './reachability.ts';

/** Longest error, octets of IPv4. RFC 1812 §4.3.2.3. IPv6 allows 1280 (RFC 4443 §2.4). */
const MAX_ERROR_LENGTH = 576;
const MAX_QUOTE = MAX_ERROR_LENGTH - IPV4_HEADER_LENGTH - ICMP_HEADER_LENGTH;

/** Errors that may be sent in one burst, and after how long one more is allowed, in ms. */
const ERROR_BURST = 50;
const ERROR_INTERVAL_MS = 10;

/** Type and code of an error in one family. */
export interface IcmpError {
  readonly type: number;
  readonly code: number;
}

export type IcmpErrorName =
  | 'noRoute'
  | 'hostUnreachable'
  | 'portUnreachable'
  | 'prohibited'
  | 'tooBig'
  | 'hopLimitExceeded'
  | 'reassemblyTimeExceeded';

const { destinationUnreachable, timeExceeded } = Icmpv4Type;

const ipv4Errors: Readonly<Record<IcmpErrorName, IcmpError>> = {
  noRoute: { type: destinationUnreachable, code: Unreachable.net },
  hostUnreachable: { type: destinationUnreachable, code: Unreachable.host },
  portUnreachable: { type: destinationUnreachable, code: Unreachable.port },
  prohibited: { type: destinationUnreachable, code: Unreachable.adminProhibited },
  tooBig: { type: destinationUnreachable, code: Unreachable.fragmentationNeeded },
  hopLimitExceeded: { type: timeExceeded, code: 0 },
  reassemblyTimeExceeded: { type: timeExceeded, code: 1 },
};

const ipv6Errors: Readonly<Record<IcmpErrorName, IcmpError>> = {
  noRoute: { type: Icmpv6Type.destinationUnreachable, code: Icmpv6Unreachable.noRoute },
  hostUnreachable: { type: Icmpv6Type.destinationUnreachable, code: Icmpv6Unreachable.address },
  portUnreachable: { type: Icmpv6Type.destinationUnreachable, code: Icmpv6Unreachable.port },
  prohibited: { type: Icmpv6Type.destinationUnreachable, code: Icmpv6Unreachable.prohibited },
  tooBig: { type: Icmpv6Type.packetTooBig, code: 0 },
  hopLimitExceeded: { type: Icmpv6Type.timeExceeded, code: 0 },
  reassemblyTimeExceeded: { type: Icmpv6Type.timeExceeded, code: 1 },
};

export function icmpError(name: IcmpErrorName, family: IpFamily): IcmpError {
  return (family === 4 ? ipv4Errors : ipv6Errors)[name];
}

export function isIcmpError(error: IcmpError, name: IcmpErrorName, family: IpFamily): boolean {
  const { type, code } = icmpError(name, family);
  return error.type === type && error.code === code;
}

/** Whether guests may see this error: destinations that cannot be reached, and time exceeded. */
export function isForGuests(error: IcmpError, family: IpFamily): boolean {
  if (family === 4) return error.type === destinationUnreachable || error.type === timeExceeded;
  return error.type <= Icmpv6Type.timeExceeded;
}

/**
 * Sends an error about this packet, unless RFC 1122 §3.2.2 forbids it.
 * @param source who reports it: the gateway, or the host that the guest meant to reach
 * @returns whether an error was built; it leaves with the emitter's next flush
 */
export function sendIcmpError(
  emitter: PacketEmitter,
  packet: GuestPacket,
  source: IpAddress,
  error: IcmpError,
  mtu = 0,
): boolean {
  if (!mayBeAnswered(packet)) return false;
  const { view, l3, mac } = packet;
  const length = Math.min(packet.l3Len, MAX_QUOTE);
  return send(emitter, mac, source, packet.source(), error, mtu, view, l3, length);
}

/**
 * Sends an error about an earlier packet whose beginning is in `quote`. Sends nothing if the quote
 * is empty.
 * @param mtu next-hop MTU, when the packet was too big; otherwise 0
 */
export function sendQuotedError(
  emitter: PacketEmitter,
  mac: number,
  source: IpAddress,
  { view, at, length, family }: Quote,
  error: IcmpError,
  mtu = 0,
): void {
  if (length === 0) return;
  const to = readIp(view, family === 4 ? ipv4SourceAt(at) : ipv6SourceAt(at), family);
  send(emitter, mac, source, to, error, mtu, view, at, length);
  emitter.flush();
}

function send(
  emitter: PacketEmitter,
  mac: number,
  source: IpAddress,
  to: IpAddress,
  error: IcmpError,
  mtu: number,
  view: DataView,
  at: number,
  length: number,
): boolean {
  const quote = beginIcmp(emitter, mac, source, to, length);
  if (quote < 0) return false;
  copyOctets(view, at, emitter.view, quote, length);
  sendIcmp(emitter, to, quote, error.type, error.code, mtu, length);
  return true;
}

/**
 * False for ICMP errors, for later fragments, and unless both addresses are those of single hosts.
 */
function mayBeAnswered(packet: GuestPacket): boolean {
  const { view, family } = packet;
  if (!isSingleHostAt(view, packet.sourceAt, family)) return false;
  if (!isSingleHostAt(view, packet.destinationAt, family)) return false;
  if (family === 4 && ipv4FragmentOffset(view, packet.l3) !== 0) return false;
  return !isIcmp(packet) || (packet.l4Len > 0 && isEchoRequest(packet));
}

/** A token bucket for errors: ERROR_BURST tokens, and one more each ERROR_INTERVAL_MS. */
export class IcmpErrorLimit {
  readonly #clock: Clock;
  #tokens = ERROR_BURST;
  #countedAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#countedAtMs = clock.now();
  }

  take(): boolean {
    const now = this.#clock.now();
    const earned = Math.floor((now - this.#countedAtMs) / ERROR_INTERVAL_MS);
    this.#tokens = Math.min(ERROR_BURST, this.#tokens + earned);
    this.#countedAtMs += earned * ERROR_INTERVAL_MS;
    if (this.#tokens === 0) return false;
    this.#tokens -= 1;
    return true;
  }
}
