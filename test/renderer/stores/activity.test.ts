import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from 'vue';
import { bridgeKey } from '../../../src-renderer/bridge/bridge.ts';
import { useActivity } from '../../../src-renderer/stores/activity.ts';
import { fakeBridge } from '../fakeBridge.ts';
import { FakeProgram } from '../fakeProgram.ts';
import { laboratory } from '../fakeState.ts';

let program: FakeProgram;

beforeEach(() => {
  vi.useFakeTimers();
  program = new FakeProgram(laboratory());
  const pinia = createPinia();
  createApp({}).use(pinia).provide(bridgeKey, fakeBridge(program));
  setActivePinia(pinia);
});
afterEach(() => vi.useRealTimers());

function moved(timeMs: number, fromGuest: number, toGuest: number): void {
  program.move('debian', 1, fromGuest, toGuest);
  program.tellActivity(timeMs);
}

describe('R63 throughput per adapter', () => {
  it('is the growth of the counters over the last second', () => {
    const activity = useActivity();
    moved(0, 0, 0);
    moved(250, 1_000, 50_000);
    expect(activity.rateOf('debian', 1)).toEqual({ fromGuest: 4_000, toGuest: 200_000 });
    for (const timeMs of [500, 750, 1_000, 1_250, 1_500]) moved(timeMs, 2_000, 0);
    expect(activity.rateOf('debian', 1)).toEqual({ fromGuest: 8_000, toGuest: 0 });
    expect(activity.rateOf('debian', 2)).toEqual({ fromGuest: 0, toGuest: 0 });
  });

  it('falls to zero when no event comes because nothing moves', () => {
    const activity = useActivity();
    moved(0, 0, 0);
    moved(250, 1_000, 1_000);
    vi.advanceTimersByTime(999);
    expect(activity.rateOf('debian', 1).toGuest).toBe(4_000);
    vi.advanceTimersByTime(1);
    expect(activity.rateOf('debian', 1)).toEqual({ fromGuest: 0, toGuest: 0 });
  });

  it('does not spread the first octets after a pause over the pause', () => {
    const activity = useActivity();
    moved(0, 0, 0);
    moved(60_000, 5_000, 0);
    expect(activity.rateOf('debian', 1).fromGuest).toBe(5_000);
  });

  it('starts over when a new engine counts from zero', () => {
    const activity = useActivity();
    moved(0, 1_000_000, 0);
    program.state.traffic[0]!.fromGuest.octets = 0;
    moved(1_000, 300, 0);
    expect(activity.rateOf('debian', 1).fromGuest).toBe(300);
  });
});
