/**
 * ICMP errors about packets of guests.
 * Read first: RFC 792, RFC 1122 §3.2.2 (when none may be sent), RFC 1812 §4.3.2.3 (how much is
 * quoted) and §4.3.2.8 (rate).
 */
import type { Clock } from '../clock.ts';
import { copyOctets } from '../wire/copyOctets.ts';
import { ICMPV4_HEADER_LENGTH, Icmpv4Type, emitIcmpv4, icmpv4Type } from '../wire/icmpv4.ts';
import { IPV4_HEADER_LENGTH, IpProtocol, emitIpv4, ipv4FragmentOffset } from '../wire/ipv4.ts';
import { isRoutableIpv4 } from '../../address/ipv4.ts';
import type { Outlet } from './outlet.ts';
import type { GuestPacket } from '../gateway/upstream.ts';

/** Longest error, octets of IPv4. RFC 1812 §4.3.2.3. */
const MAX_ERROR_LENGTH = 576;
const MAX_QUOTE = MAX_ERROR_LENGTH - IPV4_HEADER_LENGTH - ICMPV4_HEADER_LENGTH;

/** Errors that may leave at once, and how long one takes to be earned back, in ms. */
const ERROR_BURST = 50;
const ERROR_INTERVAL_MS = 10;

/**
 * Tells the sender of `packet` what became of it, unless no error may be sent about it.
 * @param source whose error it is: the gateway, or the router that NAT heard it from
 * @param rest the second word of the ICMP header: zero, or the next-hop MTU
 * @returns whether an error was built; it leaves with the outlet's next flush
 */
export function sendIcmpError(
  outlet: Outlet,
  packet: GuestPacket,
  source: number,
  type: number,
  code: number,
  rest: number,
): boolean {
  if (!mayBeAnswered(packet)) return false;
  const quoted = Math.min(packet.l3Len, MAX_QUOTE);
  const l3Len = IPV4_HEADER_LENGTH + ICMPV4_HEADER_LENGTH + quoted;
  const offset = outlet.reserve(packet.mac, l3Len);
  if (offset < 0) return false;
  const icmp = offset + IPV4_HEADER_LENGTH;
  copyOctets(packet.view, packet.l3, outlet.view, icmp + ICMPV4_HEADER_LENGTH, quoted);
  emitIcmpv4(outlet.view, icmp, type, code, rest, quoted);
  emitIpv4(outlet.view, offset, source, packet.source, IpProtocol.icmp, l3Len);
  outlet.commit(l3Len);
  return true;
}

/** Never about ICMP errors, about later fragments, nor to or about anything but single hosts. */
function mayBeAnswered(packet: GuestPacket): boolean {
  if (!isRoutableIpv4(packet.source) || !isRoutableIpv4(packet.destination)) return false;
  if (ipv4FragmentOffset(packet.view, packet.l3) !== 0) return false;
  if (packet.protocol !== IpProtocol.icmp) return true;
  return packet.l4Len > 0 && icmpv4Type(packet.view, packet.l4) === Icmpv4Type.echoRequest;
}

/** A bucket of permissions to send errors: ERROR_BURST of them, one more each ERROR_INTERVAL_MS. */
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
