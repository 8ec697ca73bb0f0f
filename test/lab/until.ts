/** Waits for something that happens outside of the test's control. */
import { setTimeout as sleep } from 'node:timers/promises';

export async function until(condition: () => boolean, what: string, withinMs = 3000) {
  const endMs = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`${what} did not happen in ${withinMs} ms`);
    await sleep(2);
  }
}
