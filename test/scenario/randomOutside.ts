/**
 * An outside for a whole engine: every socket that NAT and DNS open lies here until it is closed,
 * and `stir` lets any of them do whatever a host's socket may do.
 */
import { type IpAddress, parseIp } from '../../src-main/address/ip.ts';
import type {
  BoundDatagramEvents,
  BoundDatagrams,
  DatagramEvents,
  Datagrams,
} from '../../src-main/engine/outside/datagrams.ts';
import type { Echo, EchoEvents } from '../../src-main/engine/outside/echo.ts';
import type { Closable, Outside } from '../../src-main/engine/outside/outside.ts';
import { type OutsideError, outsideError } from '../../src-main/engine/outside/outsideError.ts';
import type { AcceptedStream, Stream, StreamEvents } from '../../src-main/engine/outside/stream.ts';
import { DNS_PORT } from '../../src-main/engine/wire/dns.ts';

/** On this computer, beyond it, and in the guests' own subnet. */
const PEERS = ['127.0.0.1', '198.51.100.9', '192.168.131.5'].map((text) => parseIp(text)!);

type Random = () => number;

const STREAM_ERRORS = ['', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ETIMEDOUT', 'EMFILE'];
const DATAGRAM_ERRORS = ['ECONNREFUSED', 'EMSGSIZE', 'ENETUNREACH', 'EMFILE'];

/** One of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

class RandomStream implements Stream {
  capacity = 1 << 20;
  readable = 0;
  queued = 0;
  readonly outside: RandomOutside;
  readonly events: StreamEvents;

  constructor(outside: RandomOutside, events: StreamEvents) {
    this.outside = outside;
    this.events = events;
    outside.streams.add(this);
  }

  peek(offset: number, length: number, into: Uint8Array, at: number): void {
    if (offset + length > this.readable) throw new Error('peeked at what is not there');
    into.fill(7, at, at + length);
  }

  discard(octets: number): void {
    if (octets > this.readable) throw new Error('discarded what is not there');
    this.readable -= octets;
  }

  get room(): number {
    return this.capacity - this.queued;
  }

  write(_octets: Uint8Array, _offset: number, length: number): number {
    if (!this.outside.streams.has(this)) throw new Error('written to a stream that is gone');
    const taken = Math.min(length, this.room);
    this.queued += taken;
    return taken;
  }

  end(): void {
    return;
  }

  reset(): void {
    this.outside.streams.delete(this);
  }

  close(): void {
    this.outside.streams.delete(this);
  }

  stir(random: Random): void {
    const dice = random();
    if (dice < 0.3) this.events.connected();
    else if (dice < 0.6) this.#say(random);
    else if (dice < 0.7) this.events.ended();
    else if (dice < 0.9) {
      this.queued = 0;
      this.events.writable();
    } else {
      this.outside.streams.delete(this);
      const errno = pick(random, STREAM_ERRORS);
      this.events.closed(errno === '' ? null : outsideError(errno));
    }
  }

  #say(random: Random): void {
    if (this.readable >= this.capacity) return;
    this.readable += Math.floor(random() ** 3 * 65_536);
    this.events.readable();
  }
}

/** A socket connected to one peer, and what was sent last. */
interface Connected {
  readonly events: DatagramEvents;
  readonly port: number;
  sent: Uint8Array[];
}

interface Pinging {
  readonly events: EchoEvents;
  sent: { to: IpAddress; sequence: number }[];
}

export class RandomOutside implements Outside {
  readonly streams = new Set<RandomStream>();
  readonly connected = new Set<Connected>();
  readonly bound = new Set<BoundDatagramEvents>();
  readonly echoes = new Set<Pinging>();
  readonly listeners = new Set<(stream: AcceptedStream) => void>();
  /** Most sockets of all kinds at any one time. */
  most = 0;
  #port = 40_000;

  get open(): number {
    const { streams, connected, bound, echoes, listeners } = this;
    return streams.size + connected.size + bound.size + echoes.size + listeners.size;
  }

  resolvers(): readonly string[] {
    return ['192.0.2.1', '192.0.2.2'];
  }

  connect(_address: string, _port: number, events: StreamEvents): Stream {
    return this.#counted(new RandomStream(this, events));
  }

  listen(
    _address: string,
    _port: number,
    accepted: (stream: AcceptedStream) => void,
    ready: (error: OutsideError | null) => void,
  ): Closable {
    this.listeners.add(accepted);
    queueMicrotask(() => ready(null));
    return { close: () => void this.listeners.delete(accepted) };
  }

  connectDatagrams(
    _address: string,
    port: number,
    localPort: number,
    events: DatagramEvents,
  ): Datagrams {
    const socket: Connected = { events, port, sent: [] };
    this.connected.add(socket);
    return this.#counted({
      localPort: localPort || this.#port++,
      send: (octets: Uint8Array) => {
        if (!this.connected.has(socket)) throw new Error('sent on a closed socket');
        socket.sent = [...socket.sent.slice(-15), new Uint8Array(octets)];
      },
      close: () => {
        if (!this.connected.delete(socket)) throw new Error('closed twice');
      },
    });
  }

  bindDatagrams(
    _address: string,
    localPort: number,
    events: BoundDatagramEvents,
    ready: (error: OutsideError | null) => void,
  ): BoundDatagrams {
    queueMicrotask(() => ready(null));
    this.bound.add(events);
    return this.#counted({
      localPort,
      sendTo: () => {
        if (!this.bound.has(events)) throw new Error('sent on a closed socket');
      },
      close: () => {
        if (!this.bound.delete(events)) throw new Error('closed twice');
      },
    });
  }

  openEcho(events: EchoEvents): Echo {
    const echo: Pinging = { events, sent: [] };
    this.echoes.add(echo);
    return this.#counted({
      send: (to: IpAddress, sequence: number) => {
        echo.sent = [...echo.sent.slice(-15), { to, sequence }];
      },
      close: () => void this.echoes.delete(echo),
    });
  }

  /** Something happens to one socket of each kind. */
  stir(random: Random): void {
    if (this.streams.size > 0) pick(random, [...this.streams]).stir(random);
    if (this.connected.size > 0) stirConnected(random, pick(random, [...this.connected]));
    if (this.bound.size > 0) stirBound(random, pick(random, [...this.bound]));
    if (this.echoes.size > 0) stirEcho(random, pick(random, [...this.echoes]));
    if (this.listeners.size > 0 && random() < 0.2) this.#accept(random);
  }

  #accept(random: Random): void {
    const peerAddress = pick(random, PEERS);
    const open = (events: StreamEvents): Stream => this.#counted(new RandomStream(this, events));
    const peerPort = 1024 + Math.floor(random() * 60_000);
    pick(random, [...this.listeners])({ peerAddress, peerPort, open });
  }

  #counted<T>(socket: T): T {
    this.most = Math.max(this.most, this.open);
    return socket;
  }
}

