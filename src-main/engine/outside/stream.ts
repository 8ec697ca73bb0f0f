/**
 * A stream that ends on this computer: a TCP connection of the host, or a service of the gateway
 * that behaves like one. NAT joins a guest's TCP flow to it and does not know which of them it is.
 * Read first: RFC 9293 §3.9.1 (what a user may ask of TCP).
 * No event arrives during a call, and none before the call that opens a stream has returned.
 */
import type { Buffer } from 'node:buffer';
import type { IpAddress } from '../../address/ip.ts';
import type { OutsideError } from './outsideError.ts';

/** Events of a stream. The order is connected, readable and writable, ended, closed. */
export interface StreamEvents {
  connected(): void;
  /** There are more octets to peek at. */
  readable(): void;
  /** There is room again after there was little. */
  writable(): void;
  /** The peer has finished sending: `readable` does not grow any more. */
  ended(): void;
  /**
   * The connection is over. Nothing more is sent or received, but octets that came before can still
   * be read. The stream must still be closed.
   * @param error null: both ends have finished
   */
  closed(error: OutsideError | null): void;
}

/**
 * A TCP connection of the host, or a service of the gateway that behaves like one. Its owner must
 * end it with `reset` or `close`, also after `closed`; no event follows either of them, and no
 * other call is allowed then.
 * The stream keeps what the peer has sent until it is discarded, and what is written until the peer
 * has it. Both are bounded: a reader that discards nothing stops the peer.
 */
export interface Stream {
  /** Octets that can be peeked at. */
  readonly readable: number;
  /**
   * Copies `length` octets that lie `offset` octets into what is readable to `at` of `into`.
   * They stay readable. The caller makes sure that they are there.
   */
  peek(offset: number, length: number, into: Uint8Array, at: number): void;
  /** The first `octets` that are readable are not needed any more. */
  discard(octets: number): void;
  /** Octets that `write` takes now at least. `writable` comes when a small room has grown. */
  readonly room: number;
  /** `room` of a stream from which everything written has left. Falls when memory is scarce. */
  readonly capacity: number;
  /**
   * Copies as many of the octets as it can take, and sends them soon.
   * @returns how many were taken; the rest must be written again
   */
  write(octets: Buffer, offset: number, length: number): number;
  /** Half-close: sends everything written, then FIN. */
  end(): void;
  /** Sends RST and frees everything. */
  reset(): void;
  /** Frees everything. What has not been sent is lost. */
  close(): void;
}

/** A connection that a listening socket has accepted. */
export interface AcceptedStream {
  readonly peerAddress: IpAddress;
  readonly peerPort: number;
  /** Begins events; call once. */
  open(events: StreamEvents): Stream;
}
