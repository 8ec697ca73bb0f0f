/**
 * The host's UDP and ping sockets: the datagram half of HostSockets, over node:dgram and the native
 * module.
 * Read first: hostSockets.ts; socket(7) (SO_REUSEPORT), udp(7).
 * Left out: IPv6; SO_REUSEPORT as Windows and macOS have (or lack) it.
 *
 * Theory of operation
 * - A flow's socket is bound with SO_REUSEPORT, so that other sockets of this user can share its port, and
 *   connected. Of the sockets of a port, the kernel gives a datagram to the one connected to its
 *   sender. A datagram that arrives between bind and connect is recognised by its sender and ignored.
 * - The kernel can give a "free" port that one of our own shared sockets already has, because they
 *   are shareable. That would mix two guests' mappings, so ports in use are counted here, and
 *   another port is requested. So one object of this class must serve the whole engine.
 * - Names are never resolved: addresses are numbers, and the resolver given to dgram returns its
 *   argument, which also makes bind and connect synchronous.
 * - A forward's socket is bound alone, so that a port in use is refused.
 */
import { Buffer } from 'node:buffer';
import { type Socket, createSocket } from 'node:dgram';
import { PingSocket } from '../../../../native/lib/pingSocket.ts';
import { type IpAddress, ipv4ToIp, parseIp } from '../../../address/ip.ts';
import { errorOfErrno, icmpError } from '../../ip/icmpErrors.ts';
import type {
  HostDatagramEvents,
  HostDatagrams,
  HostEcho,
  HostEchoEvents,
  HostSockets,
} from '../hostSockets.ts';
import { errnoOf } from './nodeError.ts';

/** Octets that can wait in one socket for a slow NIC; more are lost, as on a wire. */
const MAX_QUEUED = 1 << 20;
/** Ports requested before one that another mapping shares is accepted. */
const PORT_ATTEMPTS = 8;

type DatagramHost = Pick<HostSockets, 'connectDatagrams' | 'bindDatagrams' | 'openEcho'>;

export class NodeDatagrams implements DatagramHost {
  /** Sockets by local port, of those that share. */
  readonly #shared = new Map<number, number>();

