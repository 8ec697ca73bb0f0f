/**
 * A UDP socket of the host that hears every peer. It is bound alone, so that a port in use is
 * refused.
 * Read first: datagrams.ts, udpSocket.ts.
 */
import type { Socket } from 'node:dgram';
import type { BoundDatagramEvents, BoundDatagrams } from '../datagrams.ts';
import type { OutsideError } from '../outsideError.ts';
import { nodeError } from './nodeError.ts';
import { UdpSender, createUdpSocket } from './udpSocket.ts';

export class NodeBoundDatagrams implements BoundDatagrams {
  localPort = 0;
  readonly #events: BoundDatagramEvents;
  readonly #ready: (error: OutsideError | null) => void;
  readonly #socket: Socket;
  readonly #sender: UdpSender;
  #closed = false;

  constructor(
    address: string,
    port: number,
    events: BoundDatagramEvents,
    ready: (error: OutsideError | null) => void,
  ) {
    this.#events = events;
    this.#ready = ready;
    this.#socket = createUdpSocket(address);
    this.#sender = new UdpSender(this.#socket, (error) => this.#failed(error));
    this.#listen();
    this.#socket.bind({ port, address, exclusive: true });
  }

  sendTo(octets: Uint8Array, address: string, port: number, hopLimit: number): void {
    if (!this.#closed) this.#sender.send(octets, hopLimit, address, port);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('error', (error) => {
      if (this.localPort === 0) this.#readySoon(nodeError(error));
      else this.#failed(nodeError(error));
    });
    socket.once('listening', () => {
      this.localPort = socket.address().port;
      this.#readySoon(null);
    });
    socket.on('message', (octets, from) => {
      if (!this.#closed) this.#events.datagram(octets, from.address, from.port);
    });
  }

  /** Binding ends within the constructor, and no event may arrive there. */
  #readySoon(error: OutsideError | null): void {
    queueMicrotask(() => {
      if (!this.#closed) this.#ready(error);
    });
  }

  #failed(error: OutsideError): void {
    if (!this.#closed) this.#events.failed(error);
  }
}
