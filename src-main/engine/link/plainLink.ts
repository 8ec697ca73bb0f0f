/**
 * A wrapper for a link that cannot carry offloads. It completes checksums and cuts super-frames, so
 * that the link can take any frame.
 * Read first: link.ts, frameBatch.ts; native/src/segmentation.h.
 *
 * A batch without offloads passes unchanged; a network of QEMU guests has no other batches.
 * Otherwise all frames of the batch are copied, which keeps their order.
 */
import { PlainFrames } from '../../../native/lib/plainFrames.ts';
import { Drop } from '../wire/drop.ts';
import { BaseLink } from './baseLink.ts';
import { ALL_FRAMES, FrameBatch } from './frameBatch.ts';
import type { Link, LinkSink, LinkState } from './link.ts';

export class PlainLink extends BaseLink {
  readonly #inner: Link;
  #sink: LinkSink | null = null;
  /** Created when the first frame needs it. */
  #plain: { readonly frames: PlainFrames; readonly batch: FrameBatch } | null = null;

  constructor(inner: Link) {
    super();
    this.#inner = inner;
  }

  get congested(): boolean {
    return this.#inner.congested;
  }

  get state(): LinkState {
    return this.#inner.state;
  }

  get problem(): string | null {
    return this.#inner.problem;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
    this.#inner.open(sink);
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    if (!batch.offloaded) this.#inner.transmit(batch, selection, count);
    else this.#transmitPlain(batch, selection, count);
  }

  override congestedTowards(mac: number): boolean {
    return this.#inner.congestedTowards(mac);
  }

  override setCarrier(up: boolean): void {
    this.#inner.setCarrier(up);
  }

  override settle(): void {
    this.#inner.settle();
  }

  override resume(): void {
    this.#inner.resume();
  }

  close(): void {
    this.#sink = null;
    this.#inner.close();
  }

  #transmitPlain(batch: FrameBatch, selection: Uint16Array, count: number): void {
    this.#plain ??= { frames: new PlainFrames(), batch: new FrameBatch() };
    const { frames, batch: plain } = this.#plain;
    plain.origin = batch.origin;
    for (let done = 0; done < count;) {
      done = frames.make(batch, selection, done, count, plain);
      plain.count = frames.made;
      if (frames.refused > 0) this.#sink?.dropped('toGuest', Drop.malformed, frames.refused);
      if (plain.count > 0) this.#inner.transmit(plain, ALL_FRAMES, plain.count);
    }
  }
}
