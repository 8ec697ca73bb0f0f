/**
 * Frames on their way out through a socket: bounded, allocated once.
 *
 * Theory of operation
 * Two slabs. One takes frames (`put`), each after its 32-bit big-endian length. The kernel has the other
 * (`take` … `release`), which is not touched until the kernel is done with it. While the kernel has
 * none, frames are taken immediately, so the queue grows only when the other end is slower.
 * `congested` begins above the high-water mark and ends below the low one. Between the mark and
 * the end of a slab there is room for one whole batch: a sender that asks before it builds a batch
 * does not meet a full queue.
 */
import { Buffer } from 'node:buffer';
import { BATCH_FRAMES, SLAB_OCTETS, type FrameBatch } from './frameBatch.ts';
import { LENGTH_OCTETS } from './streamFraming.ts';

/** Queued octets above which a sender should wait if it can: about as much as the socket holds. */
const HIGH_WATER_OCTETS = 256 * 1024;

/** Queued octets below which they may go on: a burst still fits under the high-water mark. */
const LOW_WATER_OCTETS = 64 * 1024;

/** Octets of each of the two slabs. */
export const QUEUE_OCTETS = HIGH_WATER_OCTETS + SLAB_OCTETS + LENGTH_OCTETS * BATCH_FRAMES;

export class FrameQueue {
  #filling = Buffer.alloc(QUEUE_OCTETS);
  #taken = Buffer.alloc(QUEUE_OCTETS);
  #fillingOctets = 0;
  #fillingFrames = 0;
  #takenOctets = 0;
  #takenFrames = 0;
  #congested = false;

  get congested(): boolean {
    return this.#congested;
  }

  get octets(): number {
    return this.#fillingOctets + this.#takenOctets;
  }

  /** Copies frame `i` of the batch; false when it does not fit. */
  put(batch: FrameBatch, i: number): boolean {
    const offset = batch.offsets[i]!;
    const length = batch.lengths[i]!;
    const at = this.#fillingOctets;
    if (at + LENGTH_OCTETS + length > QUEUE_OCTETS) return false;
    this.#filling.writeUInt32BE(length, at);
    batch.slab.copy(this.#filling, at + LENGTH_OCTETS, offset, offset + length);
    this.#fillingOctets = at + LENGTH_OCTETS + length;
    this.#fillingFrames += 1;
    if (this.octets > HIGH_WATER_OCTETS) this.#congested = true;
    return true;
  }

  /** The octets to write now. Null: nothing to send, or the last slab is not released yet. */
  take(): Buffer | null {
    if (this.#takenOctets > 0 || this.#fillingOctets === 0) return null;
    [this.#filling, this.#taken] = [this.#taken, this.#filling];
    this.#takenOctets = this.#fillingOctets;
    this.#takenFrames = this.#fillingFrames;
    this.#fillingOctets = 0;
    this.#fillingFrames = 0;
    return this.#taken.subarray(0, this.#takenOctets);
  }

  /** The kernel has read all that was taken. Returns whether this ended the congestion. */
  release(): boolean {
    this.#takenOctets = 0;
    this.#takenFrames = 0;
    if (!this.#congested || this.octets >= LOW_WATER_OCTETS) return false;
    this.#congested = false;
    return true;
  }

  /** Drops all frames at the end of a connection. Returns their number. */
  clear(): number {
    const frames = this.#fillingFrames + this.#takenFrames;
    this.#fillingOctets = 0;
    this.#fillingFrames = 0;
    this.#takenOctets = 0;
    this.#takenFrames = 0;
    this.#congested = false;
    return frames;
  }
}
