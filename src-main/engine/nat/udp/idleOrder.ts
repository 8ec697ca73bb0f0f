/**
 * A list of items in the order of their last use, the longest idle first. Moving one to the end
 * changes a few references and allocates nothing. The links are in the items, so an item is in one
 * list at a time.
 */
export interface Idle<T> {
  /** `Clock.now()` of the last use. */
  lastUsedMs: number;
  older: T | null;
  newer: T | null;
}

export class IdleOrder<T extends Idle<T>> {
  oldest: T | null = null;
  #newest: T | null = null;

  add(item: T, nowMs: number): void {
    item.lastUsedMs = nowMs;
    item.older = this.#newest;
    item.newer = null;
    if (this.#newest) this.#newest.newer = item;
    else this.oldest = item;
    this.#newest = item;
  }

  remove(item: T): void {
    if (item.older) item.older.newer = item.newer;
    else this.oldest = item.newer;
    if (item.newer) item.newer.older = item.older;
    else this.#newest = item.older;
    item.older = null;
    item.newer = null;
  }

  touch(item: T, nowMs: number): void {
    if (item === this.#newest) item.lastUsedMs = nowMs;
    else {
      this.remove(item);
      this.add(item, nowMs);
    }
  }
}
