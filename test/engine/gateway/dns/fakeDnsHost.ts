/** The host's resolvers as a test plays them: what they were sent, and what they say. */
import type { DnsHost, DnsSocketEvents } from '../../../../src-main/engine/outside/dnsHost.ts';
import type { Stream, StreamEvents } from '../../../../src-main/engine/outside/stream.ts';
import { FakeStream } from '../../../scenario/fakeHost.ts';

export interface FakeSocket {
  readonly server: string;
  readonly events: DnsSocketEvents;
  readonly sent: Uint8Array[];
  closed: boolean;
}

export class FakeDnsHost implements DnsHost {
  servers = ['192.0.2.1', '192.0.2.2'];
  readonly sockets: FakeSocket[] = [];
  readonly streams: FakeStream[] = [];

  resolvers(): readonly string[] {
    return this.servers;
  }

  openSocket(server: string, port: number, events: DnsSocketEvents) {
    if (port !== 53) throw new Error(`port ${port}`);
    const socket: FakeSocket = { server, events, sent: [], closed: false };
    this.sockets.push(socket);
    return {
      send: (octets: Uint8Array) => void socket.sent.push(octets.slice()),
      close: () => void (socket.closed = true),
    };
  }

  connect(server: string, port: number, events: StreamEvents): Stream {
    if (port !== 53) throw new Error(`port ${port}`);
    const stream = new FakeStream(server, port, events);
    this.streams.push(stream);
    return stream;
  }

  get open(): FakeSocket[] {
    return this.sockets.filter((socket) => !socket.closed);
  }
}
