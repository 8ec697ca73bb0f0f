import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_STATIONS, StationSet } from '../../../src-main/engine/uplink/stationSet.ts';

it('holds what was added, as a set does', () => {
  const mac = fc.integer({ min: 1, max: 2 ** 48 - 1 });
  fc.assert(
    fc.property(fc.array(mac, { maxLength: MAX_STATIONS }), mac, (macs, other) => {
      const stations = new StationSet(7);
      for (const one of macs) stations.add(one, 0);
      expect(stations.list().toSorted()).toEqual([...new Set(macs)].toSorted());
      expect(stations.has(other)).toBe(macs.includes(other));
      stations.clear();
      expect(macs.some((one) => stations.has(one))).toBe(false);
    }),
  );
});

it('never holds nobody’s address, and no more than it may', () => {
  const stations = new StationSet(7);
  expect(stations.add(0, 0)).toBe(false);
  expect(stations.has(0)).toBe(false);
  for (let mac = 1; mac <= MAX_STATIONS; mac += 1) expect(stations.add(mac, 0)).toBe(true);
  expect(stations.add(MAX_STATIONS + 1, 0)).toBe(false);
  expect(stations.has(MAX_STATIONS + 1)).toBe(false);
  expect(stations.size).toBe(MAX_STATIONS);
});

it('R44 forgets whoever was silent, but none that is fixed', () => {
  const stations = new StationSet(7);
  expect(stations.oldestMs).toBe(Infinity);
  stations.fix(1);
  stations.add(2, 10);
  stations.add(3, 20);
  stations.add(1, 10);
  expect(stations.oldestMs).toBe(10);
  stations.add(2, 30);
  expect(stations.oldestMs).toBe(20);
  stations.forgetBefore(20);
  expect(stations.list().toSorted()).toEqual([1, 2]);
  stations.forgetBefore(1e9);
  expect([stations.list(), stations.oldestMs]).toEqual([[1], Infinity]);
});

it('keeps stations in an order that a guest cannot know', () => {
  const [one, two] = [new StationSet(1), new StationSet(2)];
  for (let mac = 1; mac <= MAX_STATIONS; mac += 1) for (const set of [one, two]) set.add(mac, 0);
  expect(one.list()).not.toEqual(two.list());
  expect(one.list().toSorted()).toEqual(two.list().toSorted());
});
