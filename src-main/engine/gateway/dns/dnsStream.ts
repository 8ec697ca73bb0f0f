/**
 * A guest's TCP connection to the gateway's DNS.
 * Read first: RFC 7766 §6.2 (connections, pipelining, idle time), §7 (replies in any order).
 *
 * Theory of operation
 * Whole queries are taken out of the guest's octets. Local names are answered here. The other
 * queries go unchanged over one TCP connection to the host's resolver, opened with the first of
 * them, and stay in `#asked` until a reply with their id arrives. If that connection fails, the
 * next server is asked for what is still unanswered; after the last server they are answered
 * SERVFAIL.
 * Answers wait in `#out` until NAT discards them, when the guest has acknowledged them. Events for
 * NAT come from a timer of zero, because none may arrive during NAT's own call. While more than
 * HIGH_WATER octets wait for the guest, the resolver's replies stay in its stream; beyond
 * MAX_DNS_STREAM_OUT this stream has no room, so NAT stops the guest.
 * States: open → guest has ended (remaining queries are answered) → over (remaining answers can be
 * read) → closed. Silence for IDLE_TIME_MS ends the stream.
 */
import { Buffer } from 'node:buffer';
import {
  MAX_DNS_QUERY_LENGTH,
  MAX_DNS_STREAM_OUT,
  MAX_QUERIES_PER_DNS_STREAM,
} from '../../guestLimits.ts';
import type { Clock, Timer } from '../../clock.ts';
import { DnsRcode, dnsId, emptyDnsReply, parseDnsQuery, type DnsQuestion } from '../../wire/dns.ts';
import { Drop } from '../../wire/drop.ts';
import { DnsFrames, framedDns } from './dnsFrames.ts';
import { outsideError } from '../../outside/outsideError.ts';
import type { Stream, StreamEvents } from '../../outside/stream.ts';
import { OctetQueue } from './octetQueue.ts';

/** Silence after which the connection ends, in ms. RFC 7766 §6.2.3: a few seconds. */
const IDLE_TIME_MS = 10_000;
/** Octets waiting for the guest beyond which no more replies are read from the resolver. */
const HIGH_WATER = MAX_DNS_STREAM_OUT / 2;
/** Octets of replies read at a time: the longest message. */
const READ_OCTETS = 1 << 16;

/** The service ends, or the guest does not read. */
const RESET = outsideError('ECONNRESET');

export interface DnsStreamSurroundings {
  readonly clock: Clock;
  connect(server: string, events: StreamEvents): Stream;
  servers(): readonly string[];
  /** Null: the name is not local. */
  answer(query: Uint8Array, question: DnsQuestion): Uint8Array | null;
  /** The stream is over and may be forgotten. */
  ended(): void;
}

interface Asked {
  readonly query: Uint8Array;
  readonly end: number;
}

export class DnsStream implements Stream {
  readonly capacity = MAX_DNS_STREAM_OUT;
  readonly #events: StreamEvents;
  readonly #around: DnsStreamSurroundings;
  readonly #fromGuest = new DnsFrames();
  #asked: Asked[] = [];
  readonly #out = new OctetQueue();
  #guestEnded = false;
  /** No octets move in either direction any more. */
  #over = false;
  #connected = false;
  #resolver: Stream | null = null;
  /** Queries that the resolver's stream has no room for yet. */
  readonly #toResolver = new OctetQueue();
  #fromResolver = new DnsFrames();
  #resolverEnded = false;
  #serversTried = 0;
  #eventsTimer: Timer | null = null;
  #idleTimer: Timer | null = null;

  constructor(events: StreamEvents, around: DnsStreamSurroundings) {
    this.#events = events;
    this.#around = around;
    this.#stayAwake();
    this.#reportSoon();
  }

  /** There are too many streams: this one connects and ends immediately. */
  refuse(): void {
    this.#guestEnded = true;
  }

  get readable(): number {
    return this.#out.length;
  }

  peek(offset: number, length: number, into: Uint8Array, at: number): void {
    this.#out.peek(offset, length, into, at);
  }