function stirConnected(random: Random, { events, port, sent }: Connected): void {
  if (random() < 0.2) events.failed(outsideError(pick(random, DATAGRAM_ERRORS)));
  else if (port !== DNS_PORT) events.datagram(anyDatagram(random));
  else if (sent.length > 0) events.datagram(replyTo(pick(random, sent), random));
}

function stirBound(random: Random, events: BoundDatagramEvents): void {
  if (random() < 0.2) events.failed(outsideError(pick(random, DATAGRAM_ERRORS)));
  else events.datagram(anyDatagram(random), pick(random, PEERS).toString(), 6000);
}

function stirEcho(random: Random, { events, sent }: Pinging): void {
  const { to, sequence } = sent.length > 0 ? pick(random, sent) : { to: PEERS[1]!, sequence: 1 };
  const dice = random();
  if (dice < 0.6) events.reply(to, sequence, Buffer.alloc(Math.floor(random() * 3000)));
  else if (dice < 0.95) {
    const offender = random() < 0.5 ? null : to;
    events.failed(
      { errno: '', offender, type: pick(random, [3, 11]), code: 4, mtu: 1400 },
      sequence,
    );
  } else events.failed(outsideError('ENETDOWN'), null);
}

function anyDatagram(random: Random): Buffer {
  return Buffer.alloc(Math.floor(random() ** 4 * 65_536), 1);
}

/** The query turned into an answer with some octets behind it. */
function replyTo(query: Uint8Array, random: Random): Uint8Array {
  if (query.length < 3) return anyDatagram(random);
  const reply = Buffer.concat([query, Buffer.alloc(Math.floor(random() ** 2 * 4000))]);
  reply[2] = reply[2]! | 0x80;
  return reply;
}
