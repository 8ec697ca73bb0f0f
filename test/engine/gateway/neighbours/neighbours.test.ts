import { describe, expect, it } from 'vitest';
import {
  MAX_ADDRESSES_PER_MAC,
  MAX_NEIGHBOURS,
  Neighbours,
} from '../../../../src-main/engine/gateway/neighbours/neighbours.ts';
import { Outlet } from '../../../../src-main/engine/ip/outlet.ts';
import { ManualClock } from '../../../scenario/manualClock.ts';

const BASE = 0xc0a8_0000;

function table(): { neighbours: Neighbours; clock: ManualClock; outlet: Outlet } {
  const clock = new ManualClock();
  const outlet = new Outlet(1);
  outlet.held = true;
  return { neighbours: new Neighbours(outlet, clock, BASE + 1), clock, outlet };
}

describe('neighbours', () => {
  it('follow an address that moves to another station', () => {
    const { neighbours } = table();
    neighbours.learn(BASE + 2, 10, 0);
    neighbours.learn(BASE + 2, 11, 0);
    expect(neighbours.macOf(BASE + 2)).toBe(11);
    expect(neighbours.addressesOf(10)).toEqual([]);
    expect(neighbours.addressesOf(11)).toEqual([BASE + 2]);
  });

  it('are forgotten after five minutes of silence', () => {
    const { neighbours, clock } = table();
    neighbours.learn(BASE + 2, 10, clock.now());
    neighbours.learn(BASE + 3, 10, clock.now());
    clock.advance(200_000);
    neighbours.learn(BASE + 3, 10, clock.now());
    clock.advance(100_001);
    expect(neighbours.macOf(BASE + 2)).toBeNaN();
    expect(neighbours.addressesOf(10)).toEqual([BASE + 3]);
  });

  it('of one MAC are bounded: the oldest address goes', () => {
    const { neighbours } = table();
    for (let n = 0; n <= MAX_ADDRESSES_PER_MAC; n += 1) neighbours.learn(BASE + 2 + n, 10, n);
    expect(neighbours.addressesOf(10)).toHaveLength(MAX_ADDRESSES_PER_MAC);
    expect(neighbours.macOf(BASE + 2)).toBeNaN();
    expect(neighbours.macOf(BASE + 3)).toBe(10);
  });

  it('of a full table make room: the quiet ones first, spared those heard lately', () => {
    const { neighbours, clock } = table();
    for (let n = 0; n < MAX_NEIGHBOURS; n += 1)
      neighbours.learn(BASE + 2 + n, 100 + n, clock.now());
    clock.advance(120_000);
    neighbours.learn(BASE + 2, 100, clock.now());
    neighbours.learn(BASE + 60_000, 9, clock.now());
    expect(neighbours.macOf(BASE + 60_000)).toBe(9);
    expect(neighbours.macOf(BASE + 2)).toBe(100);
    for (let n = 0; n < 3000; n += 1) {
      neighbours.learn(BASE + 70_000 + n, 9_000 + n, clock.now());
    }
    expect(neighbours.macOf(BASE + 2)).toBe(100);
  });

  it('survive a flood of invented stations within bounds', () => {
    const { neighbours, clock } = table();
    for (let n = 0; n < 3 * MAX_NEIGHBOURS; n += 1)
      neighbours.learn(BASE + 2 + n, n + 5, clock.now());
    let known = 0;
    for (let n = 0; n < 3 * MAX_NEIGHBOURS; n += 1) {
      if (neighbours.addressesOf(n + 5).length > 0) known += 1;
    }
    expect(known).toBe(MAX_NEIGHBOURS);
  });

  it('that are silent are asked for within bounds, and no longer when heard', () => {
    const { neighbours, clock, outlet } = table();
    for (let n = 0; n < 100; n += 1) neighbours.ask(BASE + 2 + n);
    expect(outlet.batch.count).toBe(64);
    neighbours.learn(BASE + 2, 10, clock.now());
    expect(clock.armed).toBe(63);
    clock.advance(10_000);
    expect(outlet.batch.count).toBe(64 + 63 * 2);
    expect(clock.armed).toBe(0);
  });
});
