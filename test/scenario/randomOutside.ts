/**
 * A host for a whole engine: every socket that NAT and DNS open lies here until it is closed, and
 * `stir` lets any of them do whatever a host's socket may do.
 */
import { type IpAddress, parseIp } from '../../src-main/address/ip.ts';
import type { DnsHost, DnsSocketEvents } from '../../src-main/engine/outside/dnsHost.ts';
import type {
  AcceptedStream,
  HostDatagramEvents,
  HostDatagrams,
  HostEcho,
  HostEchoEvents,
  HostSockets,
} from '../../src-main/engine/outside/hostSockets.ts';
import type { Stream, StreamEvents } from '../../src-main/engine/outside/stream.ts';
import { errorNamed } from './fakeHost.ts';

/** On this computer, beyond it, and in the guests' own subnet. */
const PEERS = ['127.0.0.1', '198.51.100.9', '192.168.131.5'].map((text) => parseIp(text)!);

type Random = () => number;

const STREAM_ERRORS = ['', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ETIMEDOUT', 'EMFILE'];
const DATAGRAM_ERRORS = ['ECONNREFUSED', 'EMSGSIZE', 'ENETUNREACH', 'EMFILE'];

/** One of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

class WholeStream implements Stream {
  capacity = 1 << 20;
  readable = 0;
  queued = 0;
  readonly host: WholeHost;
  readonly events: StreamEvents;

  constructor(host: WholeHost, events: StreamEvents) {
    this.host = host;
    this.events = events;
    host.streams.add(this);
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
    if (!this.host.streams.has(this)) throw new Error('written to a stream that is gone');
    const taken = Math.min(length, this.room);
    this.queued += taken;
    return taken;
  }

  end(): void {
    return;
  }

  reset(): void {
    this.host.streams.delete(this);
  }

  close(): void {
    this.host.streams.delete(this);
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
      this.host.streams.delete(this);
      const errno = pick(random, STREAM_ERRORS);
      this.events.closed(errno === '' ? null : errorNamed(errno));
    }
  }

  #say(random: Random): void {
    if (this.readable >= this.capacity) return;
    this.readable += Math.floor(random() ** 3 * 65_536);
    this.events.readable();
  }
}

export class WholeHost implements HostSockets, DnsHost {
  readonly streams = new Set<WholeStream>();
  readonly datagrams = new Set<{ events: HostDatagramEvents; address: IpAddress; port: number }>();
  readonly echoes = new Set<{
    events: HostEchoEvents;
    sent: { to: IpAddress; sequence: number }[];
  }>();
  readonly dnsSockets = new Set<{ events: DnsSocketEvents; asked: Uint8Array[] }>();
  readonly listeners = new Set<(stream: AcceptedStream) => void>();
  /** Most sockets of all kinds at any one time. */
  most = 0;
  #port = 40_000;

  get open(): number {
    const { streams, datagrams, echoes, dnsSockets, listeners } = this;
    return streams.size + datagrams.size + echoes.size + dnsSockets.size + listeners.size;
  }

  connect(_address: IpAddress | string, _port: number, events: StreamEvents): Stream {
    return this.#counted(new WholeStream(this, events));
  }

  listen(
    _address: string,
    _port: number,
    accepted: (stream: AcceptedStream) => void,
    ready: (error: string | null) => void,
  ): { close(): void } {
    this.listeners.add(accepted);
    queueMicrotask(() => ready(null));
    return { close: () => void this.listeners.delete(accepted) };
  }

  connectDatagrams(
    address: IpAddress,
    port: number,
    localPort: number,
    events: HostDatagramEvents,
  ): HostDatagrams {
    return this.#datagrams(address, port, localPort, events);
  }

  bindDatagrams(
    _address: string,
    port: number,
    events: HostDatagramEvents,
    ready: (error: string | null) => void,
  ): HostDatagrams {
    queueMicrotask(() => ready(null));
    return this.#datagrams(PEERS[0]!, 0, port, events);
  }

  openEcho(events: HostEchoEvents): HostEcho {
    const echo = { events, sent: [] as { to: IpAddress; sequence: number }[] };
    this.echoes.add(echo);
    return this.#counted({
      send: (to: IpAddress, sequence: number) => {
        echo.sent = [...echo.sent.slice(-15), { to, sequence }];
      },
      close: () => void this.echoes.delete(echo),
    });
  }

  resolvers(): readonly string[] {
    return ['192.0.2.1', '192.0.2.2'];
  }

  openSocket(_server: string, _port: number, events: DnsSocketEvents) {
    const socket = { events, asked: [] as Uint8Array[] };
    this.dnsSockets.add(socket);
    return this.#counted({
      send: (octets: Uint8Array) => void (socket.asked = [...socket.asked.slice(-15), octets]),
      close: () => void this.dnsSockets.delete(socket),
    });
  }

  /** Something happens to one socket of each kind. */
  stir(random: Random): void {
    if (this.streams.size > 0) pick(random, [...this.streams]).stir(random);
    if (this.datagrams.size > 0) this.#stirDatagrams(random);
    if (this.echoes.size > 0) this.#stirEcho(random);
    if (this.dnsSockets.size > 0) this.#stirDns(random);
    if (this.listeners.size > 0 && random() < 0.2) this.#accept(random);
  }

  #stirDatagrams(random: Random): void {
    const { events, address, port } = pick(random, [...this.datagrams]);
    if (random() < 0.2) events.failed(pick(random, DATAGRAM_ERRORS));
    else events.datagram(Buffer.alloc(Math.floor(random() ** 4 * 65_536), 1), address, port);
  }

  #stirEcho(random: Random): void {
    const { events, sent } = pick(random, [...this.echoes]);
    const { to, sequence } = sent.length > 0 ? pick(random, sent) : { to: PEERS[1]!, sequence: 1 };
    const dice = random();
    if (dice < 0.6) events.reply(to, sequence, Buffer.alloc(Math.floor(random() * 3000)));
    else if (dice < 0.95)
      events.error(random() < 0.5 ? null : to, pick(random, [3, 11]), 4, sequence, 1400);
    else events.failed('ENETDOWN');
  }

  #stirDns(random: Random): void {
    const { events, asked } = pick(random, [...this.dnsSockets]);
    if (random() < 0.2) events.failed('ECONNREFUSED');
    else if (asked.length > 0) events.datagram(replyTo(pick(random, asked), random));
  }

  #accept(random: Random): void {
    const peerAddress = pick(random, PEERS);
    const open = (events: StreamEvents): Stream => this.#counted(new WholeStream(this, events));
    const peerPort = 1024 + Math.floor(random() * 60_000);
    pick(random, [...this.listeners])({ peerAddress, peerPort, open });
  }

  #datagrams(
    address: IpAddress,
    port: number,
    localPort: number,
    events: HostDatagramEvents,
  ): HostDatagrams {
    const socket = { events, address, port };
    this.datagrams.add(socket);
    return this.#counted({
      localPort: localPort || this.#port++,
      send: () => {
        if (!this.datagrams.has(socket)) throw new Error('sent on a closed socket');
      },
      close: () => {
        if (!this.datagrams.delete(socket)) throw new Error('closed twice');
      },
    });
  }

  #counted<T>(socket: T): T {
    this.most = Math.max(this.most, this.open);
    return socket;
  }
}

/** The query turned into an answer with some octets behind it. */
function replyTo(query: Uint8Array, random: Random): Uint8Array {
  const reply = Buffer.concat([query, Buffer.alloc(Math.floor(random() ** 2 * 4000))]);
  reply[2] = reply[2]! | 0x80;
  return reply;
}
