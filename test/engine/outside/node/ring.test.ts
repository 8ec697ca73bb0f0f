import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BufferPool } from '../../../../src-main/engine/outside/node/bufferPool.ts';
import { Ring } from '../../../../src-main/engine/outside/node/ring.ts';

it('holds what was appended and not discarded, whatever the order, and lends nothing when empty', () => {
  const step = fc.record({
    append: fc.uint8Array({ maxLength: 9000 }),
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pool = new BufferPool();
      const ring = new Ring(pool);
      let expected = Buffer.alloc(0);
      for (const { append, keep } of steps) {
        ring.append(append);
        expected = Buffer.concat([expected, append]);
        const dropped = Math.floor(expected.length * (1 - keep));
        ring.discard(dropped);
        expected = expected.subarray(dropped);
        const copy = Buffer.alloc(expected.length);
        ring.peek(0, expected.length, copy, 0);
        expect(ring.length).toBe(expected.length);
        expect(copy.equals(expected)).toBe(true);
      }
      ring.discard(ring.length);
      expect(pool.lent).toBe(0);
    }),
    { numRuns: 50 },
  );
});
