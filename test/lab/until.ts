/** Waits for a condition that the test cannot control. */
import { setTimeout as sleep } from 'node:timers/promises';

type Condition = () => boolean | Promise<boolean>;

export async function until(condition: Condition, what: string, withinMs = 3000) {
  const endMs = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`${what} did not happen in ${withinMs} ms`);
    await sleep(2);
  }
}
