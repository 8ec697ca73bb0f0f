/**
 * TCP of the host, over node:net.
 * Read first: gateway/hostStream.ts; Node's documentation of net.connect's `onread`.
 * Left out: names; only numeric addresses come here, so nothing is ever looked up.
 *
 * Theory of operation
 * - Reading: all connections read into one buffer. Node calls back within the read and a stream's
 *   `data` takes the octets before it returns, so no two ever need it at once, and a thousand idle
 *   connections cost no buffers.
 * - Writing: octets are copied into a lent buffer, which comes back when the kernel has taken them.
 *   `queued` counts them meanwhile; `drained` is told when it falls to LOW_WATER after having been
 *   above.
 * - Ends: both directions end for themselves (`allowHalfOpen`). `closed` comes last and once, with
 *   the errno name of what went wrong; after `reset` and `destroy` nothing comes.
 */
import { Buffer } from 'node:buffer';
import net from 'node:net';
import { type IpAddress, ipv4ToIp, parseIp } from '../../../address/ip.ts';
import type { AcceptedStream, Closable, HostStream, HostStreamEvents } from '../hostSockets.ts';
import { BufferPool } from '../../nat/tcp/bufferPool.ts';

/** Octets taken in one read: what Node itself would allocate for each. */
const READ_OCTETS = 1 << 16;
/** Octets queued at which a writer is told to go on: half of the smallest window that is offered
 * (receiver.ts); below them lies the kernel's own buffer, so the peer does not run dry. */
const LOW_WATER = 1 << 15;
/** Connections accepted by the kernel and not yet by us. Linux's default (net.core.somaxconn). */
const BACKLOG = 4096;

/** The peer of a connection that has ended before it was taken. */
const UNSPECIFIED = ipv4ToIp(0);

const readBuffer = Buffer.allocUnsafeSlow(READ_OCTETS);
const writeBuffers = new BufferPool();

class NodeStream implements HostStream {
  queued = 0;
  readonly #events: HostStreamEvents;
  #socket: net.Socket | null = null;
  #error = '';

  constructor(events: HostStreamEvents) {
    this.#events = events;
  }

  attach(socket: net.Socket): void {
    this.#socket = socket;
    socket.on('end', () => this.#events.ended());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#error = error.code ?? 'EIO';
    });
    socket.on('close', () => this.#closed());
  }

  /** @returns false to stop reading */
  read(octets: Uint8Array): boolean {
    return this.#socket === null || this.#events.data(octets);
  }

  write(octets: Uint8Array): void {
    const socket = this.#socket;
    if (socket === null || octets.length === 0) return;
    const buffer = writeBuffers.take(octets.length);
    buffer.set(octets);
    const { length } = octets;
    this.queued += length;
    socket.write(buffer.subarray(0, length), () => {
      writeBuffers.give(buffer);
      this.#taken(length);
    });
  }

  resumeReading(): void {
    this.#socket?.resume();
  }

  end(): void {
    this.#socket?.end();
  }

  reset(): void {
    const socket = this.#detach();
    // Node would wait for a connection in order to reset it.
    if (socket?.connecting === true) socket.destroy();
    else socket?.resetAndDestroy();
  }

  destroy(): void {
    this.#detach()?.destroy();
  }

  #taken(length: number): void {
    const wasHigh = this.queued > LOW_WATER;
    this.queued -= length;
    if (wasHigh && this.queued <= LOW_WATER && this.#socket !== null) this.#events.drained();
  }

  #closed(): void {
    if (this.#socket === null) return;
    this.#socket = null;
    this.#events.closed(this.#error);
  }

  /** No event from here on; a late error has nobody to hear it and must not end the thread. */
  #detach(): net.Socket | null {
    const socket = this.#socket;
    this.#socket = null;
    socket?.removeAllListeners();
    socket?.on('error', () => undefined);
    return socket;
  }
}

export function connectStream(
  address: IpAddress,
  port: number,
  events: HostStreamEvents,
): HostStream {
  const stream = new NodeStream(events);
  const socket = net.connect({
    host: address.toString(),
    port,
    family: address.family,
    autoSelectFamily: false,
    allowHalfOpen: true,
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (length) => stream.read(readBuffer.subarray(0, length)),
    },
  });
  stream.attach(socket);
  socket.on('connect', () => events.connected());
  return stream;
}

/**
 * Listens on the host.
 * @param address dotted decimal
 * @param ready is given an errno name when it cannot listen, null when it does
 */
export function listenForStreams(
  address: string,
  port: number,
  accepted: (stream: AcceptedStream) => void,
  ready: (error: string | null) => void,
): Closable {
  const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
  const server = net.createServer(options, (socket) => accepted(new NodeAccepted(socket)));
  server.on('error', (error: NodeJS.ErrnoException) => ready(error.code ?? 'EIO'));
  server.listen({ host: address, port, backlog: BACKLOG, exclusive: true }, () => ready(null));
  return { close: () => void server.close() };
}

/** Accepted sockets cannot be given a buffer to read into: Node allocates for each read. */
class NodeAccepted implements AcceptedStream {
  readonly peerAddress: IpAddress;
  readonly peerPort: number;
  readonly #socket: net.Socket;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    this.peerAddress = parseIp(socket.remoteAddress ?? '') ?? UNSPECIFIED;
    this.peerPort = socket.remotePort ?? 0;
    socket.on('error', () => undefined);
  }

  open(events: HostStreamEvents): HostStream {
    const stream = new NodeStream(events);
    stream.attach(this.#socket);
    this.#socket.on('data', (octets: Buffer) => {
      if (!stream.read(octets)) this.#socket.pause();
    });
    this.#socket.resume();
    return stream;
  }
}
