/**
 * One TCP connection of the host over a socket of node:net.
 * Read first: stream.ts, ring.ts, bufferPool.ts.
 *
 * Theory of operation
 * - Reading: Node cannot peek, so octets are kept in a ring from the read until they are discarded.
 *   The socket is paused when the ring holds the limit, and resumed when half of it is free.
 * - Writing: octets are gathered in a lent buffer. When this turn of the event loop ends, or when
 *   the buffer is full, it goes to the socket in one write; it returns to the pool when the kernel
 *   has taken it. While the kernel has not taken an earlier write, a buffer that is not full goes on
 *   gathering, so that many small writes do not hold a buffer each.
 * - Room is the limit less what the kernel has not taken. `write` takes octets beyond `room`, up to
 *   LIMIT, because a guest may have been promised more before memory became scarce.
 * - Ends: each direction ends by itself. `closed` comes once and last, with what went wrong. The
 *   ring stays until `close` or `reset`; after these no event comes.
 */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { OutsideError } from '../outsideError.ts';
import type { Stream, StreamEvents } from '../stream.ts';
import type { BufferPool } from './bufferPool.ts';
import { nodeError } from './nodeError.ts';
import { Ring } from './ring.ts';

/** Octets taken in one read: what Node itself would allocate. */
export const READ_OCTETS = 1 << 16;
/** Octets held in one direction: fills 80 Gbit/s at 0.1 ms. */
const LIMIT = 1 << 20;
/** Octets in the ring at which reading stops: one more read fills a ring of LIMIT. */
const READ_LIMIT = LIMIT - READ_OCTETS;
/** The same in either direction while memory is scarce. */
const SCARCE_LIMIT = 1 << 16;
/** Octets gathered for one write. */
const GATHER_OCTETS = 1 << 16;
/**
 * Octets not taken by the kernel at which `writable` comes: half of the smallest limit. The kernel's
 * own buffer is full then, so the peer still gets octets.
 */
const LOW_WATER = SCARCE_LIMIT >> 1;

export class NodeStream implements Stream {
  readonly #pool: BufferPool;
  readonly #events: StreamEvents;
  readonly #ring: Ring;
  #socket: Socket | null = null;
  #error: OutsideError | null = null;
  #paused = false;
  /** Octets written that the kernel has not taken. */
  #queued = 0;
  #gather: Buffer | null = null;
  #gathered = 0;
  /** Writes that the kernel has not taken. */
  #writes = 0;
  #flushing = false;

  constructor(pool: BufferPool, events: StreamEvents) {
    this.#pool = pool;
    this.#events = events;
    this.#ring = new Ring(pool);
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    socket.on('end', () => this.#events.ended());
    socket.on('error', (error) => (this.#error = nodeError(error)));
    socket.on('close', () => this.#closed());
  }

  /**
   * The socket has read octets; they are copied.
   * @returns false to stop reading
   */
  read(octets: Uint8Array): boolean {
    if (this.#socket === null) return true;
    this.#ring.append(octets);
    this.#paused = this.#ring.length >= this.#readLimit;
    this.#events.readable();
    return !this.#paused;
  }

  get readable(): number {
    return this.#ring.length;
  }

  peek(offset: number, length: number, into: Uint8Array, at: number): void {
    this.#ring.peek(offset, length, into, at);
  }

  discard(octets: number): void {
    this.#ring.discard(octets);
    if (!this.#paused || 2 * this.#ring.length >= this.#readLimit) return;
    this.#paused = false;
    this.#socket?.resume();
  }

  get capacity(): number {
    return this.#pool.scarce ? SCARCE_LIMIT : LIMIT;
  }

  get room(): number {
    return this.#socket === null ? 0 : Math.max(0, this.capacity - this.#queued);
  }

  write(octets: Buffer, offset: number, length: number): number {
    if (this.#socket === null) return 0;
    const taken = Math.min(length, LIMIT - this.#queued);
    this.#queued += taken;
    let gathered = 0;
    while (gathered < taken)
      gathered += this.#gatherFrom(octets, offset + gathered, offset + taken);
    if (!this.#flushing && this.#gathered > 0) {
      this.#flushing = true;
      queueMicrotask(this.#flush);
    }
    return taken;
  }

  end(): void {
    this.#send();
    this.#socket?.end();
  }

  reset(): void {
    const socket = this.#detach();
    // Node would wait for a connection in order to reset it.
    if (socket?.connecting === true) socket.destroy();
    else socket?.resetAndDestroy();
  }

  close(): void {
    this.#detach()?.destroy();
  }

  get #readLimit(): number {
    return this.#pool.scarce ? SCARCE_LIMIT : READ_LIMIT;
  }

  /** Copies as much as one buffer takes. Returns how much. */
  #gatherFrom(octets: Buffer, from: number, to: number): number {
    this.#gather ??= this.#pool.take(GATHER_OCTETS);
    const length = Math.min(to - from, GATHER_OCTETS - this.#gathered);
    octets.copy(this.#gather, this.#gathered, from, from + length);
    this.#gathered += length;
    if (this.#gathered === GATHER_OCTETS) this.#send();
    return length;
  }

  readonly #flush = (): void => {
    this.#flushing = false;
    if (this.#writes === 0) this.#send();
  };

  #send(): void {
    const buffer = this.#gather;
    const length = this.#gathered;
    if (buffer === null || this.#socket === null) return;
    this.#gather = null;
    this.#gathered = 0;
    this.#writes += 1;
    this.#socket.write(buffer.subarray(0, length), () => this.#taken(buffer, length));
  }

  /** Node calls this also for a write that has failed. */
  #taken(buffer: Buffer, length: number): void {
    this.#pool.give(buffer);
    this.#writes -= 1;
    const wasHigh = this.#queued > LOW_WATER;
    this.#queued -= length;
    if (this.#socket === null) return;
    if (this.#writes === 0) this.#send();
    if (wasHigh && this.#queued <= LOW_WATER) this.#events.writable();
  }

  #closed(): void {
    if (this.#socket === null) return;
    this.#socket = null;
    this.#dropGathered();
    this.#events.closed(this.#error);
  }

  /** No event follows. An error that comes later must not end the thread. */
  #detach(): Socket | null {
    const socket = this.#socket;
    this.#socket = null;
    this.#ring.release();
    this.#dropGathered();
    socket?.removeAllListeners();
    socket?.on('error', () => undefined);
    return socket;
  }

  #dropGathered(): void {
    if (this.#gather !== null) this.#pool.give(this.#gather);
    this.#gather = null;
    this.#gathered = 0;
  }
}
