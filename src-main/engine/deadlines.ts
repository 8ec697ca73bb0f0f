/**
 * One timer for all flows.
 *
 * Theory of operation
 * Flows lie in a binary heap by the time at which they were last known to be due. Moving a deadline
 * later only notes it (`dueAt`): the heap finds out when the old time comes, and puts the flow back.
 * So acknowledging data, which moves a deadline with every segment, costs one assignment. With no
 * flow due, no timer is armed.
 */
import type { Clock, Timer } from './clock.ts';

/** What has a deadline. The heap's fields are its own to write. */
export interface Timed {
  /** Milliseconds of the clock, or Infinity. */
  dueAt: number;
  heapAt: number;
  /** -1: not in the heap. */
  heapIndex: number;
  /** The deadline has passed; whoever wants another one schedules it. */
  due(now: number): void;
}

export class Deadlines {
  readonly #clock: Clock;
  readonly #settled: () => void;
  readonly #heap: Timed[] = [];
  #timer: Timer | null = null;
  #timerAt = Infinity;

  /** @param settled called after a round of deadlines */
  constructor(clock: Clock, settled: () => void) {
    this.#clock = clock;
    this.#settled = settled;
  }

  schedule(timed: Timed, at: number): void {
    timed.dueAt = at;
    if (timed.heapIndex >= 0 && at >= timed.heapAt) return;
    if (at === Infinity) return;
    timed.heapAt = at;
    if (timed.heapIndex < 0) timed.heapIndex = this.#heap.push(timed) - 1;
    this.#rise(timed);
    this.#arm();
  }

  cancel(timed: Timed): void {
    timed.dueAt = Infinity;
    const index = timed.heapIndex;
    if (index < 0) return;
    timed.heapIndex = -1;
    const last = this.#heap.pop()!;
    if (last !== timed) {
      this.#place(last, index);
      this.#rise(last);
      this.#sink(last);
    } else if (this.#heap.length === 0) this.#disarm();
  }

  /** Everything that is left is due. */
  close(): void {
    this.#disarm();
    const now = this.#clock.now();
    for (const timed of this.#heap.splice(0)) {
      timed.heapIndex = -1;
      timed.dueAt = Infinity;
      timed.due(now);
    }
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerAt = Infinity;
  }

  #arm(): void {
    const at = this.#heap[0]?.heapAt ?? Infinity;
    if (at >= this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    const delayMs = Math.max(1, Math.ceil(at - this.#clock.now()));
    this.#timer = this.#clock.after(delayMs, () => this.#fire());
  }

  #fire(): void {
    this.#timer = null;
    const now = this.#clock.now();
    let top = this.#heap[0];
    while (top !== undefined && top.heapAt <= now) {
      this.#expire(top, now);
      top = this.#heap[0];
    }
    this.#disarm();
    this.#arm();
    this.#settled();
  }

  #expire(timed: Timed, now: number): void {
    if (timed.dueAt > now && timed.dueAt !== Infinity) {
      timed.heapAt = timed.dueAt;
      this.#sink(timed);
      return;
    }
    const wasDue = timed.dueAt <= now;
    this.cancel(timed);
    if (wasDue) timed.due(now);
  }

  #place(timed: Timed, index: number): void {
    this.#heap[index] = timed;
    timed.heapIndex = index;
  }

  #rise(timed: Timed): void {
    let index = timed.heapIndex;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent]!;
      if (above.heapAt <= timed.heapAt) break;
      this.#place(above, index);
      index = parent;
    }
    this.#place(timed, index);
  }

  #sink(timed: Timed): void {
    let index = timed.heapIndex;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#heap.length) break;
      const right = this.#heap[child + 1];
      if (right !== undefined && right.heapAt < this.#heap[child]!.heapAt) child += 1;
      const below = this.#heap[child]!;
      if (below.heapAt >= timed.heapAt) break;
      this.#place(below, index);
      index = child;
    }
    this.#place(timed, index);
  }
}
