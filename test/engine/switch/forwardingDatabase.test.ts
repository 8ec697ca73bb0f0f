import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AGEING_TIME_MS,
  FDB_ENTRIES,
  FDB_ENTRIES_PER_PORT,
  ForwardingDatabase,
  UNTAGGED,
} from '../../../src-main/engine/switch/forwardingDatabase.ts';

const BASE = 0x0003_ff00_0000;

function fill(fdb: ForwardingDatabase, nowMs = 0): void {
  for (let i = 0; i < FDB_ENTRIES; i += 1)
    fdb.learn(UNTAGGED, BASE + i, i < FDB_ENTRIES_PER_PORT ? 0 : 1, nowMs);
}

describe('forwarding database (R44)', () => {
  it('knows a station by the port it was heard on', () => {
    const fdb = new ForwardingDatabase(1);
    fdb.learn(UNTAGGED, BASE, 7, 0);
    expect(fdb.lookup(UNTAGGED, BASE, 1)).toBe(7);
    expect(fdb.lookup(UNTAGGED, BASE + 1, 1)).toBe(-1);
    expect(fdb.lookup(UNTAGGED, 0, 1)).toBe(-1);
  });

  it('tells stations with the same MAC apart by their VLAN', () => {
    const fdb = new ForwardingDatabase(1);
    fdb.learn(UNTAGGED, BASE, 7, 0);
    fdb.learn(20, BASE, 9, 0);
    fdb.fix(30, BASE, 9, 0);
    expect(fdb.learn(UNTAGGED, BASE, 7, 0)).toBe(true);
    expect(fdb.learn(30, BASE, 7, 0)).toBe(false);
    expect([UNTAGGED, 20, 30, 40].map((vid) => fdb.lookup(vid, BASE, 1))).toEqual([7, 9, 9, -1]);
    fdb.forgetPort(9);
    expect(fdb.list(0)).toEqual([{ vid: UNTAGGED, mac: BASE, port: 7, ageMs: 0 }]);
  });

  it('follows a station that moves', () => {
    const fdb = new ForwardingDatabase(1);
    fdb.learn(UNTAGGED, BASE, 7, 0);
    fdb.learn(UNTAGGED, BASE, 9, 1);
    expect(fdb.lookup(UNTAGGED, BASE, 2)).toBe(9);
    expect(fdb.list(2)).toEqual([{ vid: UNTAGGED, mac: BASE, port: 9, ageMs: 1 }]);
    fdb.forgetPort(7);
    expect(fdb.lookup(UNTAGGED, BASE, 2)).toBe(9);
  });

  it('forgets a station after 300 s of silence, not of age', () => {
    const fdb = new ForwardingDatabase(1);
    fdb.learn(UNTAGGED, BASE, 7, 0);
    fdb.learn(UNTAGGED, BASE, 7, 200_000);
    expect(fdb.lookup(UNTAGGED, BASE, 499_999)).toBe(7);
    expect(fdb.lookup(UNTAGGED, BASE, 500_000)).toBe(-1);
    expect(fdb.list(500_000)).toEqual([]);
  });

  it('is bounded, and makes room by age alone', () => {
    const fdb = new ForwardingDatabase(1);
    fill(fdb);
    fdb.learn(UNTAGGED, BASE - 1, 2, AGEING_TIME_MS - 1);
    expect(fdb.list(0)).toHaveLength(FDB_ENTRIES);
    expect(fdb.lookup(UNTAGGED, BASE - 1, AGEING_TIME_MS - 1)).toBe(-1);
    fdb.learn(UNTAGGED, BASE, 0, AGEING_TIME_MS - 1);
    fdb.learn(UNTAGGED, BASE - 1, 2, AGEING_TIME_MS);
    expect(fdb.list(AGEING_TIME_MS)).toHaveLength(2);
    expect(fdb.lookup(UNTAGGED, BASE - 1, AGEING_TIME_MS)).toBe(2);
    expect(fdb.lookup(UNTAGGED, BASE, AGEING_TIME_MS)).toBe(0);
  });

  it('leaves room for the others when one guest invents stations', () => {
    const fdb = new ForwardingDatabase(1);
    for (let i = 0; i < FDB_ENTRIES; i += 1) fdb.learn(UNTAGGED, BASE + i, 0, 0);
    expect(fdb.list(0)).toHaveLength(FDB_ENTRIES_PER_PORT);
    fdb.learn(UNTAGGED, BASE - 1, 1, 0);
    expect(fdb.lookup(UNTAGGED, BASE - 1, 0)).toBe(1);
  });

  it('forgets a port with all its stations and keeps the rest', () => {
    const fdb = new ForwardingDatabase(1);
    fill(fdb);
    fdb.forgetPort(0);
    expect(fdb.list(0)).toHaveLength(FDB_ENTRIES - FDB_ENTRIES_PER_PORT);
    expect(fdb.list(0).every(({ port }) => port === 1)).toBe(true);
    for (let i = FDB_ENTRIES_PER_PORT; i < FDB_ENTRIES; i += 1)
      expect(fdb.lookup(UNTAGGED, BASE + i, 0)).toBe(1);
  });

  it('behaves as a map with ageing does, whatever comes', () => {
    const step = fc.record({
      mac: fc.integer({ min: 1, max: 40 }).map((n) => n * 0x1_0000_0001),
      port: fc.integer({ min: 0, max: 3 }),
      waitMs: fc.constantFrom(0, 1, 100_000, 299_999, 300_000),
      forget: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer(), fc.array(step, { maxLength: 200 }), (seed, steps) => {
        const fdb = new ForwardingDatabase(seed);
        const model = new Map<number, { port: number; seenMs: number }>();
        let nowMs = 0;
        for (const { mac, port, waitMs, forget } of steps) {
          nowMs += waitMs;
          if (forget && waitMs === 0) {
            fdb.forgetPort(port);
            for (const [key, entry] of model) if (entry.port === port) model.delete(key);
          } else {
            fdb.learn(UNTAGGED, mac, port, nowMs);
            model.set(mac, { port, seenMs: nowMs });
          }
          for (const [key, { port: wanted, seenMs }] of model)
            expect(fdb.lookup(UNTAGGED, key, nowMs)).toBe(nowMs - seenMs < 300_000 ? wanted : -1);
          const alive = [...model.values()].filter(({ seenMs }) => nowMs - seenMs < 300_000);
          expect(fdb.list(nowMs)).toHaveLength(alive.length);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('finds everything again in clusters that wrap around the end of the table', () => {
    const fdb = new ForwardingDatabase(0x5eed);
    fill(fdb);
    const alive = new Map(fdb.list(0).map(({ mac, port }) => [mac, port]));
    expect(alive.size).toBe(FDB_ENTRIES);
    // Every second station is heard again; the rest is swept out by a newcomer.
    for (let i = 0; i < FDB_ENTRIES; i += 2) fdb.learn(UNTAGGED, BASE + i, alive.get(BASE + i)!, 1);
    fdb.learn(UNTAGGED, BASE - 1, 2, AGEING_TIME_MS);
    expect(fdb.list(AGEING_TIME_MS)).toHaveLength(FDB_ENTRIES / 2 + 1);
    for (let i = 0; i < FDB_ENTRIES; i += 1)
      expect(fdb.lookup(UNTAGGED, BASE + i, AGEING_TIME_MS)).toBe(
        i % 2 === 0 ? alive.get(BASE + i) : -1,
      );
  });
});
