/**
 * A run of frames in one slab: what travels between links, switch and gateway.
 * A frame from a TAP or a host's NIC may come with offloads: its checksum is still to be computed, or
 * it is a super-frame of up to 64 KiB that stands for many (VIRTIO 1.2 §5.1.6). Links that cannot
 * carry such frames sit behind a PlainLink.
 * A batch is filled once (read from a socket, or built in place by the gateway), handed on as a
 * whole, and filled again. A receiver may read a batch only during that call; to keep a frame,
 * copy it.
 */
import { Buffer } from 'node:buffer';

/** Most frames in one batch; a selection of them is an index each. */
export const BATCH_FRAMES = 1024;
/** Octets of slab: 15 frames of the largest size, or 690 of 1,514 octets. */
export const SLAB_OCTETS = 1 << 20;

/** The indices in order: selects all frames of a batch. */
export const ALL_FRAMES = Uint16Array.from({ length: BATCH_FRAMES }, (_, i) => i);

export class FrameBatch {
  slab: Buffer;
  /** The same octets, for the wire's accessors. */
  view: DataView;
  /** Where frame `i` starts in the slab, and how long it is (`l2Len`). */
  readonly offsets = new Uint32Array(BATCH_FRAMES);
  readonly lengths = new Uint32Array(BATCH_FRAMES);
  /** Two words for each frame (native/src/segmentation.h); zero for a plain one. */
  readonly offloads = new Uint32Array(2 * BATCH_FRAMES);
  /** Whether any frame has offloads. */
  offloaded = false;
  count = 0;
  /** `Port.origin` of the port its frames came in by; 0: no port has received it yet. */
  origin = 0;
  /** First octet of the slab that no frame has taken. */
  #end = 0;

  constructor(slabOctets = SLAB_OCTETS) {
    this.slab = Buffer.alloc(slabOctets);
    this.view = new DataView(this.slab.buffer, this.slab.byteOffset, slabOctets);
  }

  clear(): void {
    this.count = 0;
    this.#end = 0;
    if (this.offloaded) this.offloads.fill(0);
    this.offloaded = false;
  }

  /** Where a frame of up to `length` octets may be built, or -1 when it does not fit. */
  reserve(length: number): number {
    const fits = this.count < BATCH_FRAMES && this.#end + length <= this.slab.length;
    return fits ? this.#end : -1;
  }

  /** The frame built at the last `reserve` is `length` octets long and part of the batch. */
  commit(length: number): void {
    this.add(this.#end, length);
    this.#end += length;
  }

  /** Copies frame `i` of another batch, with offloads and origin; false when it does not fit. */
  copy(from: FrameBatch, i: number): boolean {
    const offset = from.offsets[i]!;
    const length = from.lengths[i]!;
    const at = this.reserve(length);
    if (at < 0) return false;
    from.slab.copy(this.slab, at, offset, offset + length);
    this.offloads[2 * this.count] = from.offloads[2 * i]!;
    this.offloads[2 * this.count + 1] = from.offloads[2 * i + 1]!;
    if (from.offloads[2 * i] !== 0) this.offloaded = true;
    this.origin = from.origin;
    this.commit(length);
    return true;
  }

  /**
   * Becomes a selection of another batch's frames, in that batch's own slab: for as long as that
   * one may be read. A batch that borrows is filled in no other way.
   */
  borrow(from: FrameBatch, selection: Uint16Array, count: number): void {
    this.slab = from.slab;
    this.view = from.view;
    this.origin = from.origin;
    this.count = 0;
    this.offloaded = false;
    for (let k = 0; k < count; k += 1) {
      const i = selection[k]!;
      const offload = from.offloads[2 * i]!;
      this.offloads[2 * k] = offload;
      this.offloads[2 * k + 1] = from.offloads[2 * i + 1]!;
      if (offload !== 0) this.offloaded = true;
      this.add(from.offsets[i]!, from.lengths[i]!);
    }
  }

  /** The first `count` places have been filled natively. */
  filled(count: number): void {
    this.count = count;
    this.offloaded = false;
    for (let i = 0; i < count; i += 1) if (this.offloads[2 * i] !== 0) this.offloaded = true;
  }

  /** Keeps frame `i` as the `place`th. A place is never behind its frame; set `count` at the end. */
  keep(i: number, place: number): void {
    if (i === place) return;
    this.offsets[place] = this.offsets[i]!;
    this.lengths[place] = this.lengths[i]!;
    this.offloads[2 * place] = this.offloads[2 * i]!;
    this.offloads[2 * place + 1] = this.offloads[2 * i + 1]!;
  }

  /** A frame that already lies in the slab, put there by a read. */
  add(offset: number, length: number): void {
    this.offsets[this.count] = offset;
    this.lengths[this.count] = length;
    this.count += 1;
  }
}
