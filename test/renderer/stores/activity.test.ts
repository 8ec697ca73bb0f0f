import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useActivity } from '../../../src-renderer/stores/activity.ts';
import { storesOver, startProgram } from '../standInBridge.ts';
import type { StandInProgram } from '../../app/standInProgram.ts';

let program: StandInProgram;
let debian: string;

beforeEach(async () => {
  ({ program } = await startProgram());
  debian = program.vm('Debian 13').id;
  vi.useFakeTimers();
  storesOver(program);
});
afterEach(() => vi.useRealTimers());

function moved(timeMs: number, fromGuest: number, toGuest: number): void {
  program.guests.move(program.port('Debian 13', 1), fromGuest, toGuest);
  program.guests.report(timeMs);
}

describe('R63 throughput per adapter', () => {
  it('is the growth of the counters over the last second', () => {
    const activity = useActivity();
    moved(0, 0, 0);
    moved(250, 1_000, 50_000);
    expect(activity.rateOf(debian, 1)).toEqual({ fromGuest: 4_000, toGuest: 200_000 });
    for (const timeMs of [500, 750, 1_000, 1_250, 1_500]) moved(timeMs, 2_000, 0);
    expect(activity.rateOf(debian, 1)).toEqual({ fromGuest: 8_000, toGuest: 0 });
    expect(activity.rateOf(debian, 2)).toEqual({ fromGuest: 0, toGuest: 0 });
  });

  it('falls to zero when no event comes because nothing moves', () => {
    const activity = useActivity();
    moved(0, 0, 0);
    moved(250, 1_000, 1_000);
    vi.advanceTimersByTime(999);
    expect(activity.rateOf(debian, 1).toGuest).toBe(4_000);
    vi.advanceTimersByTime(1);
    expect(activity.rateOf(debian, 1)).toEqual({ fromGuest: 0, toGuest: 0 });
  });

  it('does not spread the first octets after a pause over the pause', () => {
    const activity = useActivity();
    moved(0, 0, 0);
    moved(60_000, 5_000, 0);
    expect(activity.rateOf(debian, 1).fromGuest).toBe(5_000);
  });

  it('starts over when a new engine counts from zero', () => {
    const activity = useActivity();
    moved(0, 1_000_000, 0);
    program.guests.countFromZero();
    moved(1_000, 300, 0);
    expect(activity.rateOf(debian, 1).fromGuest).toBe(300);
  });
});