  discard(octets: number): void {
    this.#out.discard(octets);
    if (this.#over) return;
    this.#readReplies();
    this.#reportSoon();
  }

  get room(): number {
    return Math.max(0, this.capacity - this.#out.length - this.#toResolver.length);
  }

  write(octets: Buffer, offset: number, length: number): number {
    if (this.#over || this.#guestEnded) return length;
    const taken = Math.min(length, this.room);
    this.#stayAwake();
    for (const query of this.#fromGuest.push(octets.subarray(offset, offset + taken))) {
      this.#query(query);
    }
    return taken;
  }

  #query(query: Uint8Array): void {
    const question = query.length > MAX_DNS_QUERY_LENGTH ? Drop.oversized : parseDnsQuery(query);
    if (typeof question === 'number') {
      // After a malformed query the next length cannot be trusted either.
      this.#guestEnded = true;
      this.#reportSoon();
      return;
    }
    const answer = this.#around.answer(query, question);
    if (answer !== null) this.#answer(answer);
    else this.#ask({ query, end: question.end });
  }

  #ask(asked: Asked): void {
    if (this.#asked.length >= MAX_QUERIES_PER_DNS_STREAM) {
      this.#answer(emptyDnsReply(asked.query, asked.end, DnsRcode.serverFailure));
      return;
    }
    this.#asked.push(asked);
    if (this.#resolver === null) this.#connect();
    else this.#send(this.#resolver, asked);
  }

  #send(resolver: Stream, { query }: Asked): void {
    this.#toResolver.push(framedDns(query));
    this.#toResolver.moveTo(resolver);
  }

  /** Asks the next server what is still unanswered; after the last one, answers SERVFAIL. */
  #connect(): void {
    const servers = this.#around.servers();
    const server = servers[this.#serversTried];
    if (server === undefined) {
      this.#giveUpAsked();
      return;
    }
    this.#serversTried += 1;
    this.#fromResolver = new DnsFrames();
    this.#resolverEnded = false;
    const ended = (): void => {
      if (this.#resolver !== resolver) return;
      this.#resolverEnded = true;
      this.#readReplies();
    };
    const resolver = this.#around.connect(server, {
      connected: () => undefined,
      readable: () => this.#readReplies(),
      writable: () => this.#toResolver.moveTo(resolver),
      ended,
      closed: ended,
    });
    this.#resolver = resolver;
    for (const asked of this.#asked) this.#send(resolver, asked);
  }

  #giveUpAsked(): void {
    for (const { query, end } of this.#asked.splice(0)) {
      this.#answer(emptyDnsReply(query, end, DnsRcode.serverFailure));
    }
    this.#serversTried = 0;
  }

  #closeResolver(): void {
    this.#resolver?.close();
    this.#resolver = null;
    this.#toResolver.clear();
  }

  /** Reads the resolver's replies, as long as the guest reads its answers. */
  #readReplies(): void {
    const resolver = this.#resolver;
    if (resolver === null) return;
    while (resolver.readable > 0 && this.#out.length <= HIGH_WATER) {
      const octets = Buffer.allocUnsafe(Math.min(resolver.readable, READ_OCTETS));
      resolver.peek(0, octets.length, octets, 0);
      resolver.discard(octets.length);
      this.#replies(this.#fromResolver.push(octets));
    }
    if (!this.#resolverEnded || resolver.readable > 0) return;
    // A server may close after its answers. Only unanswered queries go to the next server.
    this.#closeResolver();
    if (this.#asked.length > 0) this.#connect();
  }

  #replies(replies: Uint8Array[]): void {
    this.#stayAwake();
    for (const reply of replies) {
      const at = this.#asked.findIndex(
        ({ query }) => reply.length >= 2 && dnsId(query) === dnsId(reply),
      );
      if (at < 0) continue;
      this.#asked.splice(at, 1);
      this.#serversTried = 0;
      this.#answer(reply);
    }
  }

  #answer(reply: Uint8Array): void {
    if (this.#out.length > MAX_DNS_STREAM_OUT) return;
    this.#out.push(framedDns(reply));
    this.#reportSoon();
  }

  #reportSoon(): void {
    if (this.#over || this.#eventsTimer !== null) return;
    this.#eventsTimer = this.#around.clock.after(0, () => {
      this.#eventsTimer = null;
      this.#report();
    });
  }

  #report(): void {
    if (!this.#connected) {
      this.#connected = true;
      this.#events.connected();
    }
    if (this.#out.length > 0) this.#events.readable();
    if (this.#over) return;
    if (this.#guestEnded && this.#asked.length === 0) this.#finish();
    else this.#events.writable();
  }

  #finish(): void {
    this.#stop();
    this.#events.ended();
    this.#events.closed(null);
  }

  /** The service ends, or the guest does not read: its connection is reset. */
  shut(): void {
    if (this.#over) return;
    this.close();
    this.#events.closed(RESET);
  }

  #stayAwake(): void {
    this.#idleTimer?.cancel();
    this.#idleTimer = this.#around.clock.after(IDLE_TIME_MS, () => {
      if (this.#out.length > HIGH_WATER) {
        this.shut();
        return;
      }
      this.#giveUpAsked();
      this.#guestEnded = true;
      this.#reportSoon();
    });
  }

  end(): void {
    this.#guestEnded = true;
    this.#reportSoon();
  }

  reset(): void {
    this.close();
  }

  close(): void {
    this.#stop();
    this.#out.clear();
  }

  #stop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#eventsTimer?.cancel();
    this.#idleTimer?.cancel();
    this.#closeResolver();
    this.#asked = [];
    this.#around.ended();
  }
}
