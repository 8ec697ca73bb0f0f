/**
 * A descriptor that frames are read from and written to, with a bounded queue for frames that the
 * kernel has no room for. The links over TAPs and packet sockets share it.
 * Read first: native/lib/framePump.ts, frameBatch.ts.
 *
 * Theory of operation
 * - Outgoing frames go to the kernel directly. When it has no room, the rest of the batch and all
 *   later frames are copied (`waiting`) until the kernel reports room. It does so at half of its
 *   buffer (4 MiB), which is more than can wait, so one write empties the queue.
 * - While frames wait, the end is `congested`. A frame without a place is dropped as `queueFull`, and
 *   so is a frame that the kernel refused, because the NIC's own queue was probably full.
 * - When the descriptor fails (`lost`), its owner closes it and opens another.
 */
import { FramePump, type PumpKind } from '../../../native/lib/framePump.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import { ALL_FRAMES, FrameBatch } from './frameBatch.ts';

/**
 * Octets of the slab that frames are read into. A packet socket needs 65,584 for each frame: 64
 * frames in one system call. TAP: 62 super-frames.
 */
const INWARD_OCTETS = 64 * 65_584;

export interface PumpEndEvents {
  receive(batch: FrameBatch): void;
  /** Frames that could not be sent. */
  dropped(reason: DropCode, frames: number): void;
  /** No longer congested. */
  drained(): void;
  /** The netdev is gone or down. */
  lost(errno: string): void;
}

export class PumpEnd {
  readonly pump: FramePump;
  readonly #events: PumpEndEvents;
  readonly #waiting = new FrameBatch();
  #congested = false;

  /** Owns the descriptor, also on failure. @throws NativeError */
  constructor(fd: number, kind: PumpKind, events: PumpEndEvents) {
    this.#events = events;
    const inward = new FrameBatch(INWARD_OCTETS);
    this.pump = new FramePump(fd, kind, inward, {
      frames(count) {
        inward.filled(count);
        events.receive(inward);
      },
      writable: () => this.#flush(),
      lost: (errno) => events.lost(errno),
    });
  }

  get congested(): boolean {
    return this.#congested;
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    const done = this.#congested ? 0 : this.pump.write(batch, selection, 0, count);
    let lost = this.#congested ? 0 : this.pump.refused;
    for (let k = done; k < count; k += 1) if (!this.#waiting.copy(batch, selection[k]!)) lost += 1;
    if (lost > 0) this.#events.dropped(Drop.queueFull, lost);
    if (done < count && !this.#congested) this.#wait(true);
  }

  close(): void {
    this.#waiting.clear();
    this.#congested = false;
    this.pump.close();
  }

  #wait(on: boolean): void {
    this.#congested = on;
    this.pump.watchWritable(on);
  }

  #flush(): void {
    const { count } = this.#waiting;
    const done = this.pump.write(this.#waiting, ALL_FRAMES, 0, count);
    let lost = this.pump.refused;
    if (done < count && done === 0) return;
    // The kernel had less room than reported. The rest is dropped: a second queue is not worth it.
    lost += count - done;
    this.#waiting.clear();
    if (lost > 0) this.#events.dropped(Drop.queueFull, lost);
    this.#wait(false);
    this.#events.drained();
  }
}
