import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { HISTORY_SECONDS, RateHistory } from '../../../src-renderer/stores/rateHistory.ts';
import { newVm, traffic } from '../givenView.ts';

let history: RateHistory;
const entry = traffic(newVm('debian', 'Debian 13', null), 1);

beforeEach(() => {
  history = new RateHistory();
  entry.fromGuest.octets = entry.toGuest.octets = 0;
});

/** Sends an event in which the adapter's counters have increased. */
function moved(timeMs: number, fromGuest: number, toGuest: number): void {
  entry.fromGuest.octets += fromGuest;
  entry.toGuest.octets += toGuest;
  history.take({ timeMs, adapters: [structuredClone(entry)] });
}

const course = (until: number, seconds: number) => {
  const { fromGuest, toGuest } = history.course('debian/1', until, seconds)!;
  return { fromGuest: [...fromGuest], toGuest: [...toGuest] };
};

describe('R63 the last ten minutes', () => {
  it('hold what went in each second', () => {
    for (const timeMs of [5_000, 5_250, 5_500, 5_750, 6_000, 6_500]) moved(timeMs, 100, 10);
    expect(course(6, 3)).toEqual({ fromGuest: [0, 400, 100], toGuest: [0, 40, 10] });
  });

  it('share an event’s octets between the seconds in which they went', () => {
    moved(5_000, 0, 0);
    moved(5_800, 0, 0);
    moved(6_200, 400, 0);
    expect(course(6, 2).fromGuest).toEqual([200, 200]);
  });

  it('do not spread what comes after a pause over the pause', () => {
    moved(5_000, 0, 0);
    moved(60_500, 1_000, 0);
    expect(course(60, 3).fromGuest).toEqual([0, 500, 500]);
  });

  it('forget older seconds, also after a long time without events', () => {
    moved(1_000, 0, 0);
    moved(2_000, 700, 0);
    moved(2_000_000, 0, 0);
    expect(course(2_000, HISTORY_SECONDS).fromGuest.every((rate) => rate === 0)).toBe(true);
    moved(2_000_000 + HISTORY_SECONDS * 1000, 0, 900);
    const last = 2_000 + HISTORY_SECONDS;
    expect(course(last - 1, HISTORY_SECONDS).toGuest.at(-1)).toBe(900);
  });

  it('forget adapters that are gone: memory is bounded by those that exist', () => {
    moved(1_000, 0, 0);
    history.take({ timeMs: 2_000, adapters: [] });
    expect([...history.keys()]).toEqual([]);
    expect(history.course('debian/1', 2, 10)).toBe(null);
  });

  it('start over with a new engine’s counters, and when the clock was set back', () => {
    moved(1_000, 5_000, 0);
    entry.fromGuest.octets = 0;
    moved(2_000, 300, 0);
    expect(course(2, 2).fromGuest).toEqual([300, 0]);
    moved(500, 0, 0);
    expect(course(2, 2).fromGuest).toEqual([0, 0]);
    expect(history.recorded(2)).toBe(3);
  });

  it('lose no octet, whenever the events come', () => {
    const steps = fc.array(
      fc.record({ afterMs: fc.integer({ min: 1, max: 3_000 }), octets: fc.nat(10_000) }),
      { minLength: 1, maxLength: 150 },
    );
    fc.assert(
      fc.property(steps, (events) => {
        history = new RateHistory();
        let timeMs = 100_000;
        moved(timeMs, 0, 0);
        for (const { afterMs, octets } of events) moved((timeMs += afterMs), octets, 0);
        const seen = course(Math.floor(timeMs / 1000), HISTORY_SECONDS).fromGuest;
        const all = events.reduce((sum, { octets }) => sum + octets, 0);
        expect(seen.reduce((sum, rate) => sum + rate, 0)).toBeCloseTo(all, -1);
      }),
    );
  });
});
