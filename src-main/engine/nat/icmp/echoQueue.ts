/**
 * The pings of one switch port: its sessions, and the ring of requests that wait for an answer. See
 * icmpNat.ts.
 */
import { MAX_ECHO_REQUESTS_PER_PORT, MAX_ECHO_SESSIONS_PER_PORT } from '../../guestLimits.ts';
import type { IpAddress } from '../../../address/ip.ts';
import { Timed } from '../../deadlines.ts';
import { echoWord } from '../../ip/icmp.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import { QUOTE_LENGTH, Quote } from '../../ip/quote.ts';
import type { Echo } from '../../outside/echo.ts';

/** What RFC 5508 calls a query session: a guest's echoes to one destination with one identifier. */
export interface EchoSession {
  readonly mac: number;
  readonly guestAddress: IpAddress;
  readonly destination: IpAddress;
  readonly identifier: number;
  lastUsedMs: number;
  octetsOut: number;
  octetsIn: number;
}

export class EchoQueue extends Timed {
  /** The switch port whose pings these are. */
  readonly origin: number;
  /** Null before it is opened and after it is closed. */
  echo: Echo | null = null;
  lastUsedMs: number;
  readonly known: EchoSession[] = [];
  /**
   * By slot: the request's session (null: no request waits), and its sequence as the guest sent it.
   */
  readonly sessions = new Array<EchoSession | null>(MAX_ECHO_REQUESTS_PER_PORT).fill(null);
  readonly guestSequences = new Uint16Array(MAX_ECHO_REQUESTS_PER_PORT);
  /** By slot: the beginning of the guest's packet. */
  readonly quotes: readonly Quote[];
  readonly #sequences = new Uint16Array(MAX_ECHO_REQUESTS_PER_PORT);
  readonly #sentMs = new Float64Array(MAX_ECHO_REQUESTS_PER_PORT);
  #next: number;

  /** @param firstSequence the first request's sequence */
  constructor(origin: number, firstSequence: number, nowMs: number) {
    super();
    this.origin = origin;
    this.lastUsedMs = nowMs;
    this.#next = firstSequence;
    const view = new DataView(new ArrayBuffer(MAX_ECHO_REQUESTS_PER_PORT * QUOTE_LENGTH));
    this.quotes = Array.from(
      { length: MAX_ECHO_REQUESTS_PER_PORT },
      (_, slot) => new Quote(view, slot * QUOTE_LENGTH),
    );
  }

  /** The session of a guest's request; created if new. */
  session(packet: GuestPacket, nowMs: number): EchoSession {
    const identifier = echoWord(packet) >>> 16;
    for (const session of this.known)
      if (
        session.identifier === identifier &&
        session.mac === packet.mac &&
        packet.isTo(session.destination) &&
        packet.isFrom(session.guestAddress)
      ) {
        session.lastUsedMs = nowMs;
        return session;
      }
    if (this.known.length >= MAX_ECHO_SESSIONS_PER_PORT) this.#forgetLongestIdle();
    const session = {
      mac: packet.mac,
      guestAddress: packet.source(),
      destination: packet.destination(),
      identifier,
      lastUsedMs: nowMs,
      octetsOut: 0,
      octetsIn: 0,
    };
    this.known.push(session);
    return session;
  }

  /** Removes it only from the list; its waiting requests still get their answers. */
  #forgetLongestIdle(): void {
    const idle = this.known.reduce((a, b) => (b.lastUsedMs < a.lastUsedMs ? b : a));
    this.known.splice(this.known.indexOf(idle), 1);
  }

  /** Adds a request that waits. Returns the sequence to send it with. */
  enter(session: EchoSession, packet: GuestPacket, nowMs: number): number {
    const sequence = this.#next;
    const slot = sequence & (MAX_ECHO_REQUESTS_PER_PORT - 1);
    this.#next = (sequence + 1) & 0xffff;
    this.lastUsedMs = nowMs;
    this.sessions[slot] = session;
    this.guestSequences[slot] = echoWord(packet) & 0xffff;
    this.#sequences[slot] = sequence;
    this.#sentMs[slot] = nowMs;
    this.quotes[slot]!.keep(packet);
    return sequence;
  }

  /** The slot of the request with this sequence, or -1: none that was sent after `sinceMs`. */
  find(sequence: number, sinceMs: number): number {
    const slot = sequence & (MAX_ECHO_REQUESTS_PER_PORT - 1);
    const waits = this.sessions[slot] !== null && this.#sequences[slot] === sequence;
    return waits && this.#sentMs[slot]! > sinceMs ? slot : -1;
  }

  /** The request has been answered. */
  release(slot: number): void {
    this.sessions[slot] = null;
  }
}
