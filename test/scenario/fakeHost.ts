/** A host without sockets: every stream that is opened lies in `streams`, driven by the test. */
import { type IpAddress, parseIp } from '../../src-main/address/ip.ts';
import type {
  AcceptedStream,
  Closable,
  HostDatagrams,
  HostEcho,
  HostSockets,
  HostStream,
  HostStreamEvents,
} from '../../src-main/engine/outside/hostSockets.ts';

export class FakeStream implements HostStream {
  readonly written: Buffer[] = [];
  queued = 0;
  /** While true, what is written stays queued until `drain`. */
  slow = false;
  reading = true;
  endedByUs = false;
  resetByUs = false;
  destroyed = false;
  writes = 0;
  /** Octets written in all; `written` may be emptied by the test. */
  octets = 0;

  readonly address: string;
  readonly port: number;
  readonly events: HostStreamEvents;
  /** Called for each write. */
  onWrite: ((octets: Buffer) => void) | null = null;
  onResume: (() => void) | null = null;

  constructor(address: string, port: number, events: HostStreamEvents) {
    this.address = address;
    this.port = port;
    this.events = events;
  }

  write(octets: Uint8Array): void {
    this.writes += 1;
    this.octets += octets.length;
    const copy = Buffer.from(octets);
    if (this.onWrite !== null) this.onWrite(copy);
    else this.written.push(copy);
    if (this.slow) this.queued += octets.length;
  }

  /** The peer has read everything. */
  drain(): void {
    this.queued = 0;
    this.events.drained();
  }

  /** The peer sends; remembers whether it was asked to stop. */
  say(octets: Uint8Array | string): void {
    this.reading = this.events.data(Buffer.from(octets));
  }

  get text(): string {
    return Buffer.concat(this.written).toString();
  }

  resumeReading(): void {
    this.reading = true;
    this.onResume?.();
  }

  end(): void {
    this.endedByUs = true;
  }

  reset(): void {
    this.resetByUs = true;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

export class FakeHost implements HostSockets {
  readonly streams: FakeStream[] = [];
  /** Called for each connection the moment it is asked for. */
  onConnect: ((stream: FakeStream) => void) | null = null;

  get last(): FakeStream {
    return this.streams.at(-1)!;
  }

  connect(address: IpAddress, port: number, events: HostStreamEvents): HostStream {
    const stream = new FakeStream(address.toString(), port, events);
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

  listen(): Closable {
    throw new Error('this host does not listen');
  }

  connectDatagrams(): HostDatagrams {
    throw new Error('this host has no datagrams');
  }

  bindDatagrams(): HostDatagrams {
    throw new Error('this host has no datagrams');
  }

  openEcho(): HostEcho | null {
    return null;
  }
}
