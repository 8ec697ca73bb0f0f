/**
 * ICMP echo sent by the host. Addresses are not text here: an echo socket has no connected peer, so
 * each request and each reply carries one.
 * Octets given to an event are valid during the call. `failed` can arrive within `send`.
 */
import type { IpAddress } from '../../address/ip.ts';
import type { OutsideError } from './outsideError.ts';

export interface EchoEvents {
  reply(source: IpAddress, sequence: number, payload: Uint8Array): void;
  /**
   * A request has failed: an ICMP error came back, or the host could not send it.
   * @param sequence of the request; null: the socket itself has failed and must be closed
   */
  failed(error: OutsideError, sequence: number | null): void;
}

export interface Echo {
  /** Sends one request. Its reply carries the same sequence. */
  send(destination: IpAddress, sequence: number, payload: Uint8Array, hopLimit: number): void;
  /** No event follows. */
  close(): void;
}
