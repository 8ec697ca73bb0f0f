/** A host without sockets: datagrams, pings and listeners that a test looks at and answers for. */
import { type IpAddress, parseIp } from '../../src-main/address/ip.ts';
import type {
  AcceptedStream,
  HostDatagramEvents,
  HostDatagrams,
  HostEcho,
  HostEchoEvents,
  HostSockets,
} from '../../src-main/engine/outside/hostSockets.ts';

export class FakeDatagrams implements HostDatagrams {
  readonly sent: { octets: Uint8Array; address: string | undefined; port: number | undefined }[] =
    [];
  closed = false;
  readonly address: string;
  readonly port: number;
  readonly localPort: number;
  readonly events: HostDatagramEvents;

  constructor(address: string, port: number, localPort: number, events: HostDatagramEvents) {
    this.address = address;
    this.port = port;
    this.localPort = localPort;
    this.events = events;
  }

  send(octets: Uint8Array, address?: IpAddress, port?: number): void {
    if (this.closed) throw new Error('sent on a closed socket');
    this.sent.push({ octets: new Uint8Array(octets), address: address?.toString(), port });
  }

  close(): void {
    if (this.closed) throw new Error('closed twice');
    this.closed = true;
  }

  /** From the connected peer. */
  reply(octets: Uint8Array): void {
    this.events.datagram(octets, parseIp(this.address)!, this.port);
  }
}

class FakeEcho implements HostEcho {
  readonly sent: {
    destination: string;
    sequence: number;
    payload: Uint8Array;
    timeToLive: number;
  }[] = [];
  closed = false;
  readonly events: HostEchoEvents;

  constructor(events: HostEchoEvents) {
    this.events = events;
  }

  send(to: IpAddress, sequence: number, payload: Uint8Array, timeToLive: number): void {
    const destination = to.toString();
    this.sent.push({ destination, sequence, payload: new Uint8Array(payload), timeToLive });
  }

  close(): void {
    this.closed = true;
  }
}

export interface FakeListener {
  address: string;
  port: number;
  accepted: (stream: AcceptedStream) => void;
  ready: (error: string | null) => void;
  closed: boolean;
}

export class FakeHostDatagrams implements HostSockets {
  readonly connected: FakeDatagrams[] = [];
  readonly bound: (FakeDatagrams & { ready: (error: string | null) => void })[] = [];
  readonly echoes: FakeEcho[] = [];
  readonly listeners: FakeListener[] = [];
  pingAllowed = true;
  #nextPort = 40_000;

  connect(): never {
    throw new Error('no TCP in this scene');
  }

  listen(
    address: string,
    port: number,
    accepted: (stream: AcceptedStream) => void,
    ready: (error: string | null) => void,
  ): { close(): void } {
    const listener: FakeListener = { address, port, accepted, ready, closed: false };
    this.listeners.push(listener);
    return { close: () => (listener.closed = true) };
  }

  connectDatagrams(
    address: IpAddress,
    port: number,
    localPort: number,
    events: HostDatagramEvents,
  ): FakeDatagrams {
    const used = localPort === 0 ? this.#nextPort++ : localPort;
    const socket = new FakeDatagrams(address.toString(), port, used, events);
    this.connected.push(socket);
    return socket;
  }

  bindDatagrams(
    _address: string,
    port: number,
    events: HostDatagramEvents,
    ready: (error: string | null) => void,
  ): FakeDatagrams {
    const socket = Object.assign(new FakeDatagrams('0.0.0.0', 0, port, events), { ready });
    this.bound.push(socket);
    return socket;
  }

  openEcho(events: HostEchoEvents): FakeEcho | null {
    if (!this.pingAllowed) return null;
    const echo = new FakeEcho(events);
    this.echoes.push(echo);
    return echo;
  }
}
