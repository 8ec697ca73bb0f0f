/**
 * The framing of QEMU's `-netdev stream` and `socket`: a 32-bit big-endian length, then the frame.
 * Read first: QEMU's net/net.c, net_fill_rstate.
 *
 * Theory of operation
 * A read puts its octets at a fixed place in the slab (`room`). Frames are not copied: the batch
 * refers to them in place. The beginning of an incomplete frame is moved to just before `room`,
 * where the next read continues it. So every frame lies in one piece, and a read costs at most one
 * move of less than one frame.
 * A length that no frame can have means that the two ends are out of step, or that the other end is
 * hostile. `take` then returns false, and the connection must be ended.
 */
import type { Buffer } from 'node:buffer';
import { MAX_FRAME_LENGTH } from '../wire/ethernet.ts';
import { BATCH_FRAMES, FrameBatch } from './frameBatch.ts';

/** Octets of length in front of each frame. */
export const LENGTH_OCTETS = 4;

/** Room for all but the last octet of the longest frame, with its length; a multiple of 8. */
const CARRY_OCTETS = 65_560;

/** Octets per read: a unix socket's default buffer in Linux (net.core.wmem_default) is 208 KiB. */
export const READ_OCTETS = 256 * 1024;

export class StreamDeframer {
  /** Where reads must put their octets. */
  readonly room: Buffer;
  readonly #batch = new FrameBatch(CARRY_OCTETS + READ_OCTETS);
  /** Octets of an unfinished frame that lie just before `room`. */
  #carried = 0;

  constructor() {
    this.room = this.#batch.slab.subarray(CARRY_OCTETS);
  }

  /** A new connection: nothing of the old one is continued. */
  reset(): void {
    this.#carried = 0;
  }

  /**
   * `octets` have been read into `room`. Whole frames are handed to `deliver`, in batches.
   * Returns false at a length that no frame can have; the frames before it were delivered.
   */
  take(octets: number, deliver: (batch: FrameBatch) => void): boolean {
    const batch = this.#batch;
    const end = CARRY_OCTETS + octets;
    let at = CARRY_OCTETS - this.#carried;
    let sane = true;
    batch.clear();
    while (end - at >= LENGTH_OCTETS) {
      const length = batch.view.getUint32(at);
      sane = length <= MAX_FRAME_LENGTH;
      if (!sane || end - at - LENGTH_OCTETS < length) break;
      batch.add(at + LENGTH_OCTETS, length);
      at += LENGTH_OCTETS + length;
      if (batch.count === BATCH_FRAMES) this.#flush(deliver);
    }
    this.#flush(deliver);
    this.#carried = sane ? end - at : 0;
    batch.slab.copyWithin(CARRY_OCTETS - this.#carried, at, at + this.#carried);
    return sane;
  }

  #flush(deliver: (batch: FrameBatch) => void): void {
    if (this.#batch.count > 0) deliver(this.#batch);
    this.#batch.clear();
  }
}
