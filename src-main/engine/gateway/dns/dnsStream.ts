/**
 * A guest's TCP connection to the gateway's DNS.
 * Read first: RFC 7766 §6.2 (connections, pipelining, idle time), §7 (replies in any order).
 *
 * Theory of operation
 * Whole queries are taken out of the guest's octets. Names of ours are answered; the others go, as
 * they are, over one TCP connection to the host's resolver, opened with the first of them, and stay
 * in `#asked` until a reply with their id comes. If that connection fails, the next server is asked
 * for what is still unanswered; after the last one it is answered SERVFAIL.
 * Towards the guest everything goes through `#out` and leaves on a timer of zero, because no event
 * may arrive during NAT's own call. While NAT has said "stop" (`data` gave false) it stays there;
 * past HIGH_WATER the resolver is not read either, and `queued` tells NAT to stop reading the guest.
 * States: open → (guest has ended: answers what is left) → closed. Silence for IDLE_TIME_MS ends it.
 */
import type { Clock, Timer } from '../../clock.ts';
import { DnsRcode, dnsId, emptyDnsReply, parseDnsQuery, type DnsQuestion } from '../../wire/dns.ts';
import { Drop } from '../../wire/drop.ts';
import { DnsFrames, framedDns } from './dnsFrames.ts';
import type { HostStream, HostStreamEvents } from '../../outside/hostStream.ts';

/** Silence after which the connection is given up, in ms. RFC 7766 §6.2.3: a few seconds. */
const IDLE_TIME_MS = 10_000;
/** Queries of one connection waiting for the host; one more is answered SERVFAIL. */
const MAX_ASKED = 64;
/** Longest query, octets. As over UDP: no honest one is longer, and each is kept while it waits. */
const MAX_QUERY_LENGTH = 4096;
/** Octets towards the guest beyond which the resolver has to wait. */
const HIGH_WATER = 131_072;
/** Octets towards the guest beyond which it gets no more answers: it does not read them. */
const MAX_OUT = 2 * HIGH_WATER;

export interface DnsStreamSurroundings {
  readonly clock: Clock;
  connect(server: string, events: HostStreamEvents): HostStream;
  servers(): readonly string[];
  /** Null: not ours. */
  answer(query: Uint8Array, question: DnsQuestion): Uint8Array | null;
  /** The stream is over and may be forgotten. */
  ended(): void;
}

interface Asked {
  readonly query: Uint8Array;
  readonly end: number;
}

export class DnsStream implements HostStream {
  readonly #events: HostStreamEvents;
  readonly #around: DnsStreamSurroundings;
  readonly #fromGuest = new DnsFrames();
  #asked: Asked[] = [];
  readonly #out: Uint8Array[] = [];
  #outOctets = 0;
  #paused = false;
  #guestEnded = false;
  #closed = false;
  #connected = false;
  #resolver: HostStream | null = null;
  #resolverPaused = false;
  #serversTried = 0;
  #flushTimer: Timer | null = null;
  #idleTimer: Timer | null = null;

  constructor(events: HostStreamEvents, around: DnsStreamSurroundings) {
    this.#events = events;
    this.#around = around;
    this.#stayAwake();
    this.#flushSoon();
  }

  /** Too many already: the connection comes up and ends at once. */
  refuse(): void {
    this.#guestEnded = true;
  }

