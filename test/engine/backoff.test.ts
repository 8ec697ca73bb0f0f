import { expect, it } from 'vitest';
import { Backoff } from '../../src-main/engine/backoff.ts';

function delays(backoff: Backoff, count: number): number[] {
  return Array.from({ length: count }, () => backoff.next());
}

it('doubles up to the longest delay, and begins anew after a reset', () => {
  const backoff = new Backoff(100, 500);
  expect(delays(backoff, 5)).toEqual([100, 200, 400, 500, 500]);
  backoff.reset();
  expect(delays(backoff, 2)).toEqual([100, 200]);
});

it('tries once without a delay where it starts at 0', () => {
  const backoff = new Backoff(100, 500, 0);
  expect(delays(backoff, 3)).toEqual([0, 100, 200]);
  backoff.reset();
  expect(delays(backoff, 2)).toEqual([0, 100]);
});
