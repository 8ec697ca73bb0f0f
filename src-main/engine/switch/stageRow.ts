/**
 * The stages of one port, in order from the guest to the network.
 * Read first: stage.ts.
 */
import { BATCH_FRAMES, type FrameBatch } from '../link/frameBatch.ts';
import type { PortStage, StageMaker, StageSink } from './stage.ts';

/** Where frames go that have passed the last stage: the port. */
export interface RowEnds extends Pick<StageSink, 'dropped'> {
  /** Released frames reach the network. */
  enter(batch: FrameBatch): void;
  /** Released frames reach the guest. */
  leave(batch: FrameBatch, selection: Uint16Array, count: number): void;
}

export class StageRow {
  readonly #stages: readonly PortStage[];
  readonly #ends: RowEnds;
  /** Of the batch that is being released to the guest. */
  readonly #released = new Uint16Array(BATCH_FRAMES);

  constructor(makers: readonly StageMaker[], ends: RowEnds) {
    this.#ends = ends;
    this.#stages = makers.map((make, place) => make(this.#sinkAt(place)));
  }

  /** Leaves in the batch what goes into the network. */
  inward(batch: FrameBatch): void {
    this.#inwardFrom(0, batch);
  }

  /** Returns how many of the selection go to the guest. */
  outward(batch: FrameBatch, selection: Uint16Array, count: number): number {
    return this.#outwardFrom(this.#stages.length - 1, batch, selection, count);
  }

  close(): void {
    for (const stage of this.#stages) stage.close();
  }

  #inwardFrom(place: number, batch: FrameBatch): void {
    for (let at = place; at < this.#stages.length && batch.count > 0; at += 1)
      this.#stages[at]!.inward(batch);
  }

  #outwardFrom(place: number, batch: FrameBatch, selection: Uint16Array, count: number): number {
    let left = count;
    for (let at = place; at >= 0 && left > 0; at -= 1)
      left = this.#stages[at]!.outward(batch, selection, left);
    return left;
  }

  #sinkAt(place: number): StageSink {
    return {
      releaseInward: (batch) => {
        this.#inwardFrom(place + 1, batch);
        if (batch.count > 0) this.#ends.enter(batch);
      },
      releaseOutward: (batch) => {
        for (let i = 0; i < batch.count; i += 1) this.#released[i] = i;
        const count = this.#outwardFrom(place - 1, batch, this.#released, batch.count);
        if (count > 0) this.#ends.leave(batch, this.#released, count);
      },
      dropped: (direction, reason, frames) => this.#ends.dropped(direction, reason, frames),
    };
  }
}
