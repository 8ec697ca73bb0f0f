/**
 * What the datagram sockets of the host have in common: a socket of node:dgram that looks nothing
 * up, sends with a hop limit, and loses what does not fit its queue.
 */
import { Buffer } from 'node:buffer';
import { type Socket, type SocketOptions, createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { DEFAULT_HOP_LIMIT } from '../../wire/ipProtocol.ts';
import type { OutsideError } from '../outsideError.ts';
import { nodeError } from './nodeError.ts';

/** Octets that can wait in one socket for a slow NIC; more are lost, as on a wire. */
const MAX_QUEUED = 1 << 20;

/** A socket of the address's family. An IPv6 socket leaves IPv4's ports alone. */
export function createUdpSocket(address: string, options: Partial<SocketOptions> = {}): Socket {
  const family = isIPv6(address)
    ? ({ type: 'udp6', ipv6Only: true } as const)
    : ({ type: 'udp4' } as const);
  return createSocket({ ...options, ...family, lookup: numeric });
}

/** The sending half of a socket. */
export class UdpSender {
  readonly #socket: Socket;
  readonly #failed: (error: OutsideError) => void;
  /** The kernel's default, unless an administrator has changed it. */
  #hopLimit = DEFAULT_HOP_LIMIT;

  constructor(socket: Socket, failed: (error: OutsideError) => void) {
    this.#socket = socket;
    this.#failed = failed;
  }

  /**
   * Sends to the peer given, or to the connected one. Node has no hop limit per datagram: the
   * socket's is changed when it differs, and a datagram that waits in Node's queue leaves with the
   * one set last.
   */
  send(octets: Uint8Array, hopLimit: number, address?: string, port?: number): void {
    const socket = this.#socket;
    if (socket.getSendQueueSize() > MAX_QUEUED) return;
    if (hopLimit !== this.#hopLimit) {
      socket.setTTL(hopLimit);
      this.#hopLimit = hopLimit;
    }
    const copy = Buffer.from(octets);
    if (address === undefined) socket.send(copy, this.#sent);
    else socket.send(copy, port, address, this.#sent);
  }

  readonly #sent = (error: Error | null): void => {
    if (error) this.#failed(nodeError(error));
  };
}

/**
 * A resolver for numeric addresses. It answers within the call, which also makes `bind` and
 * `connect` synchronous.
 */
function numeric(
  address: string,
  _options: unknown,
  done: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  done(null, address, isIPv6(address) ? 6 : 4);
}
