/** Waits for a condition that the test cannot control. */
import { setTimeout as sleep } from 'node:timers/promises';

type Condition = () => boolean | Promise<boolean>;

/** Limit that catches what hangs, in ms: on a busy machine a thread's start takes seconds. */
const WAIT_MS = 15_000;

export async function until(condition: Condition, what: string, withinMs = WAIT_MS) {
  const endMs = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`${what} did not happen in ${withinMs} ms`);
    await sleep(2);
  }
}
