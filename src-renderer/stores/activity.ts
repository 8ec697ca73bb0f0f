/**
 * Throughput per adapter, in octets per second.
 *
 * Theory of operation. The program sends counters at most four times a second while something
 * moves, and nothing otherwise. A rate is taken over the events of the last second. When no event
 * follows within that time nothing moves any more: one timer, armed by each event, sets all rates
 * to zero. After a pause the first event is compared with the last one before it, but over no
 * longer than the window: the pause is not part of the measurement. Counters that went backwards
 * belong to a new engine and start over.
 */
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Activity, AdapterTraffic } from '../../src-main/contract/activity.ts';
import { useBridge } from '../bridge/bridge.ts';

export interface Rate {
  readonly fromGuest: number;
  readonly toGuest: number;
}

/** Time over which rates are taken, in ms: long enough to be readable, short enough to be live. */
const WINDOW_MS = 1_000;
const STILL: Rate = { fromGuest: 0, toGuest: 0 };

const keyOf = (vmId: string, n: number): string => `${vmId}/${n}`;

export const useActivity = defineStore('activity', () => {
  const bridge = useBridge();
  const rates = shallowRef<ReadonlyMap<string, Rate>>(new Map());
  const latest = shallowRef<Activity | null>(null);
  let events: Activity[] = [];
  let silence: ReturnType<typeof setTimeout> | undefined;

  bridge.subscribe('activity', (activity) => {
    events = [...withinWindow(events, activity.timeMs), activity];
    latest.value = activity;
    rates.value = ratesBetween(events[0]!, activity);
    clearTimeout(silence);
    silence = setTimeout(() => (rates.value = new Map()), WINDOW_MS);
  });

  return {
    latest,
    rateOf: (vmId: string, n: number): Rate => rates.value.get(keyOf(vmId, n)) ?? STILL,
  };
});

/** Those of the window, or the last one before it. */
function withinWindow(events: Activity[], nowMs: number): Activity[] {
  const recent = events.filter((event) => nowMs - event.timeMs <= WINDOW_MS);
  return recent.length > 0 ? recent : events.slice(-1);
}

function ratesBetween(older: Activity, newer: Activity): Map<string, Rate> {
  const before = new Map(older.adapters.map((entry) => [keyOf(entry.vmId, entry.n), entry]));
  const seconds = Math.min(newer.timeMs - older.timeMs, WINDOW_MS) / 1000;
  const rates = new Map<string, Rate>();
  if (seconds <= 0) return rates;
  for (const entry of newer.adapters)
    rates.set(
      keyOf(entry.vmId, entry.n),
      rateSince(before.get(keyOf(entry.vmId, entry.n)), entry, seconds),
    );
  return rates;
}

function rateSince(before: AdapterTraffic | undefined, now: AdapterTraffic, seconds: number): Rate {
  return {
    fromGuest: grown(before?.fromGuest.octets, now.fromGuest.octets) / seconds,
    toGuest: grown(before?.toGuest.octets, now.toGuest.octets) / seconds,
  };
}

function grown(before: number | undefined, now: number): number {
  if (before === undefined) return 0;
  return now >= before ? now - before : now;
}
