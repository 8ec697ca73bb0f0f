/**
 * How streams of the host begin: by connecting, or by a peer that connects to a listening socket.
 * Read first: nodeStream.ts; Node's documentation of net.connect's `onread`.
 * All connections to the outside read into one buffer: Node calls back within the read, and the
 * stream copies the octets before it returns. So a thousand idle connections cost no buffers.
 */
import { Buffer } from 'node:buffer';
import net from 'node:net';
import { type IpAddress, ipv4ToIp, parseIp } from '../../../address/ip.ts';
import type { Closable } from '../outside.ts';
import type { OutsideError } from '../outsideError.ts';
import type { AcceptedStream, Stream, StreamEvents } from '../stream.ts';
import type { BufferPool } from './bufferPool.ts';
import { nodeError } from './nodeError.ts';
import { NodeStream, READ_OCTETS } from './nodeStream.ts';

/** Connections that the kernel has accepted and Node has not. Linux's default (net.core.somaxconn). */
const BACKLOG = 4096;
/** The peer of a connection that ended before it was accepted. */
const UNSPECIFIED = ipv4ToIp(0);

const readBuffer = Buffer.allocUnsafeSlow(READ_OCTETS);

/** @param address numeric, so that nothing is looked up */
export function connectStream(
  pool: BufferPool,
  address: string,
  port: number,
  events: StreamEvents,
): Stream {
  const stream = new NodeStream(pool, events);
  const socket = net.connect({
    host: address,
    port,
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

/** See `Outside.listen`. */
export function listenForStreams(
  pool: BufferPool,
  address: string,
  port: number,
  accepted: (stream: AcceptedStream) => void,
  ready: (error: OutsideError | null) => void,
): Closable {
  const options = { allowHalfOpen: true, noDelay: true, pauseOnConnect: true };
  const server = net.createServer(options, (socket) => accepted(new NodeAccepted(pool, socket)));
  // Later errors are about one connection that could not be accepted, such as EMFILE.
  server.on('error', (error) => {
    if (!server.listening) ready(nodeError(error));
  });
  server.listen({ host: address, port, backlog: BACKLOG, exclusive: true }, () => ready(null));
  return { close: () => void server.close() };
}

/** An accepted socket cannot be given a buffer to read into: Node allocates one for each read. */
class NodeAccepted implements AcceptedStream {
  readonly peerAddress: IpAddress;
  readonly peerPort: number;
  readonly #pool: BufferPool;
  readonly #socket: net.Socket;

  constructor(pool: BufferPool, socket: net.Socket) {
    this.#pool = pool;
    this.#socket = socket;
    this.peerAddress = parseIp(socket.remoteAddress ?? '') ?? UNSPECIFIED;
    this.peerPort = socket.remotePort ?? 0;
    socket.on('error', () => undefined);
  }

  open(events: StreamEvents): Stream {
    const stream = new NodeStream(this.#pool, events);
    const socket = this.#socket;
    stream.attach(socket);
    socket.on('data', (octets: Buffer) => {
      if (!stream.read(octets)) socket.pause();
    });
    socket.resume();
    return stream;
  }
}
