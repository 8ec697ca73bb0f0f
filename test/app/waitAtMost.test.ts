import { expect, test } from 'vitest';
import { waitAtMost } from '../../src-main/app/waitAtMost.ts';
import { ManualClock } from '../scenario/manualClock.ts';

test('waits for the work, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  await waitAtMost(clock, 1000, Promise.resolve());
  expect(clock.armed).toBe(0);
});

test('does not wait longer than it may', async () => {
  const clock = new ManualClock();
  const work = Promise.withResolvers<undefined>();
  let done = false;
  const waiting = waitAtMost(clock, 1000, work.promise).then(() => (done = true));
  clock.advance(999);
  await Promise.resolve();
  expect(done).toBe(false);
  clock.advance(1);
  await waiting;
});
