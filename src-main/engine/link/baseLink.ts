/** What a link answers by itself where its kind has nothing to add. */
import type { FrameBatch } from './frameBatch.ts';
import type { Link, LinkSink, LinkState } from './link.ts';

export abstract class BaseLink implements Link {
  abstract readonly state: LinkState;
  abstract readonly congested: boolean;
  abstract readonly problem: string | null;

  abstract open(sink: LinkSink): void;
  abstract transmit(batch: FrameBatch, selection: Uint16Array, count: number): void;
  abstract close(): void;

  /** Most kinds have one station or one queue behind them, which `congested` covers. */
  congestedTowards(_mac: number): boolean {
    return false;
  }

  /** Most kinds send nothing in answer to a batch. */
  settle(): void {
    // Nothing to send.
  }

  /** Most kinds do not wait for others. */
  resume(): void {
    // Nothing waits.
  }

  /** Most kinds cannot show a carrier to their other end. */
  setCarrier(_up: boolean): void {
    // No carrier to set.
  }
}
