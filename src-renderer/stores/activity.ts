/**
 * Throughput per adapter, in octets per second.
 *
 * Theory of operation. The program sends counters at most four times a second, and only while there
 * is traffic. A rate is computed over the events of the last second. If no event follows within that
 * time, there is no traffic: a timer, set again by each event, clears all rates. After a pause the
 * first event is compared with the last one before it, over at most WINDOW_MS, so that the pause does
 * not lower the rate. Counters that decreased belong to a new engine and start from zero.
 * `rates` has the adapters with traffic. An entry is replaced only if it differs, so an event redraws
 * only the adapters that changed.
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

/** Time over which rates are computed, in ms. Long enough to be readable, short enough to be live. */
const WINDOW_MS = 1_000;
const NO_TRAFFIC: Rate = { fromGuest: 0, toGuest: 0 };

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
    rateOf: (vmId: string, n: number): Rate => rates.get(adapterKey(vmId, n)) ?? NO_TRAFFIC,
  };
});

/** The events of the last WINDOW_MS, or the last one before that. */
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

/** Rates of the adapters with traffic. */
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
