/**
 * Throughput of the last ten minutes, kept whether or not a page shows it.
 *
 * Theory of operation. Every `activity` event goes into the rings (rateHistory.ts). What is drawn
 * changes once a second, when another second is whole: `newest` names it, and `trails` has the
 * last minute of the adapters that moved in it, so that only their lines are drawn again. One
 * timer, started by the first event, does this; it stops when nothing has moved for ten minutes.
 */
import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import { useBridge } from '../bridge/bridge.ts';
import { adapterKey } from './counters.ts';
import { HISTORY_SECONDS, RateHistory, secondOf, type Course } from './rateHistory.ts';

/** What a trail shows, in seconds. */
export const TRAIL_SECONDS = 60;
/** How long after its end a second counts as whole, in ms: events are up to 250 ms behind. */
const SETTLING_MS = 500;

export const useHistory = defineStore('history', () => {
  const bridge = useBridge();
  const history = new RateHistory();
  const newest = shallowRef(0);
  const trails = shallowReactive(new Map<string, Course>());
  /** The engine's clock less ours, in ms. */
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
    const stirred = [...history.keys()].some(
      (key) => history.movedAt(key) >= second - HISTORY_SECONDS,
    );
    timer = stirred ? setTimeout(publish, untilNextMs()) : undefined;
  }

  function publishTrails(second: number): void {
    for (const key of history.keys())
      if (history.movedAt(key) > second - TRAIL_SECONDS)
        trails.set(key, history.course(key, second, TRAIL_SECONDS)!);
    for (const key of trails.keys())
      if (history.movedAt(key) <= second - TRAIL_SECONDS) trails.delete(key);
  }

  return {
    /** The latest whole second; changes once a second. */
    newest,
    /** The last minute of an adapter, or nothing where nothing moved. */
    trailOf: (vmId: string, n: number): Course | undefined => trails.get(adapterKey(vmId, n)),
    /** The last ten minutes of every adapter, as they are now. */
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
