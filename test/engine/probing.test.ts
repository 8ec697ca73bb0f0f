import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ProbedTable } from '../../src-main/engine/probing.ts';

const MASK = 15;

/** Numbers whose hash is their value modulo 16. */
class NumberTable extends ProbedTable {
  readonly slots = new Array<number>(MASK + 1).fill(0);

  add(key: number): void {
    this.slots[this.find(key)] = key;
  }

  remove(key: number): void {
    const slot = this.find(key);
    if (this.slots[slot] === key) this.removeAt(slot, MASK);
  }

  find(key: number): number {
    let slot = key & MASK;
    while (this.slots[slot] !== 0 && this.slots[slot] !== key) slot = (slot + 1) & MASK;
    return slot;
  }

  protected isFree(slot: number): boolean {
    return this.slots[slot] === 0;
  }

  protected hashAt(slot: number): number {
    return this.slots[slot]!;
  }

  protected move(from: number, to: number): void {
    this.slots[to] = this.slots[from]!;
  }

  protected free(slot: number): void {
    this.slots[slot] = 0;
  }
}

it('closes the gap, also around the end of the table', () => {
  const table = new NumberTable();
  for (const key of [14, 30, 46, 62, 1]) table.add(key);
  expect([...table.slots.slice(14), ...table.slots.slice(0, 4)]).toEqual([14, 30, 46, 62, 1, 0]);
  table.remove(30);
  expect([...table.slots.slice(14), ...table.slots.slice(0, 4)]).toEqual([14, 46, 62, 1, 0, 0]);
});

it('finds what was not removed, and nothing else', () => {
  const keys = fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { maxLength: 8 });
  fc.assert(
    fc.property(keys, fc.nat(255), (all, removed) => {
      const table = new NumberTable();
      const kept = all.filter((_, i) => ((removed >> i) & 1) === 0);
      for (const key of all) table.add(key);
      for (const key of all) if (!kept.includes(key)) table.remove(key);
      for (const key of kept) expect(table.slots[table.find(key)]).toBe(key);
      expect(table.slots.filter((key) => key !== 0).toSorted()).toEqual(kept.toSorted());
    }),
  );
});