  connectDatagrams(
    address: IpAddress,
    port: number,
    localPort: number,
    events: HostDatagramEvents,
  ): HostDatagrams {
    const datagrams = new ConnectedDatagrams(address, port, events, (used) => this.#release(used));
    datagrams.open(localPort, (candidate) => this.#shared.has(candidate));
    const used = datagrams.localPort;
    if (used !== 0) this.#shared.set(used, (this.#shared.get(used) ?? 0) + 1);
    return datagrams;
  }

  #release(port: number): void {
    const left = (this.#shared.get(port) ?? 0) - 1;
    if (left > 0) this.#shared.set(port, left);
    else this.#shared.delete(port);
  }

  bindDatagrams(
    address: string,
    port: number,
    events: HostDatagramEvents,
    ready: (error: string | null) => void,
  ): HostDatagrams {
    return new BoundDatagrams(address, port, events, ready);
  }

  openEcho(events: HostEchoEvents): HostEcho | null {
    try {
      const socket = PingSocket.open({
        reply: (source, sequence, payload) => events.reply(ipv4ToIp(source), sequence, payload),
        error: (source, type, code, sequence, mtu) =>
          events.error(source === 0 ? null : ipv4ToIp(source), type, code, sequence, mtu),
        failed: (error) => events.failed(error),
      });
      return socket && new PingEcho(socket, events);
    } catch {
      // Not permitted, or a binary that will not load: to a guest it is the same.
      return null;
    }
  }
}

class ConnectedDatagrams implements HostDatagrams {
  localPort = 0;
  readonly #address: IpAddress;
  readonly #text: string;
  readonly #port: number;
  readonly #events: HostDatagramEvents;
  readonly #released: (port: number) => void;
  #socket: Socket | null = null;
  #closed = false;

  constructor(
    address: IpAddress,
    port: number,
    events: HostDatagramEvents,
    released: (port: number) => void,
  ) {
    this.#address = address;
    this.#text = address.toString();
    this.#port = port;
    this.#events = events;
    this.#released = released;
  }

  /** Errors come as `failed`, later. */
  open(localPort: number, taken: (port: number) => boolean): void {
    const rejected: Socket[] = [];
    for (let attempt = 1; ; attempt++) {
      const socket = this.#bind(localPort);
      if (!socket) break;
      const port = socket.address().port;
      if (localPort === 0 && taken(port) && attempt < PORT_ATTEMPTS) {
        // Kept until the end, or the kernel might offer it again.
        rejected.push(socket);
        continue;
      }
      this.#socket = socket;
      this.localPort = port;
      break;
    }
    for (const socket of rejected) socket.close();
    this.#connect();
  }

  #bind(localPort: number): Socket | null {
    const socket = createSocket({ type: 'udp4', reusePort: true, lookup: numeric });
    let bound = false;
    socket.on('error', (error) => {
      if (bound) this.#fail(error);
      else queueMicrotask(() => this.#closed || this.#events.failed(errnoOf(error)));
    });
    socket.once('listening', () => (bound = true));
    socket.bind({ port: localPort, address: '0.0.0.0', exclusive: true });
    // Numeric addresses are bound before `bind` returns; the handler above may have run by now.
    if (isTrue(bound)) return socket;
    socket.close();
    return null;
  }

  #connect(): void {
    const socket = this.#socket;
    if (!socket) return;
    socket.on('message', (octets, from) => {
      if (from.port === this.#port && from.address === this.#text && this.#socket)
        this.#events.datagram(octets, this.#address, from.port);
    });
    socket.connect(this.#port, this.#text);
  }

  readonly #sent = (error: Error | null): void => {
    if (error) this.#fail(error);
  };

  #fail(error: Error): void {
    if (this.#socket) this.#events.failed(errnoOf(error));
  }

  send(octets: Uint8Array): void {
    const socket = this.#socket;
    if (!socket || socket.getSendQueueSize() > MAX_QUEUED) return;
    try {
      socket.send(Buffer.from(octets), this.#sent);
    } catch {
      // Not connected: connect has failed, and `failed` is on its way.
    }
  }

  close(): void {
    const socket = this.#socket;
    this.#closed = true;
    if (!socket) return;
    this.#socket = null;
    socket.close();
    this.#released(this.localPort);
  }
}

class BoundDatagrams implements HostDatagrams {
  localPort = 0;
  readonly #events: HostDatagramEvents;
  #socket: Socket | null;

  constructor(
    address: string,
    port: number,
    events: HostDatagramEvents,
    ready: (error: string | null) => void,
  ) {
    this.#events = events;
    const socket = createSocket({ type: 'udp4', lookup: numeric });
    this.#socket = socket;
    let bound = false;
    const told = (error: string | null): void =>
      queueMicrotask(() => {
        if (this.#socket === socket) ready(error);
      });
    socket.on('error', (error) => {
      if (bound) this.#fail(error);
      else told(errnoOf(error));
    });
    socket.once('listening', () => {
      bound = true;
      this.localPort = socket.address().port;
      told(null);
    });
    socket.on('message', (octets, from) => {
      const peer = parseIp(from.address);
      if (this.#socket && peer) events.datagram(octets, peer, from.port);
    });
    socket.bind({ port, address, exclusive: true });
  }

  readonly #sent = (error: Error | null): void => {
    if (error) this.#fail(error);
  };

  #fail(error: Error): void {
    if (this.#socket) this.#events.failed(errnoOf(error));
  }

  send(octets: Uint8Array, address?: IpAddress, port = 0): void {
    const socket = this.#socket;
    if (!socket || !address || socket.getSendQueueSize() > MAX_QUEUED) return;
    socket.send(Buffer.from(octets), port, address.toString(), this.#sent);
  }

  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }
}

/** Errors of sending are reported as the ICMP error that a router would have sent. */
class PingEcho implements HostEcho {
  readonly #socket: PingSocket;
  readonly #events: HostEchoEvents;

  constructor(socket: PingSocket, events: HostEchoEvents) {
    this.#socket = socket;
    this.#events = events;
  }

  send(destination: IpAddress, sequence: number, payload: Uint8Array, timeToLive: number): void {
    const errno = this.#socket.send(destination.ipv4, sequence, payload, timeToLive);
    const name = errno === null ? null : errorOfErrno(errno);
    if (name === null) return;
    const { type, code } = icmpError(name, destination.family);
    this.#events.error(null, type, code, sequence, 0);
  }

  close(): void {
    this.#socket.close();
  }
}

/** A resolver for numeric addresses: nothing to resolve. */
function numeric(
  address: string,
  _options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  done(null, address, 4);
}

/** Hides from the compiler's flow analysis that a callback has not changed the value. */
function isTrue(value: boolean): boolean {
  return value;
}
