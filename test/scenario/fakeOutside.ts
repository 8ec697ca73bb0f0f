/** An outside without a host: every socket that is opened lies here, driven by the test. */
import { parseIp } from '../../src-main/address/ip.ts';
import type {
  BoundDatagramEvents,
  DatagramEvents,
} from '../../src-main/engine/outside/datagrams.ts';
import type { EchoEvents } from '../../src-main/engine/outside/echo.ts';
import type { Closable, Outside } from '../../src-main/engine/outside/outside.ts';
import type { OutsideError } from '../../src-main/engine/outside/outsideError.ts';
import type { AcceptedStream, StreamEvents } from '../../src-main/engine/outside/stream.ts';
import { FakeBoundDatagrams, FakeDatagrams, FakeEcho } from './fakeDatagrams.ts';
import { FakeStream } from './fakeStream.ts';

export interface FakeListener {
  address: string;
  port: number;
  accepted: (stream: AcceptedStream) => void;
  ready: (error: OutsideError | null) => void;
  closed: boolean;
}

export class FakeOutside implements Outside {
  servers = ['192.0.2.1', '192.0.2.2'];
  readonly streams: FakeStream[] = [];
  readonly listeners: FakeListener[] = [];
  readonly connected: FakeDatagrams[] = [];
  readonly bound: FakeBoundDatagrams[] = [];
  readonly echoes: FakeEcho[] = [];
  pingAllowed = true;
  /** Called for each connection the moment it is asked for. */
  onConnect: ((stream: FakeStream) => void) | null = null;
  #nextPort = 40_000;

  /** The stream opened last. */
  get last(): FakeStream {
    return this.streams.at(-1)!;
  }

  /** Connected datagram sockets that are not closed. */
  get open(): FakeDatagrams[] {
    return this.connected.filter(({ closed }) => !closed);
  }

  resolvers(): readonly string[] {
    return this.servers;
  }

  connect(address: string, port: number, events: StreamEvents): FakeStream {
    const stream = new FakeStream(address, port, events);
    this.streams.push(stream);
    this.onConnect?.(stream);
    return stream;
  }

  /** A connection that a forward has accepted. */
  accept(peer: string, peerPort: number): AcceptedStream {
    return {
      peerAddress: parseIp(peer)!,
      peerPort,
      open: (events) => {
        const stream = new FakeStream(peer, peerPort, events);
        this.streams.push(stream);
        return stream;
      },
    };
  }

  listen(
    address: string,
    port: number,
    accepted: (stream: AcceptedStream) => void,
    ready: (error: OutsideError | null) => void,
  ): Closable {
    const listener: FakeListener = { address, port, accepted, ready, closed: false };
    this.listeners.push(listener);
    return { close: () => (listener.closed = true) };
  }

  connectDatagrams(
    address: string,
    port: number,
    localPort: number,
    events: DatagramEvents,
  ): FakeDatagrams {
    const used = localPort === 0 ? this.#nextPort++ : localPort;
    const socket = new FakeDatagrams(address, port, used, events);
    this.connected.push(socket);
    return socket;
  }

  bindDatagrams(
    _address: string,
    port: number,
    events: BoundDatagramEvents,
    ready: (error: OutsideError | null) => void,
  ): FakeBoundDatagrams {
    const socket = new FakeBoundDatagrams(port, events, ready);
    this.bound.push(socket);
    return socket;
  }

  openEcho(events: EchoEvents): FakeEcho | null {
    if (!this.pingAllowed) return null;
    const echo = new FakeEcho(events);
    this.echoes.push(echo);
    return echo;
  }
}
