/**
 * A cable between two switches (R43): a pair of links, each the other's far end.
 * Read first: link.ts.
 *
 * Theory of operation
 * - A frame that goes out at one end comes in at the other within the same batch, without a copy:
 *   `transmit` borrows the selected frames, and `settle`, while that batch may still be read, hands
 *   them to the switch at the other end.
 * - A neighbour may answer before the batch has crossed, because `settle` goes from port to port. In
 *   that case the batch crosses before the answer.
 * - Networks that are patched together form a tree (../patches.ts) with at most one gateway. So
 *   nothing sends into an end whose last batch is still being delivered. If that happens anyway,
 *   those frames are dropped as `queueFull`, so no frame can go round forever.
 * - Neither end holds frames, so neither is congested. The switch at the other end answers questions
 *   about a station there. A link that waits for that station is resumed through the cable.
 */
import { Drop } from '../wire/drop.ts';
import { BaseLink } from './baseLink.ts';
import { FrameBatch } from './frameBatch.ts';
import type { Link, LinkSink, LinkState } from './link.ts';

/** The slab is always another batch's. */
const NO_SLAB = 0;

class PatchEnd extends BaseLink {
  readonly congested = false;
  readonly problem = null;
  /** Set once, when the pair is created. */
  far!: PatchEnd;
  readonly #crossing = new FrameBatch(NO_SLAB);
  #sink: LinkSink | null = null;
  #delivering = false;

  get state(): LinkState {
    return this.#sink === null ? 'detached' : 'attached';
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
    sink.stateChanged('attached');
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    if (this.#delivering) {
      this.#sink?.dropped('toGuest', Drop.queueFull, count);
      return;
    }
    // The earlier batch, which this one answers, may still be read now.
    this.settle();
    this.#crossing.borrow(batch, selection, count);
  }

  override settle(): void {
    if (this.#delivering || this.#crossing.count === 0) return;
    this.#delivering = true;
    this.far.#sink?.receive(this.#crossing);
    this.#delivering = false;
    this.#crossing.count = 0;
  }

  /** A port on this side has drained: senders on the other side can try again. */
  override resume(): void {
    this.far.#sink?.drained();
  }

  override congestedTowards(mac: number): boolean {
    return this.far.#sink?.congestedTowards(mac) ?? false;
  }

  close(): void {
    this.#sink = null;
  }
}

/** Both ends of a new cable. */
export function patchCable(): readonly [Link, Link] {
  const [near, far] = [new PatchEnd(), new PatchEnd()];
  near.far = far;
  far.far = near;
  return [near, far];
}
