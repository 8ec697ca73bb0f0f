import { expect, it } from 'vitest';
import { cablePace } from '../../../../src-renderer/views/map/cablePace.ts';

it('R64 a cable moves the faster the more it carries, in the direction of most of it', () => {
  const of = (fromGuest: number, toGuest: number) => cablePace({ fromGuest, toGuest });
  expect(of(0, 0).pace).toBe(0);
  expect(of(100, 0)).toEqual({ pace: 1, direction: 'fromGuest' });
  expect(of(30_000, 300_000)).toEqual({ pace: 2, direction: 'toGuest' });
  expect(of(9_000_000_000, 1).pace).toBe(3);
});
