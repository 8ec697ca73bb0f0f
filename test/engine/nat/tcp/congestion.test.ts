import { describe, expect, it } from 'vitest';
import { Advice, Congestion } from '../../../../src-main/engine/nat/tcp/congestion.ts';

const MSS = 1000;

function started(): Congestion {
  const congestion = new Congestion();
  congestion.start(MSS, 0);
  return congestion;
}

describe('congestion window', () => {
  it('begins with ten segments and doubles with each round trip in slow start', () => {
    const congestion = started();
    expect(congestion.allowance).toBe(10 * MSS);
    congestion.acknowledged(10_000, 10_000, 0);
    expect(congestion.allowance).toBe(20 * MSS);
  });

  it('lets a new segment out for each of the first two duplicates', () => {
    const congestion = started();
    expect(congestion.duplicate(1, 10_000, 10_000)).toBe(Advice.none);
    expect(congestion.allowance).toBe(11 * MSS);
    expect(congestion.duplicate(1, 10_000, 10_000)).toBe(Advice.none);
    expect(congestion.allowance).toBe(12 * MSS);
  });

  it('halves on the third, repeats each hole once, and leaves recovery when all is acknowledged', () => {
    const congestion = started();
    congestion.duplicate(1, 10_000, 10_000);
    congestion.duplicate(1, 10_000, 10_000);
    expect(congestion.duplicate(1, 10_000, 10_000)).toBe(Advice.retransmit);
    expect(congestion.allowance).toBe(5 * MSS + 3 * MSS);
    expect(congestion.duplicate(1, 10_000, 10_000)).toBe(Advice.none);
    expect(congestion.allowance).toBe(9 * MSS);
    expect(congestion.acknowledged(4000, 4000, 6000)).toBe(Advice.retransmit);
    expect(congestion.acknowledged(10_000, 6000, 0)).toBe(Advice.none);
    expect(congestion.allowance).toBe(2 * MSS);
    congestion.acknowledged(11_000, 1000, 1000);
    expect(congestion.allowance).toBe(3 * MSS);
  });

  it('begins again with one segment after a time-out, and grows slowly beyond half of what was', () => {
    const congestion = started();
    congestion.timedOut(10_000, 10_000);
    expect(congestion.allowance).toBe(MSS);
    congestion.acknowledged(4000, 4000, 0);
    expect(congestion.allowance).toBe(5 * MSS);
    congestion.acknowledged(9000, 5000, 0);
    expect(congestion.allowance).toBe(6 * MSS);
  });
});
