import type { Clock } from '../engine/clock.ts';

/** Resolves when the work is done, or after this time in ms. */
export async function waitAtMost(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  const timeout = Promise.withResolvers<undefined>();
  const timer = clock.after(ms, () => timeout.resolve(undefined));
  await Promise.race([work, timeout.promise]);
  timer.cancel();
}
