import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watch } from 'vue';
import { useHistory } from '../../../src-renderer/stores/history.ts';
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

/** Events four times a second. The engine's clock begins at `fromMs`. */
function move(seconds: number, octetsPerEvent: number, fromMs = 0): void {
  for (let i = 0; i < seconds * 4; i++) {
    vi.advanceTimersByTime(250);
    program.guests.move(program.port('Debian 13', 1), 0, octetsPerEvent);
    program.guests.report(fromMs + performance.now());
  }
}

describe('R63 the history', () => {
  it('changes once a second, for any number of events', () => {
    const history = useHistory();
    let changes = 0;
    watch(
      () => history.newest,
      () => (changes += 1),
      { flush: 'sync' },
    );
    move(10, 100);
    expect(changes).toBeGreaterThanOrEqual(9);
    expect(changes).toBeLessThanOrEqual(10);
  });

  it('has the last minute of what moves, and nothing of what does not', () => {
    const history = useHistory();
    move(10, 1_000);
    expect([...history.trailOf(debian, 1)!.toGuest].slice(-5)).toEqual(Array(5).fill(4_000));
    expect(history.trailOf(debian, 2)).toBeUndefined();
  });

  it('continues without events until the minute is over', () => {
    const history = useHistory();
    move(5, 1_000);
    vi.advanceTimersByTime(30_000);
    const { toGuest } = history.trailOf(debian, 1)!;
    expect(toGuest.at(-1)).toBe(0);
    expect(toGuest).toContain(4_000);
    vi.advanceTimersByTime(40_000);
    expect(history.trailOf(debian, 1)).toBeUndefined();
    expect(history.courses().get(`${debian}/1`)!.toGuest).toContain(4_000);
  });

  it('rests when nothing has moved for ten minutes, and wakes up again', () => {
    const history = useHistory();
    move(2, 1_000);
    vi.advanceTimersByTime(700_000);
    expect(vi.getTimerCount()).toBe(0);
    move(3, 500);
    expect(history.trailOf(debian, 1)!.toGuest.at(-1)).toBe(2_000);
    expect(history.courses().get(`${debian}/1`)!.toGuest).not.toContain(4_000);
  });

  it('goes by the engine’s clock, not by the window’s', () => {
    const history = useHistory();
    move(3, 1_000, 1_700_000_000_000);
    expect(history.newest).toBeGreaterThan(1_699_999_999);
    expect(history.trailOf(debian, 1)!.toGuest.at(-1)).toBe(4_000);
  });
});
