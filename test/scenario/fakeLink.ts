/** A link whose other end is in the test. */
import { FrameBatch } from '../../src-main/engine/link/frameBatch.ts';
import type { Link, LinkSink, LinkState } from '../../src-main/engine/link/link.ts';
import { emitEthernet } from '../../src-main/engine/wire/ethernet.ts';

/** A frame of `length` octets whose payload octets are all `mark`. */
export function frame(destination: number, source: number, length = 60, mark = 0): Buffer {
  const octets = Buffer.alloc(length, mark);
  const view = new DataView(octets.buffer, octets.byteOffset, length);
  emitEthernet(view, 0, destination, source, 0x88b5);
  return octets;
}

export function batchOf(frames: readonly Buffer[]): FrameBatch {
  const batch = new FrameBatch();
  for (const octets of frames) {
    const at = batch.reserve(octets.length);
    octets.copy(batch.slab, at);
    batch.commit(octets.length);
  }
  return batch;
}

export class FakeLink implements Link {
  sink: LinkSink | null = null;
  state: LinkState = 'attached';
  congested = false;
  problem: string | null = null;
  closed = false;
  /** Copies of the accepted frames, and the number of calls that brought them. */
  readonly taken: Buffer[] = [];
  /** The origin of each of them. */
  readonly origins: number[] = [];
  transmits = 0;
  resumes = 0;
  /** The carrier that was set. */
  readonly carriers: boolean[] = [];
  /** Frames that this link sends after a batch, each once. */
  answers: Buffer[] = [];
  /** Events in order, for all links that share it. */
  readonly name: string;
  readonly log: string[];

  constructor(name = '', log: string[] = []) {
    this.name = name;
    this.log = log;
  }

  open(sink: LinkSink): void {
    this.sink = sink;
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    this.log.push(`transmit ${this.name} ${count}`);
    this.transmits += 1;
    for (let k = 0; k < count; k += 1) {
      const i = selection[k]!;
      const offset = batch.offsets[i]!;
      this.origins.push(batch.origin);
      this.taken.push(Buffer.from(batch.slab.subarray(offset, offset + batch.lengths[i]!)));
    }
  }

  settle(): void {
    this.log.push(`settle ${this.name}`);
    const answers = this.answers;
    this.answers = [];
    if (answers.length > 0) this.send(...answers);
  }

  congestedTowards(): boolean {
    return false;
  }

  resume(): void {
    this.resumes += 1;
  }

  setCarrier(up: boolean): void {
    this.carriers.push(up);
  }

  close(): void {
    this.closed = true;
  }

  /** Frames from the other end. */
  send(...frames: Buffer[]): void {
    this.sink!.receive(batchOf(frames));
  }

  attach(state: LinkState): void {
    this.state = state;
    this.sink!.stateChanged(state);
  }
}

/** A sink that records its calls. */
export class RecordingSink implements LinkSink {
  readonly frames: Buffer[] = [];
  readonly batches: number[] = [];
  readonly drops: Record<string, number> = {};
  readonly states: LinkState[] = [];
  drains = 0;

  receive(batch: FrameBatch): void {
    this.batches.push(batch.count);
    for (let i = 0; i < batch.count; i += 1) {
      const offset = batch.offsets[i]!;
      this.frames.push(Buffer.from(batch.slab.subarray(offset, offset + batch.lengths[i]!)));
    }
  }

  dropped(direction: 'fromGuest' | 'toGuest', reason: number, frames: number): void {
    const key = `${direction} ${reason}`;
    this.drops[key] = (this.drops[key] ?? 0) + frames;
  }

  stateChanged(state: LinkState): void {
    this.states.push(state);
  }

  drained(): void {
    this.drains += 1;
  }

  congestedTowards(): boolean {
    return false;
  }
}
