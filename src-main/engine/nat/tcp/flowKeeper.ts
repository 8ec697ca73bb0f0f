/** What a flow needs of the table that keeps it. */
import type { IpFamily } from '../../../address/ip.ts';
import type { OutsideError } from '../../outside/outsideError.ts';
import type { SegmentWriter } from './segmentWriter.ts';
import type { TextAheadRings } from './textAhead.ts';

/** What a flow needs after it was served. */
export const Service = { done: 0, more: 1, congested: 2 } as const;
export type Service = (typeof Service)[keyof typeof Service];

/** What all connections of a network share. */
export interface ConnectionContext {
  /** Milliseconds; as of this batch or event. */
  readonly now: number;
  readonly writer: SegmentWriter;
  readonly textAhead: TextAheadRings;
  /** Text of the largest segment that fits the network, octets. */
  mss(family: IpFamily): number;
  congestedTowards(mac: number): boolean;
}

export interface FlowKeeper<F> extends ConnectionContext {
  /** Serve the flow when the batch is done. */
  wants(flow: F): void;
  /** An event of the outside begins: `now` is read again. */
  outsideEvent(): void;
  /** Serve the flow now unless a batch is under way. */
  wantsNow(flow: F): void;
  schedule(flow: F, at: number): void;
  /** The flow is in TIME-WAIT: it makes room when its guest has too many. */
  waits(flow: F): void;
  /** Its ends are free for a new flow. */
  left(flow: F): void;
  /** Nothing of it remains. */
  gone(flow: F): void;
  /** The outside could not connect; the flow leaves after this. */
  connectFailed(flow: F, error: OutsideError): void;
}
