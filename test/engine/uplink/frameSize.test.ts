import { expect, it } from 'vitest';
import { fitsMtu } from '../../../src-main/engine/uplink/frameSize.ts';
import { batchOf, frame } from '../../scenario/fakeLink.ts';

/** @param segmentLength payload of each segment of a super-frame, octets; 0: a plain frame */
function fits(length: number, segmentLength = 0): boolean {
  const batch = batchOf([frame(1, 2), frame(1, 2, length)]);
  batch.offloads[2] = segmentLength << 16;
  return fitsMtu(batch, 1, 1500);
}

it('a plain frame may be longer than the MTU by its header and a VLAN tag', () => {
  expect([1514, 1518, 1519].map((length) => fits(length))).toEqual([true, true, false]);
});

it('a super-frame may be of any length if its segments and the smallest headers fit', () => {
  expect([1460, 1472, 1473].map((length) => fits(60_000, length))).toEqual([true, true, false]);
});
