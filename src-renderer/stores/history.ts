/**
 * Throughput of the last ten minutes, recorded also while no page shows it.
 *
 * Theory of operation. Every `activity` event goes into the rings (rateHistory.ts). Charts change
 * once a second, when another second is complete: `newest` is that second, and `trails` has the last
 * minute of the adapters with traffic in it, so that only their lines are drawn again. A timer does
 * this. The first event starts it, and it stops after ten minutes without traffic.
 */
import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import { useBridge } from '../bridge/bridge.ts';
import { adapterKey } from './counters.ts';
import { HISTORY_SECONDS, RateHistory, secondOf, type Course } from './rateHistory.ts';

/** Length of a trail, in seconds. */
export const TRAIL_SECONDS = 60;
/** How long after its end a second counts as complete, in ms. Events are up to 250 ms late. */
const SETTLING_MS = 500;

export const useHistory = defineStore('history', () => {
  const bridge = useBridge();
  const history = new RateHistory();
  const newest = shallowRef(0);
  const trails = shallowReactive(new Map<string, Course>());
  /** The engine's clock minus this window's clock, in ms. */
  let aheadMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  bridge.subscribe('activity', (activity) => {
    history.take(activity);
    aheadMs = activity.timeMs - performance.now();
    timer ??= setTimeout(publish, untilNextMs());
  });

  const settledMs = (): number => performance.now() + aheadMs - SETTLING_MS;
  const untilNextMs = (): number => 1000 - (((settledMs() % 1000) + 1000) % 1000);

  function publish(): void {
    const second = secondOf(settledMs()) - 1;
    history.advance(second + 1);
    publishTrails(second);
    newest.value = second;
    const hadTraffic = [...history.keys()].some(
      (key) => history.movedAt(key) >= second - HISTORY_SECONDS,
    );
    timer = hadTraffic ? setTimeout(publish, untilNextMs()) : undefined;
  }

  function publishTrails(second: number): void {
    for (const key of history.keys())
      if (history.movedAt(key) > second - TRAIL_SECONDS)
        trails.set(key, history.course(key, second, TRAIL_SECONDS)!);
    for (const key of trails.keys())
      if (history.movedAt(key) <= second - TRAIL_SECONDS) trails.delete(key);
  }

  return {
    /** The latest complete second; changes once a second. */
    newest,
    /** The last minute of an adapter; undefined: no traffic. */
    trailOf: (vmId: string, n: number): Course | undefined => trails.get(adapterKey(vmId, n)),
    /** The last ten minutes of every adapter. */
    courses: (): ReadonlyMap<string, Course> =>
      new Map(
        [...history.keys()].map((key) => [
          key,
          history.course(key, newest.value, HISTORY_SECONDS)!,
        ]),
      ),
    /** Seconds in `courses` that were recorded. */
    recorded: (): number => history.recorded(newest.value),
  };
});
