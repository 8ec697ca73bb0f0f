import { expect, it } from 'vitest';
import { busiest, dashOf, roundedUp } from '../../../../src-renderer/views/activity/chartLine.ts';

it('R63 the scale ends at a round number', () => {
  expect([1_000, 1_001, 3_400_000, 5_000_001, 999].map(roundedUp)).toEqual([
    1_000, 2_000, 5_000_000, 10_000_000, 1_000,
  ]);
});

it('R63 the busiest adapters are drawn first, and those in order where nothing moved', () => {
  const keys = Array.from({ length: 9 }, (_, i) => `vm/${i}`);
  const course = (octets: number) => {
    return { fromGuest: Float32Array.of(octets, 0), toGuest: Float32Array.of(0, octets) };
  };
  expect(busiest(keys, new Map())).toEqual(keys.slice(0, 6));
  const courses = new Map([
    ['vm/7', course(5)],
    ['vm/8', course(9)],
  ]);
  expect(busiest(keys, courses)).toEqual(['vm/8', 'vm/7', 'vm/0', 'vm/1', 'vm/2', 'vm/3']);
});

it('R63 adapters on one network have lines of their own', () => {
  expect(new Set([0, 1, 2, 3].map((nth) => dashOf(nth).join())).size).toBe(4);
});
