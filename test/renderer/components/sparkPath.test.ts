import { expect, it } from 'vitest';
import { sparkPath } from '../../../src-renderer/components/sparkPath.ts';

const course = (fromGuest: number[], toGuest: number[]) => {
  return { fromGuest: Float32Array.from(fromGuest), toGuest: Float32Array.from(toGuest) };
};

it('R63 a trail has what came in above the middle, what went out below', () => {
  const path = sparkPath(course([0, 20_000], [40_000, 0]), 2);
  expect(path).toBe('M0 0L1 8L1 12L0 8Z');
});

it('R63 a trickle does not look like a flood, and nothing is a line', () => {
  expect(sparkPath(course([0, 0], [100, 0]), 2)).toBe('M0 7.9L1 8L1 8L0 8Z');
  expect(sparkPath(undefined, 60)).toBe('M0 8H59');
});
