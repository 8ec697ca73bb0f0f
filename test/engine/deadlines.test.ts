import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Deadlines, Timed } from '../../src-main/engine/deadlines.ts';
import { ManualClock } from '../scenario/manualClock.ts';

class Noting extends Timed {
  readonly fired: number[] = [];
}

const note = (item: Noting, now: number): number => item.fired.push(now);

it('each is due once, at the time last said, and never when cancelled', () => {
  const change = fc.record({
    which: fc.nat(19),
    at: fc.integer({ min: 1, max: 1000 }),
    cancel: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
      const clock = new ManualClock();
      const deadlines = new Deadlines(clock, note);
      const all = Array.from({ length: 20 }, () => new Noting());
      const expected = new Map<Noting, number>();
      for (const { which, at, cancel } of changes) {
        const one = all[which]!;
        if (cancel) deadlines.cancel(one);
        else deadlines.schedule(one, at);
        if (cancel) expected.delete(one);
        else expected.set(one, at);
      }
      clock.advance(2000);
      for (const one of all)
        expect(one.fired).toEqual(expected.has(one) ? [expected.get(one)] : []);
      expect(clock.armed).toBe(0);
    }),
  );
});

it('moving a deadline later arms nothing anew', () => {
  const clock = new ManualClock();
  const deadlines = new Deadlines(clock, note);
  const one = new Noting();
  deadlines.schedule(one, 100);
  clock.after = () => expect.fail('armed again');
  for (let at = 101; at < 200; at += 1) deadlines.schedule(one, at);
});
