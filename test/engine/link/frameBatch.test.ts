import { describe, expect, it } from 'vitest';
import { BATCH_FRAMES, FrameBatch } from '../../../src-main/engine/link/frameBatch.ts';
import { batchOf, frame } from '../../scenario/fakeLink.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;

/** Frames marked 1, 2, 3; the second has an offload, and all came in by port 7. */
function source(): FrameBatch {
  const batch = batchOf([frame(A, B, 60, 1), frame(A, B, 100, 2), frame(A, B, 60, 3)]);
  batch.offloads[2] = 0x0101;
  batch.offloads[3] = 0x0202;
  batch.offloaded = true;
  batch.origin = 7;
  return batch;
}

const marks = (batch: FrameBatch): number[] =>
  Array.from({ length: batch.count }, (_, i) => batch.view.getUint8(batch.offsets[i]! + 30));

describe('FrameBatch', () => {
  it('refuses a frame that the slab has no room for, and one past the last place', () => {
    const small = new FrameBatch(100);
    expect(small.reserve(101)).toBe(-1);
    expect(small.reserve(60)).toBe(0);
    small.commit(60);
    expect([small.reserve(41), small.reserve(40)]).toEqual([-1, 60]);
    const full = new FrameBatch();
    for (let i = 0; i < BATCH_FRAMES; i += 1) full.commit(0);
    expect(full.reserve(0)).toBe(-1);
  });

  it('copies a frame with its offloads and origin', () => {
    const copies = new FrameBatch();
    expect(copies.copy(source(), 1)).toBe(true);
    expect([marks(copies), copies.origin, copies.offloaded]).toEqual([[2], 7, true]);
    expect([...copies.offloads.subarray(0, 2)]).toEqual([0x0101, 0x0202]);
    copies.clear();
    expect([copies.count, copies.offloads[0], copies.offloaded]).toEqual([0, 0, false]);
  });

  it('borrows a selection with offloads and origin, in the same slab', () => {
    const from = source();
    const borrower = new FrameBatch(0);
    borrower.borrow(from, Uint16Array.of(2, 1), 2);
    expect([marks(borrower), borrower.origin, borrower.offloaded]).toEqual([[3, 2], 7, true]);
    borrower.borrow(from, Uint16Array.of(0), 1);
    expect([marks(borrower), borrower.offloaded]).toEqual([[1], false]);
    expect(borrower.slab).toBe(from.slab);
  });

  it('keeps a part of itself, offloads included', () => {
    const batch = source();
    batch.keep(1, 0);
    batch.keep(2, 1);
    batch.count = 2;
    expect([marks(batch), batch.offloads[0], batch.offloads[2]]).toEqual([[2, 3], 0x0101, 0]);
  });
});
