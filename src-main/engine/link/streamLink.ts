/**
 * The cable to a guest of QEMU's `-netdev stream,server=on` on a unix socket. We are the client, so
 * that the guest outlives us and is found again (R51).
 * Read first: link.ts, streamFraming.ts, frameQueue.ts, unixDial.ts; QEMU's net/stream.c.
 *
 * Theory of operation
 * - detached: there is no other end; frames given to `transmit` are dropped as `detached`.
 * - attached: octets read become batches in place (StreamDeframer); frames to transmit are copied
 *   into the queue and written with one call when the kernel has taken the last write. Each
 *   connection begins with a whole frame in both directions: a frame that was cut off by the end of
 *   a connection is not continued on the next. QEMU does the same.
 * - A length that no frame can have is counted as `oversized` and ends the connection. The link
 *   connects again, because the two ends may only have been out of step.
 * - The end of a connection empties the queue: the guest of those frames is gone, or repeats its
 *   requests.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../clock.ts';
import { Drop } from '../wire/drop.ts';
import { BaseLink } from './baseLink.ts';
import type { FrameBatch } from './frameBatch.ts';
import { FrameQueue } from './frameQueue.ts';
import type { LinkSink, LinkState } from './link.ts';
import { StreamDeframer } from './streamFraming.ts';
import { UnixDial } from './unixDial.ts';

export class StreamLink extends BaseLink {
  /** A guest that is absent is not a problem. */
  readonly problem = null;
  readonly #deframer = new StreamDeframer();
  readonly #queue = new FrameQueue();
  readonly #dial: UnixDial;
  #sink: LinkSink | null = null;
  #socket: Socket | null = null;
  /** Called when the last write has ended, with or without success; one for each connection. */
  #written: (error?: Error | null) => void = () => undefined;
  readonly #deliver = (batch: FrameBatch): void => this.#sink?.receive(batch);

  constructor(path: string, clock: Clock) {
    super();
    this.#dial = new UnixDial(path, this.#deframer.room, clock, {
      connected: (socket) => this.#connected(socket),
      read: (octets) => this.#read(octets),
      lost: () => this.#lost(),
    });
  }

  get state(): LinkState {
    return this.#socket === null ? 'detached' : 'attached';
  }

  get congested(): boolean {
    return this.#queue.congested;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
    this.#dial.start();
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    if (this.#socket === null) {
      this.#sink?.dropped('toGuest', Drop.detached, count);
      return;
    }
    let lost = 0;
    for (let k = 0; k < count; k += 1) if (!this.#queue.put(batch, selection[k]!)) lost += 1;
    if (lost > 0) this.#sink?.dropped('toGuest', Drop.queueFull, lost);
    this.#write();
  }

  close(): void {
    this.#sink = null;
    this.#socket = null;
    this.#dial.close();
  }

  #connected(socket: Socket): void {
    this.#socket = socket;
    this.#written = (error) => {
      // #lost counts the frames that an ending connection did not take.
      if (this.#socket === socket && !error) this.#release();
    };
    this.#deframer.reset();
    this.#sink?.stateChanged('attached');
  }

  #read(octets: number): void {
    if (this.#deframer.take(octets, this.#deliver)) return;
    this.#sink?.dropped('fromGuest', Drop.oversized, 1);
    this.#dial.hangUp();
  }

  #lost(): void {
    this.#socket = null;
    const wasCongested = this.#queue.congested;
    const frames = this.#queue.clear();
    if (frames > 0) this.#sink?.dropped('toGuest', Drop.detached, frames);
    this.#sink?.stateChanged('detached');
    if (wasCongested) this.#sink?.drained();
  }

  #write(): void {
    const octets = this.#queue.take();
    if (octets !== null) this.#socket?.write(octets, this.#written);
  }

  #release(): void {
    const drained = this.#queue.release();
    this.#write();
    if (drained) this.#sink?.drained();
  }
}
