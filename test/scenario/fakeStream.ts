/** A stream of an outside without sockets: the test sees what is written, and plays the peer. */
import { BufferPool } from '../../src-main/engine/outside/node/bufferPool.ts';
import { Ring } from '../../src-main/engine/outside/node/ring.ts';
import { outsideError } from '../../src-main/engine/outside/outsideError.ts';
import type { Stream, StreamEvents } from '../../src-main/engine/outside/stream.ts';

const nothing = (): void => undefined;

/** For a stream whose events a test does not need. */
export const ignoredEvents: StreamEvents = {
  connected: nothing,
  readable: nothing,
  writable: nothing,
  ended: nothing,
  closed: nothing,
};

/** Octets that a stream takes while its peer reads nothing. */
const CAPACITY = 1 << 20;
/** Octets readable at which the host's stream stops reading. */
const READ_LIMIT = CAPACITY - (1 << 16);

export class FakeStream implements Stream {
  readonly written: Buffer[] = [];
  capacity = CAPACITY;
  queued = 0;
  /** While true, what is written stays queued until `drain`. */
  slow = false;
  /** False while a host's socket would not read on. */
  reading = true;
  endedByUs = false;
  resetByUs = false;
  closedByUs = false;
  /** Octets written in all; `written` may be emptied by the test. */
  octets = 0;

  readonly address: string;
  readonly port: number;
  readonly events: StreamEvents;
  /** Called for each write. */
  onWrite: ((octets: Buffer) => void) | null = null;
  /** Called when half of what stopped the reading has been discarded. */
  onResume: (() => void) | null = null;
  readonly #unread = new Ring(new BufferPool());

  constructor(address: string, port: number, events: StreamEvents) {
    this.address = address;
    this.port = port;
    this.events = events;
  }

  get readable(): number {
    return this.#unread.length;
  }

  peek(offset: number, length: number, into: Uint8Array, at: number): void {
    this.#unread.peek(offset, length, into, at);
  }

  discard(octets: number): void {
    this.#unread.discard(octets);
    if (this.reading || 2 * this.readable >= READ_LIMIT) return;
    this.reading = true;
    this.onResume?.();
  }

  get room(): number {
    return this.capacity - this.queued;
  }

  write(octets: Buffer, offset: number, length: number): number {
    const taken = Math.min(length, this.room);
    if (taken === 0) return 0;
    this.octets += taken;
    const copy = Buffer.from(octets.subarray(offset, offset + taken));
    if (this.onWrite !== null) this.onWrite(copy);
    else this.written.push(copy);
    if (this.slow) this.queued += taken;
    return taken;
  }

  /** The peer has read everything. */
  drain(): void {
    this.queued = 0;
    this.events.writable();
  }

  /** The peer sends. */
  say(octets: Uint8Array | string): void {
    this.#unread.append(typeof octets === 'string' ? Buffer.from(octets) : octets);
    this.reading = this.readable < READ_LIMIT;
    this.events.readable();
  }

  /** The connection ends; without a name, in order. */
  finish(errno = ''): void {
    this.events.closed(errno === '' ? null : outsideError(errno));
  }

  get text(): string {
    return Buffer.concat(this.written).toString();
  }

  end(): void {
    this.endedByUs = true;
  }

  reset(): void {
    this.resetByUs = true;
  }

  close(): void {
    this.closedByUs = true;
  }
}
