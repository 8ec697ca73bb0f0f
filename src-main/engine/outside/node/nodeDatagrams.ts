/**
 * A UDP socket of the host that is connected to one peer.
 * Read first: datagrams.ts, udpSocket.ts, sharedPorts.ts; socket(7) (SO_REUSEPORT), udp(7).
 * Left out: SO_REUSEPORT as Windows and macOS have (or lack) it.
 *
 * Theory of operation
 * The socket is bound with SO_REUSEPORT, so that other sockets of this user can share its port, and
 * connected. Of the sockets of a port, the kernel gives a datagram to the one connected to its
 * sender. A datagram that arrives between bind and connect is recognised by its sender and ignored.
 * States: open; without a socket (it could not be bound, `failed` follows); closed.
 */
import type { RemoteInfo, Socket } from 'node:dgram';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { DatagramEvents, Datagrams } from '../datagrams.ts';
import { nodeError } from './nodeError.ts';
import type { SharedPorts } from './sharedPorts.ts';
import { UdpSender, createUdpSocket } from './udpSocket.ts';

/** Ports requested before one that another mapping shares is accepted. */
const PORT_ATTEMPTS = 8;

export class NodeDatagrams implements Datagrams {
  readonly localPort: number;
  readonly #ports: SharedPorts;
  readonly #address: string;
  readonly #events: DatagramEvents;
  readonly #socket: Socket | null;
  readonly #sender: UdpSender | null;
  /** As the kernel prints it; null: connecting has failed, and `failed` follows. */
  #peer: AddressInfo | null = null;
  #closed = false;

  /** @param localPort 0 takes a port that no other socket has */
  constructor(
    ports: SharedPorts,
    address: string,
    port: number,
    localPort: number,
    events: DatagramEvents,
  ) {
    this.#ports = ports;
    this.#address = address;
    this.#events = events;
    const socket = localPort === 0 ? this.#bindUnused() : this.#bind(localPort);
    this.#socket = socket;
    this.#sender = socket && new UdpSender(socket, (error) => this.#closed || events.failed(error));
    this.localPort = socket?.address().port ?? 0;
    if (socket === null) return;
    ports.add(this.localPort);
    this.#connect(socket, port);
  }

  send(octets: Uint8Array, hopLimit: number): void {
    if (this.#peer !== null && !this.#closed) this.#sender?.send(octets, hopLimit);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#socket === null) return;
    this.#socket.close();
    this.#ports.remove(this.localPort);
  }

  #bindUnused(): Socket | null {
    const rejected: Socket[] = [];
    let socket = this.#bind(0);
    while (
      socket &&
      this.#ports.has(socket.address().port) &&
      rejected.length < PORT_ATTEMPTS - 1
    ) {
      // Kept until the end, or the kernel might offer it again.
      rejected.push(socket);
      socket = this.#bind(0);
    }
    for (const one of rejected) one.close();
    return socket;
  }

  /** Null: the port cannot be bound. Errors come as `failed`, later. */
  #bind(localPort: number): Socket | null {
    const socket = createUdpSocket(this.#address, { reusePort: true });
    const bound = { yet: false };
    socket.on('error', (error) => {
      if (bound.yet) this.#fail(error);
      else queueMicrotask(() => this.#fail(error));
    });
    socket.once('listening', () => (bound.yet = true));
    const address = isIPv6(this.#address) ? '::' : '0.0.0.0';
    socket.bind({ port: localPort, address, exclusive: true });
    // A numeric address is bound before `bind` returns; one of the handlers has run by now.
    if (bound.yet) return socket;
    socket.close();
    return null;
  }

  #connect(socket: Socket, port: number): void {
    socket.on('message', (octets, from) => {
      if (this.#isPeer(from) && !this.#closed) this.#events.datagram(octets);
    });
    socket.connect(port, this.#address);
    this.#peer = peerOf(socket);
  }

  #isPeer({ address, port }: RemoteInfo): boolean {
    return address === this.#peer?.address && port === this.#peer.port;
  }

  #fail(error: Error): void {
    if (!this.#closed) this.#events.failed(nodeError(error));
  }
}

function peerOf(socket: Socket): AddressInfo | null {
  try {
    return socket.remoteAddress();
  } catch {
    return null;
  }
}
