import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_HOLES } from '../../../../src-main/engine/guestLimits.ts';
import { TextAhead, TextAheadRings } from '../../../../src-main/engine/nat/tcp/textAhead.ts';

const SIZE = 4096;
const text = Buffer.from(Array.from({ length: SIZE }, (_, i) => (i * 7) % 251));

it('gives exactly the octets that continue, over overlaps, repeats and the wrap of the numbers', () => {
  const piece = fc.record({ at: fc.nat(SIZE - 1), length: fc.integer({ min: 1, max: 600 }) });
  fc.assert(
    fc.property(fc.integer(), fc.array(piece, { maxLength: 60 }), (first, pieces) => {
      const rings = new TextAheadRings();
      const ahead = TextAhead.open(rings)!;
      const here = new Uint8Array(SIZE);
      for (const { at, length } of pieces) {
        const end = Math.min(SIZE, at + length);
        ahead.insert((first + at) | 0, text, at, end - at);
        here.fill(1, at, end);
      }
      for (let at = 0; at < SIZE; at += 1) {
        const hole = here.indexOf(0, at);
        const expected = (hole < 0 ? SIZE : hole) - at;
        expect(ahead.lengthAt((first + at) | 0)).toBe(expected);
        if (expected === 0) continue;
        const found = ahead.peek((first + at) | 0, expected);
        expect(text.subarray(at, at + found.length).equals(found)).toBe(true);
      }
      expect(ahead.lengthAt((first + SIZE) | 0)).toBe(0);
      expect(ahead.empty).toBe(true);
      ahead.release();
      expect(rings.lent).toBe(0);
    }),
    { numRuns: 30 },
  );
});

it('takes no more ranges than it has room for', () => {
  const ahead = TextAhead.open(new TextAheadRings())!;
  for (let at = 0; at < 200; at += 2) ahead.insert(at, text, at, 1);
  expect(ahead.lengthAt(126)).toBe(1);
  expect(ahead.lengthAt(128)).toBe(0);
  expect(ahead.empty).toBe(true);
});

it('keeps text ahead of no more than MAX_HOLES holes', () => {
  const rings = new TextAheadRings();
  const all = Array.from({ length: MAX_HOLES }, () => TextAhead.open(rings)!);
  expect(TextAhead.open(rings)).toBeNull();
  all[0]!.release();
  expect(TextAhead.open(rings)).not.toBeNull();
});
