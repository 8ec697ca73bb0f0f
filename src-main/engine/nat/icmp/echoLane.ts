/**
 * One guest's pings: who it is pinging, and the ring of requests that wait for an answer. What the
 * parts mean is told in icmpNat.ts.
 */
import type { GuestPacket } from '../../gateway/upstream.ts';
import type { HostEcho } from '../../outside/hostSockets.ts';
import { QUOTE_LENGTH, quotePacket } from '../../ip/icmpQuote.ts';

/** Requests of one guest that can wait at once; a power of two. A second of ping -f at RTT 100 ms. */
const RING = 1024;
/** (destination, identifier) pairs remembered per guest. */
const MAX_SESSIONS = 64;

/** What RFC 5508 calls a query session: a guest's echoes to one destination with one identifier. */
export interface EchoSession {
  readonly guestAddress: number;
  readonly destination: number;
  readonly identifier: number;
  lastUsedMs: number;
  octetsOut: number;
  octetsIn: number;
}

export class EchoLane {
  readonly mac: number;
  /** Null before it is opened and after it is closed. */
  echo: HostEcho | null = null;
  lastUsedMs: number;
  readonly known: EchoSession[] = [];
  /** By slot: whose request it is (null: none is waiting), and what the guest called it. */
  readonly sessions = new Array<EchoSession | null>(RING).fill(null);
  readonly guestSequences = new Uint16Array(RING);
  readonly #sequences = new Uint16Array(RING);
  readonly #sentMs = new Float64Array(RING);
  readonly #quotes = new DataView(new ArrayBuffer(RING * QUOTE_LENGTH));
  readonly #quoteLengths = new Uint8Array(RING);
  #next: number;

  /** @param firstSequence where to begin to count */
  constructor(mac: number, firstSequence: number, nowMs: number) {
    this.mac = mac;
    this.lastUsedMs = nowMs;
    this.#next = firstSequence;
  }

  session(packet: GuestPacket, identifier: number, nowMs: number): EchoSession {
    const { source, destination } = packet;
    for (const session of this.known)
      if (
        session.destination === destination &&
        session.identifier === identifier &&
        session.guestAddress === source
      ) {
        session.lastUsedMs = nowMs;
        return session;
      }
    if (this.known.length >= MAX_SESSIONS) this.#forgetLongestIdle();
    const counts = { lastUsedMs: nowMs, octetsOut: 0, octetsIn: 0 };
    const session = { guestAddress: source, destination, identifier, ...counts };
    this.known.push(session);
    return session;
  }

  /** Only the list forgets it; its waiting requests are still answered. */
  #forgetLongestIdle(): void {
    const idle = this.known.reduce((a, b) => (b.lastUsedMs < a.lastUsedMs ? b : a));
    this.known.splice(this.known.indexOf(idle), 1);
  }

  /** A request begins to wait. Returns the sequence to send it with. */
  enter(session: EchoSession, packet: GuestPacket, guestSequence: number, nowMs: number): number {
    const sequence = this.#next;
    const slot = sequence & (RING - 1);
    this.#next = (sequence + 1) & 0xffff;
    this.lastUsedMs = nowMs;
    this.sessions[slot] = session;
    this.guestSequences[slot] = guestSequence;
    this.#sequences[slot] = sequence;
    this.#sentMs[slot] = nowMs;
    this.#quoteLengths[slot] = quotePacket(packet, this.#quotes, slot * QUOTE_LENGTH);
    return sequence;
  }

  /** The slot of the request with this sequence, or -1: none that was sent after `sinceMs`. */
  find(sequence: number, sinceMs: number): number {
    const slot = sequence & (RING - 1);
    const waits = this.sessions[slot] !== null && this.#sequences[slot] === sequence;
    return waits && this.#sentMs[slot]! > sinceMs ? slot : -1;
  }

  /** It has been answered. */
  settle(slot: number): void {
    this.sessions[slot] = null;
  }

  quoted(slot: number): Uint8Array {
    return new Uint8Array(this.#quotes.buffer, slot * QUOTE_LENGTH, this.#quoteLengths[slot]);
  }
}
