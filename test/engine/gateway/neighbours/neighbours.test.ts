import { describe, expect, it } from 'vitest';
import {
  MAX_NEIGHBOURS,
  MAX_NEIGHBOURS_PER_MAC,
  MAX_NEIGHBOURS_PER_PORT,
} from '../../../../src-main/engine/guestLimits.ts';
import { Neighbours } from '../../../../src-main/engine/gateway/neighbours/neighbours.ts';
import { PacketEmitter } from '../../../../src-main/engine/ip/packetEmitter.ts';
import { ManualClock } from '../../../scenario/manualClock.ts';

const BASE = 0xc0a8_0000;

function table() {
  const clock = new ManualClock();
  const emitter = new PacketEmitter(1, 1500, () => 0);
  const neighbours = new Neighbours(emitter, clock, BASE + 1);
  let frames = 0;
  emitter.open({
    receive: (batch) => (frames += batch.count),
    dropped: () => undefined,
    stateChanged: () => undefined,
    drained: () => undefined,
    congestedTowards: () => false,
  });
  const advance = (ms: number): void => {
    clock.advance(ms);
    neighbours.batchMs = clock.now();
  };
  return { neighbours, clock, advance, frames: () => frames };
}

describe('neighbours', () => {
  it('follow an address that moves to another station', () => {
    const { neighbours } = table();
    neighbours.learn(BASE + 2, 10, 1);
    neighbours.learn(BASE + 2, 11, 1);
    expect(neighbours.macOf(BASE + 2)).toBe(11);
    expect(neighbours.addressesOf(10)).toEqual([]);
    expect(neighbours.addressesOf(11)).toEqual([BASE + 2]);
  });

  it('are forgotten after five minutes of silence', () => {
    const { neighbours, advance } = table();
    neighbours.learn(BASE + 2, 10, 1);
    neighbours.learn(BASE + 3, 10, 1);
    advance(200_000);
    neighbours.learn(BASE + 3, 10, 1);
    advance(100_001);
    expect(neighbours.macOf(BASE + 2)).toBeNaN();
    expect(neighbours.addressesOf(10)).toEqual([BASE + 3]);
  });

  it('of one MAC are bounded: the oldest address goes', () => {
    const { neighbours } = table();
    for (let n = 0; n <= MAX_NEIGHBOURS_PER_MAC; n += 1) neighbours.learn(BASE + 2 + n, 10, 1);
    expect(neighbours.addressesOf(10)).toHaveLength(MAX_NEIGHBOURS_PER_MAC);
    expect(neighbours.macOf(BASE + 2)).toBeNaN();
    expect(neighbours.macOf(BASE + 3)).toBe(10);
  });

  it('of a full table make room: the quiet ones first, spared those heard lately', () => {
    const { neighbours, advance } = table();
    for (let n = 0; n < MAX_NEIGHBOURS; n += 1) neighbours.learn(BASE + 2 + n, 100 + n, n);
    advance(120_000);
    neighbours.learn(BASE + 2, 100, 1);
    neighbours.learn(BASE + 60_000, 9, 1);
    expect(neighbours.macOf(BASE + 60_000)).toBe(9);
    expect(neighbours.macOf(BASE + 2)).toBe(100);
    for (let n = 0; n < 3000; n += 1) {
      neighbours.learn(BASE + 70_000 + n, 9_000 + n, n);
    }
    expect(neighbours.macOf(BASE + 2)).toBe(100);
  });

  it('survive a flood of invented stations within the bounds of one port', () => {
    const { neighbours } = table();
    neighbours.learn(BASE + 1, 4, 2);
    for (let n = 0; n < 3 * MAX_NEIGHBOURS; n += 1) neighbours.learn(BASE + 2 + n, n + 5, 1);
    let known = 0;
    for (let n = 0; n < 3 * MAX_NEIGHBOURS; n += 1) {
      if (neighbours.addressesOf(n + 5).length > 0) known += 1;
    }
    expect(known).toBe(MAX_NEIGHBOURS_PER_PORT);
    expect(neighbours.addressesOf(4)).toEqual([BASE + 1]);
    expect([neighbours.originOf(4), neighbours.originOf(1)]).toEqual([2, 0]);
  });

  it('that are silent are asked for within bounds, and no longer when heard', () => {
    const { neighbours, clock, frames } = table();
    for (let n = 0; n < 100; n += 1) neighbours.ask(BASE + 2 + n);
    expect(frames()).toBe(64);
    neighbours.learn(BASE + 2, 10, 1);
    expect(clock.armed).toBe(63);
    clock.advance(10_000);
    expect(frames()).toBe(64 + 63 * 2);
    expect(clock.armed).toBe(0);
  });
});
