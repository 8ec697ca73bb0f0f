/**
 * Deadlines of many items with one timer.
 *
 * Theory of operation
 * The items lie in a binary heap, sorted by the time at which they were last known to be due. Moving
 * a deadline later only changes `dueAt`. When the old time comes, the heap moves the item to its new
 * place. So a deadline that moves with every packet costs one assignment. No timer is armed while no
 * item has a deadline.
 */
import type { Clock, Timer } from './clock.ts';

/** An item with a deadline. Only Deadlines writes these fields. */
export abstract class Timed {
  /** Milliseconds of the clock, or Infinity. */
  dueAt = Infinity;
  heapAt = Infinity;
  /** -1: not in the heap. */
  heapIndex = -1;
}

export class Deadlines<T extends Timed> {
  readonly #clock: Clock;
  readonly #due: (item: T, now: number) => void;
  readonly #settled: () => void;
  readonly #heap: T[] = [];
  #timer: Timer | null = null;
  #timerAt = Infinity;

  /**
   * @param due called when an item's deadline has passed; the item has none then
   * @param settled called after all items that were due together
   */
  constructor(
    clock: Clock,
    due: (item: T, now: number) => void,
    settled: () => void = () => undefined,
  ) {
    this.#clock = clock;
    this.#due = due;
    this.#settled = settled;
  }

  schedule(item: T, at: number): void {
    item.dueAt = at;
    if (item.heapIndex >= 0 && at >= item.heapAt) return;
    if (at === Infinity) return;
    item.heapAt = at;
    if (item.heapIndex < 0) item.heapIndex = this.#heap.push(item) - 1;
    this.#rise(item);
    this.#arm();
  }

  cancel(item: T): void {
    item.dueAt = Infinity;
    const index = item.heapIndex;
    if (index < 0) return;
    item.heapIndex = -1;
    const last = this.#heap.pop()!;
    if (last !== item) {
      this.#place(last, index);
      this.#rise(last);
      this.#sink(last);
    } else if (this.#heap.length === 0) this.#disarm();
  }

  /** Every item that is left is due. */
  close(): void {
    this.#disarm();
    const now = this.#clock.now();
    for (const item of this.#heap.splice(0)) {
      item.heapIndex = -1;
      item.dueAt = Infinity;
      this.#due(item, now);
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

  #expire(item: T, now: number): void {
    if (item.dueAt > now && item.dueAt !== Infinity) {
      item.heapAt = item.dueAt;
      this.#sink(item);
      return;
    }
    const wasDue = item.dueAt <= now;
    this.cancel(item);
    if (wasDue) this.#due(item, now);
  }

  #place(item: T, index: number): void {
    this.#heap[index] = item;
    item.heapIndex = index;
  }

  #rise(item: T): void {
    let index = item.heapIndex;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent]!;
      if (above.heapAt <= item.heapAt) break;
      this.#place(above, index);
      index = parent;
    }
    this.#place(item, index);
  }

  #sink(item: T): void {
    let index = item.heapIndex;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= this.#heap.length) break;
      const right = this.#heap[child + 1];
      if (right !== undefined && right.heapAt < this.#heap[child]!.heapAt) child += 1;
      const below = this.#heap[child]!;
      if (below.heapAt >= item.heapAt) break;
      this.#place(below, index);
      index = child;
    }
    this.#place(item, index);
  }
}