  /** Octets that wait for the host; answers that the guest does not read count as well. */
  get queued(): number {
    return (this.#resolver?.queued ?? 0) + this.#outOctets;
  }

  write(octets: Uint8Array): void {
    if (this.#closed || this.#guestEnded) return;
    this.#stayAwake();
    for (const query of this.#fromGuest.push(octets)) this.#query(query);
  }

  #query(query: Uint8Array): void {
    const question = query.length > MAX_QUERY_LENGTH ? Drop.oversized : parseDnsQuery(query);
    if (typeof question === 'number') {
      // Whoever cannot frame one query cannot be trusted with the next one's length.
      this.#guestEnded = true;
      this.#flushSoon();
      return;
    }
    const answer = this.#around.answer(query, question);
    if (answer !== null) this.#tell(answer);
    else this.#ask({ query, end: question.end });
  }

  #ask(asked: Asked): void {
    if (this.#asked.length >= MAX_ASKED) {
      this.#tell(emptyDnsReply(asked.query, asked.end, DnsRcode.serverFailure));
      return;
    }
    this.#asked.push(asked);
    if (this.#resolver === null) this.#connect();
    else this.#resolver.write(framedDns(asked.query));
  }

  /** To the next server, or the end of it. What is unanswered is asked there. */
  #connect(): void {
    const servers = this.#around.servers();
    const server = servers[this.#serversTried];
    if (server === undefined) {
      this.#giveUpAsked();
      return;
    }
    this.#serversTried += 1;
    const frames = new DnsFrames();
    const lost = (): void => {
      if (this.#resolver === resolver) this.#resolverLost();
    };
    const resolver = this.#around.connect(server, {
      connected: () => undefined,
      data: (octets) => this.#resolver !== resolver || this.#replies(frames.push(octets)),
      ended: lost,
      drained: () => this.#events.drained(),
      closed: lost,
    });
    this.#resolver = resolver;
    for (const { query } of this.#asked) resolver.write(framedDns(query));
  }

  #giveUpAsked(): void {
    for (const { query, end } of this.#asked.splice(0)) {
      this.#tell(emptyDnsReply(query, end, DnsRcode.serverFailure));
    }
    this.#serversTried = 0;
  }

  /** A server may close when it has answered; only with queries left is the next one asked. */
  #resolverLost(): void {
    this.#resolver?.destroy();
    this.#resolver = null;
    this.#resolverPaused = false;
    if (this.#asked.length > 0) this.#connect();
  }

  #replies(replies: Uint8Array[]): boolean {
    this.#stayAwake();
    for (const reply of replies) {
      const at = this.#asked.findIndex(
        ({ query }) => reply.length >= 2 && dnsId(query) === dnsId(reply),
      );
      if (at < 0) continue;
      this.#asked.splice(at, 1);
      this.#serversTried = 0;
      this.#tell(reply);
    }
    this.#resolverPaused = this.#outOctets > HIGH_WATER;
    return !this.#resolverPaused;
  }

  #tell(reply: Uint8Array): void {
    if (this.#outOctets > MAX_OUT) return;
    const framed = framedDns(reply);
    this.#out.push(framed);
    this.#outOctets += framed.length;
    this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#closed || this.#flushTimer !== null) return;
    this.#flushTimer = this.#around.clock.after(0, () => {
      this.#flushTimer = null;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.#connected) {
      this.#connected = true;
      this.#events.connected();
    }
    while (!this.#closed && !this.#paused && this.#out.length > 0) {
      const octets = this.#out.shift()!;
      this.#outOctets -= octets.length;
      this.#paused = !this.#events.data(octets);
    }
    if (this.#closed || this.#paused) return;
    if (this.#resolverPaused && this.#outOctets === 0) {
      this.#resolverPaused = false;
      this.#resolver?.resumeReading();
    }
    if (this.#guestEnded && this.#asked.length === 0) this.#finish();
    else this.#events.drained();
  }

  #finish(): void {
    this.#events.ended();
    if (this.#closed) return;
    this.destroy();
    this.#events.closed('');
  }

  /** The service ends, or the guest does not read: its connection is reset. */
  shut(): void {
    if (this.#closed) return;
    this.destroy();
    this.#events.closed('ECONNRESET');
  }

  #stayAwake(): void {
    this.#idleTimer?.cancel();
    this.#idleTimer = this.#around.clock.after(IDLE_TIME_MS, () => {
      if (this.#paused) {
        this.shut();
        return;
      }
      this.#giveUpAsked();
      this.#guestEnded = true;
      this.#flushSoon();
    });
  }

  resumeReading(): void {
    this.#paused = false;
    this.#flushSoon();
  }

  end(): void {
    this.#guestEnded = true;
    this.#flushSoon();
  }

  reset(): void {
    this.destroy();
  }

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#flushTimer?.cancel();
    this.#idleTimer?.cancel();
    this.#resolver?.destroy();
    this.#resolver = null;
    this.#out.length = 0;
    this.#outOctets = 0;
    this.#asked = [];
    this.#around.ended();
  }
}
