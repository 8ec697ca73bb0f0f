import { describe, expect, it, vi } from 'vitest';
import { MOST_ERRORS, UncaughtErrors, WITHIN_MS } from '../../src-main/engine/uncaughtErrors.ts';

describe('line 12: an error of the engine that nothing caught', () => {
  const make = () => {
    const at = { ms: 0 };
    const [report, end] = [vi.fn<(error: Error) => void>(), vi.fn<() => void>()];
    return { at, report, end, errors: new UncaughtErrors(() => at.ms, report, end) };
  };

  it('is reported, and the thread runs on', () => {
    const { report, end, errors } = make();
    const error = new Error('EMFILE');
    errors.take(error);
    errors.take('not an error');
    expect(report.mock.calls.map(([{ message }]) => message)).toEqual(['EMFILE', 'not an error']);
    expect(end).not.toHaveBeenCalled();
  });

  it('ends the thread when errors repeat', () => {
    const { end, errors } = make();
    for (let n = 0; n < MOST_ERRORS; n++) errors.take(new Error('again'));
    expect(end).not.toHaveBeenCalled();
    errors.take(new Error('again'));
    expect(end).toHaveBeenCalledOnce();
  });

  it('rare errors never end it', () => {
    const { at, end, errors } = make();
    for (let n = 0; n < 5 * MOST_ERRORS; n++) {
      errors.take(new Error('rare'));
      at.ms += WITHIN_MS / MOST_ERRORS + 1;
    }
    expect(end).not.toHaveBeenCalled();
  });
});
