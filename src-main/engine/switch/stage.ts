/**
 * A stage of a switch port: looks at each frame that passes the port, and may take it out, hold it,
 * or change its order. A port runs its stages as a row (stageRow.ts); the first is next to the guest.
 * Read first: ../link/frameBatch.ts.
 *
 * Theory of operation
 * - Inward, a stage may take frames out of the batch (`FrameBatch.keep`, then `count`) and change
 *   them in place. The frames that are left go on to the next stage.
 * - Outward, the batch also goes to other ports, so it may only be read. A stage changes the order
 *   of the selection, or shortens it, in place.
 * - A stage that holds frames copies them into a batch of its own, and gives that batch back later
 *   through the sink, never from within `inward` or `outward`. The batch passes the stages that its
 *   frames had still before them. It may be filled again as soon as the call returns.
 * - A stage that discards frames reports them as `dropped`; the port counts them.
 */
import type { FrameBatch } from '../link/frameBatch.ts';
import type { DropCode } from '../wire/drop.ts';

export interface PortStage {
  /** Frames from the guest, on their way into the network. */
  inward(batch: FrameBatch): void;
  /** Frames for the guest: `selection[0..count)`. Returns how many of the selection go on. */
  outward(batch: FrameBatch, selection: Uint16Array, count: number): number;
  /** Frees what is held. Frames that are still held are lost. */
  close(): void;
}

/** What a stage may do outside `inward` and `outward`. */
export interface StageSink {
  /** All frames of the batch go on into the network. */
  releaseInward(batch: FrameBatch): void;
  /** All frames of the batch go on to the guest. */
  releaseOutward(batch: FrameBatch): void;
  /** Frames that the stage has discarded; also allowed within `inward` and `outward`. */
  dropped(direction: 'fromGuest' | 'toGuest', reason: DropCode, frames: number): void;
}

export type StageMaker = (sink: StageSink) => PortStage;
