import { describe, expect, it } from 'vitest';
import { BufferPool } from '../../../../src-main/engine/outside/node/bufferPool.ts';

describe('a buffer pool', () => {
  it.each([
    [1, 4096],
    [4096, 4096],
    [4097, 8192],
    [1 << 20, 1 << 20],
    [(1 << 20) + 1, 1 << 21],
  ])('lends %i octets as the next power of two, %i', (octets, size) => {
    const pool = new BufferPool();
    expect([pool.take(octets).length, pool.lent]).toEqual([size, size]);
  });

  it('lends a returned buffer again, unless it is larger than any stream needs', () => {
    const pool = new BufferPool();
    const small = pool.take(4096);
    const giant = pool.take(1 << 21);
    pool.give(small);
    pool.give(giant);
    expect(pool.lent).toBe(0);
    expect(pool.take(4000)).toBe(small);
    expect(pool.take(1 << 21)).not.toBe(giant);
  });

  it('keeps at most 16 MiB of returned buffers', () => {
    const pool = new BufferPool();
    const lent = Array.from({ length: 17 }, () => pool.take(1 << 20));
    for (const buffer of lent) pool.give(buffer);
    const again = Array.from({ length: 17 }, () => pool.take(1 << 20));
    expect(again.filter((buffer) => lent.includes(buffer))).toHaveLength(16);
  });

  it('is scarce beyond 128 MiB', () => {
    const pool = new BufferPool();
    const lent = Array.from({ length: 128 }, () => pool.take(1 << 20));
    expect(pool.scarce).toBe(false);
    pool.take(1);
    expect(pool.scarce).toBe(true);
    pool.give(lent[0]!);
    expect(pool.scarce).toBe(false);
  });
});
