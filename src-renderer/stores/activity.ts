/**
 * Throughput per adapter, in octets per second.
 *
 * Theory of operation. The program sends counters at most four times a second while something
 * moves, and nothing otherwise. A rate is taken over the events of the last second. When no event
 * follows within that time nothing moves any more: one timer, armed by each event, sets all rates
 * to zero. After a pause the first event is compared with the last one before it, but over no
 * longer than the window: the pause is not part of the measurement. Counters that went backwards
 * belong to a new engine and start over.
 * `rates` holds the adapters that move, and an entry is replaced only when it differs: an event
 * redraws the adapters that it is about and no others.
 */
import { defineStore } from 'pinia';
import { shallowReactive, shallowRef } from 'vue';
import type { Activity, AdapterTraffic } from '../../src-main/contract/activity.ts';
import { useBridge } from '../bridge/bridge.ts';
import { adapterKey, grown } from './counters.ts';

export interface Rate {
  readonly fromGuest: number;
  readonly toGuest: number;
}

/** Time over which rates are taken, in ms: long enough to be readable, short enough to be live. */
const WINDOW_MS = 1_000;
const STILL: Rate = { fromGuest: 0, toGuest: 0 };

export const useActivity = defineStore('activity', () => {
  const bridge = useBridge();
  const rates = shallowReactive(new Map<string, Rate>());
  const latest = shallowRef<Activity | null>(null);
  let events: Activity[] = [];
  let silence: ReturnType<typeof setTimeout> | undefined;

  bridge.subscribe('activity', (activity) => {
    events = [...withinWindow(events, activity.timeMs), activity];
    latest.value = activity;
    replace(rates, ratesBetween(events[0]!, activity));
    clearTimeout(silence);
    silence = setTimeout(() => rates.clear(), WINDOW_MS);
  });

  return {
    latest,
    rateOf: (vmId: string, n: number): Rate => rates.get(adapterKey(vmId, n)) ?? STILL,
  };
});

/** Those of the window, or the last one before it. */
function withinWindow(events: Activity[], nowMs: number): Activity[] {
  const recent = events.filter((event) => nowMs - event.timeMs <= WINDOW_MS);
  return recent.length > 0 ? recent : events.slice(-1);
}

function replace(rates: Map<string, Rate>, latest: ReadonlyMap<string, Rate>): void {
  for (const key of rates.keys()) if (!latest.has(key)) rates.delete(key);
  for (const [key, rate] of latest) {
    const shown = rates.get(key);
    if (shown?.fromGuest !== rate.fromGuest || shown.toGuest !== rate.toGuest) rates.set(key, rate);
  }
}

/** Of the adapters that moved. */
function ratesBetween(older: Activity, newer: Activity): Map<string, Rate> {
  const before = new Map(older.adapters.map((entry) => [adapterKey(entry.vmId, entry.n), entry]));
  const seconds = Math.min(newer.timeMs - older.timeMs, WINDOW_MS) / 1000;
  const rates = new Map<string, Rate>();
  if (seconds <= 0) return rates;
  for (const entry of newer.adapters) {
    const key = adapterKey(entry.vmId, entry.n);
    const rate = rateSince(before.get(key), entry, seconds);
    if (rate.fromGuest + rate.toGuest > 0) rates.set(key, rate);
  }
  return rates;
}

function rateSince(before: AdapterTraffic | undefined, now: AdapterTraffic, seconds: number): Rate {
  return {
    fromGuest: grown(before?.fromGuest.octets, now.fromGuest.octets) / seconds,
    toGuest: grown(before?.toGuest.octets, now.toGuest.octets) / seconds,
  };
}
