/**
 * Octets per second of each adapter over the last ten minutes, in rings of fixed size.
 * Left out: clocks and reactivity (history.ts).
 *
 * Theory of operation. Time is the engine's, in whole seconds; second `s` is in slot `s % SLOTS` of
 * every ring. An event's octets were counted since the event before it, so they are spread over the
 * seconds between the two, but over LONGEST_STEP_MS at most: the first octets after a pause do not
 * belong to the pause. `advance` clears the slots of new seconds. Adapters
 * that are not in an event are forgotten, so memory is bounded by the existing adapters. If the clock
 * was set back, everything starts over.
 */
import type { Activity, AdapterTraffic } from '../../src-main/contract/activity.ts';
import { adapterKey, grown } from './counters.ts';

/** Length of the history, in seconds. */
export const HISTORY_SECONDS = 600;
/** One more slot for the second that is being filled, and one for the latest complete one. */
const SLOTS = HISTORY_SECONDS + 2;
/** Longest time over which an event's octets are spread, in ms. Events are 250 ms apart. */
const LONGEST_STEP_MS = 1_000;

/** Octets per second for a range of seconds, oldest first. */
export interface Course {
  readonly fromGuest: Float32Array;
  readonly toGuest: Float32Array;
}

interface Rings extends Course {
  last: AdapterTraffic;
  /** The last second with traffic. */
  movedAt: number;
}

export class RateHistory {
  readonly #adapters = new Map<string, Rings>();
  #timeMs = -Infinity;
  #head = -Infinity;
  #begun = Infinity;

  take({ timeMs, adapters }: Activity): void {
    if (timeMs < this.#timeMs) this.#startOver();
    const stepMs = Math.min(timeMs - this.#timeMs, LONGEST_STEP_MS);
    this.#timeMs = timeMs;
    this.#begun = Math.min(this.#begun, secondOf(timeMs));
    this.advance(secondOf(timeMs));
    this.#forgetOthers(adapters);
    for (const entry of adapters) this.#takeEntry(entry, timeMs, stepMs);
  }

  /** Goes on to this second, and clears the slots that it reuses. */
  advance(second: number): void {
    if (second <= this.#head) return;
    const first = Math.max(this.#head + 1, second - SLOTS + 1);
    for (const { fromGuest, toGuest } of this.#adapters.values())
      for (let s = first; s <= second; s++) fromGuest[s % SLOTS] = toGuest[s % SLOTS] = 0;
    this.#head = second;
  }

  /** The seconds up to and including `until`; empty for an unknown adapter. */
  course(key: string, until: number, seconds: number): Course | null {
    const rings = this.#adapters.get(key);
    if (rings === undefined) return null;
    return {
      fromGuest: copyRange(rings.fromGuest, until, seconds),
      toGuest: copyRange(rings.toGuest, until, seconds),
    };
  }

  keys(): Iterable<string> {
    return this.#adapters.keys();
  }

  /** The last second in which an adapter had traffic. */
  movedAt(key: string): number {
    return this.#adapters.get(key)?.movedAt ?? -Infinity;
  }

  /** Number of recorded seconds up to `until`, at most ten minutes. */
  recorded(until: number): number {
    return Math.max(0, Math.min(HISTORY_SECONDS, until - this.#begun + 1));
  }

  #startOver(): void {
    this.#adapters.clear();
    this.#timeMs = this.#head = -Infinity;
    this.#begun = Infinity;
  }

  #forgetOthers(adapters: readonly AdapterTraffic[]): void {
    const named = new Set(adapters.map(({ vmId, n }) => adapterKey(vmId, n)));
    for (const key of this.#adapters.keys()) if (!named.has(key)) this.#adapters.delete(key);
  }

  #takeEntry(entry: AdapterTraffic, timeMs: number, stepMs: number): void {
    const rings = this.#ringsOf(entry);
    const out = grown(rings.last.fromGuest.octets, entry.fromGuest.octets);
    const into = grown(rings.last.toGuest.octets, entry.toGuest.octets);
    rings.last = entry;
    if (out + into === 0 || stepMs <= 0) return;
    rings.movedAt = secondOf(timeMs);
    spread(rings.fromGuest, out, timeMs, stepMs);
    spread(rings.toGuest, into, timeMs, stepMs);
  }

  #ringsOf(entry: AdapterTraffic): Rings {
    const key = adapterKey(entry.vmId, entry.n);
    let rings = this.#adapters.get(key);
    if (rings === undefined) {
      const [fromGuest, toGuest] = [new Float32Array(SLOTS), new Float32Array(SLOTS)];
      rings = { fromGuest, toGuest, last: entry, movedAt: -Infinity };
      this.#adapters.set(key, rings);
    }
    return rings;
  }
}

export function secondOf(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

/** Adds octets to their seconds. There are two at most, because a step is a second at most. */
function spread(ring: Float32Array, octets: number, endMs: number, stepMs: number): void {
  const second = secondOf(endMs);
  const inLast = Math.min(1, (endMs - second * 1000) / stepMs);
  ring[second % SLOTS]! += octets * inLast;
  if (inLast < 1) ring[(second - 1) % SLOTS]! += octets * (1 - inLast);
}

function copyRange(ring: Float32Array, until: number, seconds: number): Float32Array {
  const course = new Float32Array(seconds);
  for (let i = 0; i < seconds; i++) {
    const second = until - seconds + 1 + i;
    if (second >= 0) course[i] = ring[second % SLOTS]!;
  }
  return course;
}
