/**
 * UDP sockets of the host.
 * Read first: udp(7).
 * Octets given to an event are valid during the call; octets given to `send` are copied. A datagram
 * that finds the socket's queue full is lost, as on a wire.
 * No event arrives during a call, and none before the call that opens a socket has returned.
 */
import type { OutsideError } from './outsideError.ts';

export interface DatagramEvents {
  /** From the connected peer. */
  datagram(octets: Uint8Array): void;
  /**
   * The host's kernel reports an error. After ECONNREFUSED or EMSGSIZE the socket still works;
   * after any other error it must be closed.
   */
  failed(error: OutsideError): void;
}

/** Connected to one peer. */
export interface Datagrams {
  /** 0: the port could not be bound; `failed` follows. */
  readonly localPort: number;
  /** @param hopLimit TTL or hop limit of the packet, 1 to 255 */
  send(octets: Uint8Array, hopLimit: number): void;
  /** No event follows. */
  close(): void;
}

export interface BoundDatagramEvents {
  datagram(octets: Uint8Array, address: string, port: number): void;
  /** Concerns one peer, which is not known. The socket still works. */
  failed(error: OutsideError): void;
}

export interface BoundDatagrams {
  /** 0 until it is bound. */
  readonly localPort: number;
  /** @param hopLimit as of `Datagrams.send` */
  sendTo(octets: Uint8Array, address: string, port: number, hopLimit: number): void;
  /** No event follows. */
  close(): void;
}
