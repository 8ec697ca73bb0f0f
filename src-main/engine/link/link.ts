/**
 * The end of a cable. A guest's socket is a link, and so are the gateway and the host's NIC: the
 * switch knows no other kind of neighbour. baseLink.ts has defaults for what a kind cannot do.
 *
 * Theory of operation
 * - Inward: the link fills a batch and calls `sink.receive`. During that call the switch looks at
 *   every frame and, at its end, calls `transmit` once on each link that has frames to take.
 * - Outward: `transmit` copies or writes the selected frames before it returns, and never calls
 *   `sink.receive` from within. A link that has frames of its own to answer with (the gateway)
 *   sends them from `settle`, which is called after every `transmit` of that batch is done.
 * - Back-pressure: a link whose queue is past its high-water mark says `congested`. It still takes
 *   frames until the queue is full and then drops them, counted as `queueFull`. A sender that can
 *   wait (NAT) asks the sink before it sends, and continues when `resume` is called.
 */
import type { DropCode } from '../wire/drop.ts';
import type { FrameBatch } from './frameBatch.ts';

export type LinkState = 'detached' | 'attached';

/** What a link reports to its port. */
export interface LinkSink {
  /** Frames from the other end. The batch may be used again as soon as this returns. */
  receive(batch: FrameBatch): void;
  /** Frames that the link itself dropped, outward (towards the other end) or inward. */
  dropped(direction: 'fromGuest' | 'toGuest', reason: DropCode, frames: number): void;
  /** The state or the link's `problem` has changed. */
  stateChanged(state: LinkState): void;
  /** The queue that was `congested` is below its low-water mark again. */
  drained(): void;
  /** Whether a frame to this MAC would meet a congested link. Unknown stations do not count. */
  congestedTowards(mac: number): boolean;
}

export interface Link {
  /** Begins to deliver. Called once; may do I/O. */
  open(sink: LinkSink): void;
  /** Takes the frames `selection[0..count)` of the batch, or drops and counts them. */
  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void;
  /** Past the high-water mark. */
  readonly congested: boolean;
  /** Whether the queue towards this MAC is congested, if there are several queues behind this link. */
  congestedTowards(mac: number): boolean;
  readonly state: LinkState;
  /** Every `transmit` of a batch is done; the link can now send its own frames. */
  settle(): void;
  /** Another port of the network was congested and has drained. */
  resume(): void;
  /** Plugs the cable in or out, as the other end sees it. At first it is out. */
  setCarrier(up: boolean): void;
  /**
   * Why the other end cannot be reached, as an errno name or an error code; null: it can be
   * reached or does not exist. Reported with `stateChanged`.
   */
  readonly problem: string | null;
  /** Ends delivery and frees all resources. Queued frames are lost. */
  close(): void;
}
