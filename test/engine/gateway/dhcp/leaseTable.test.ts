import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_LEASES_PER_PORT } from '../../../../src-main/engine/guestLimits.ts';
import { LeaseTable } from '../../../../src-main/engine/gateway/dhcp/leaseTable.ts';
import type { DhcpSettings } from '../../../../src-main/engine/gateway/gatewaySettings.ts';
import { ManualClock } from '../../../scenario/manualClock.ts';

const BASE = 0xc0a8_8300;
const FIRST = BASE + 16;
const [A, B, C, D] = [10, 11, 12, 13] as const;
const HOUR_MS = 3_600_000;
const settings: DhcpSettings = {
  ...{ first: FIRST, last: FIRST + 2, router: true, leaseTimeS: 3600 },
  ...{ leases: [], reservations: [] },
};

let clock: ManualClock;
let table: LeaseTable;

beforeEach(() => {
  clock = new ManualClock();
  const isGuest = (address: number): boolean => address > BASE + 1 && address < BASE + 255;
  table = new LeaseTable(clock, isGuest);
  table.configure(settings);
});

const choose = (mac: number, wish = Number.NaN, origin = 1): number =>
  table.choose(mac, origin, wish, () => false);

function bind(mac: number, address: number, origin = 1): void {
  table.bind(mac, address, origin, HOUR_MS, `host-${mac}`);
}

describe('an address is chosen', () => {
  it('as wished, if it is free', () => {
    expect(choose(A, FIRST + 2)).toBe(FIRST + 2);
    bind(B, FIRST + 2);
    expect(choose(A, FIRST + 2)).toBe(FIRST);
    expect(choose(A, BASE + 200)).toBe(FIRST + 1);
  });

  it('in turn, without those that are known to be used', () => {
    const used = (address: number): boolean => address === FIRST;
    expect(table.choose(A, 1, Number.NaN, used)).toBe(FIRST + 1);
    table.hold(A, FIRST + 1, 1);
    expect(choose(B)).toBe(FIRST + 2);
  });

  it('from an adapter whose lease is over, longest ago first, when the range is exhausted', () => {
    [A, B, C].forEach((mac, n) => {
      bind(mac, FIRST + n);
      clock.advance(1);
    });
    expect(choose(D)).toBeNaN();
    clock.advance(2 * HOUR_MS);
    expect(choose(D)).toBe(FIRST);
    table.hold(D, FIRST, 1);
    expect(table.of(A)).toBeUndefined();
    expect(choose(A)).toBe(FIRST + 1);
  });

  it('for a port that has no room, among its own', () => {
    table.configure({ ...settings, last: BASE + 200 });
    for (let n = 0; n < MAX_LEASES_PER_PORT; n += 1) table.hold(100 + n, FIRST + n, 1);
    expect([table.hasRoom(1), table.hasRoom(2)]).toEqual([false, true]);
    expect(choose(A)).toBeNaN();
    expect(choose(A, Number.NaN, 2)).toBe(FIRST + MAX_LEASES_PER_PORT);
    bind(B, BASE + 190, 2);
    table.release(table.of(B)!);
    clock.advance(HOUR_MS);
    expect(choose(A)).toBe(FIRST);
  });
});

describe('a lease', () => {
  it('runs until its time is over or it is released, and stays its adapter’s', () => {
    bind(A, FIRST);
    expect(table.macOf(FIRST)).toBe(A);
    expect(table.list()).toEqual([
      { mac: A, address: FIRST, hostname: 'host-10', expiresAtMs: clock.wallMs() + HOUR_MS },
    ]);
    clock.advance(HOUR_MS);
    expect([table.macOf(FIRST), table.list()]).toEqual([Number.NaN, []]);
    expect(table.of(A)!.address).toBe(FIRST);
    bind(A, FIRST);
    table.release(table.of(A)!);
    expect([table.isActive(table.of(A)!), table.of(A)!.address]).toEqual([false, FIRST]);
    expect([table.allows(A, FIRST), table.allows(B, FIRST)]).toEqual([true, false]);
  });

  it('is not ended by an offer of the same address', () => {
    bind(A, FIRST);
    table.hold(A, FIRST, 2);
    expect([table.macOf(FIRST), table.of(A)!.origin]).toEqual([A, 2]);
  });

  it('keeps the name that was given before where none is given', () => {
    bind(A, FIRST);
    table.bind(A, FIRST + 1, 1, HOUR_MS, '');
    expect(table.list()).toMatchObject([{ address: FIRST + 1, hostname: 'host-10' }]);
    expect(table.macOf(FIRST)).toBeNaN();
  });
});

it('a declined address rests for ten minutes', () => {
  bind(A, FIRST);
  table.decline(FIRST);
  expect([table.of(A), table.isDeclined(FIRST), table.allows(A, FIRST)]).toEqual([
    ...[undefined, true, false],
  ]);
  clock.advance(599_999);
  expect(table.isDeclined(FIRST)).toBe(true);
  clock.advance(1);
  expect(table.allows(A, FIRST)).toBe(true);
});

describe('what is configured', () => {
  it('ends leases outside a new range', () => {
    bind(A, FIRST);
    bind(B, FIRST + 2);
    table.configure({ ...settings, first: FIRST + 1 });
    expect(table.list().map(({ mac }) => mac)).toEqual([B]);
    expect(choose(A, FIRST)).toBe(FIRST + 1);
  });

  it('restores leases of former times, but none outside the range or taken meanwhile', () => {
    bind(A, FIRST);
    const stored = (mac: number, address: number) => ({ mac, address, hostname: '', expiresAtMs });
    const expiresAtMs = clock.wallMs() + 5;
    const leases = [stored(B, FIRST), stored(C, FIRST + 1), stored(D, BASE + 100)];
    table.configure({ ...settings, leases });
    expect(table.list().map(({ mac, address }) => [mac, address])).toEqual([
      [A, FIRST],
      [C, FIRST + 1],
    ]);
    expect(table.of(C)!.origin).toBeNull();
  });

  it('reserves addresses, in the range or not, for one adapter each', () => {
    bind(B, FIRST);
    const reservations = [
      { mac: A, address: FIRST },
      { mac: C, address: BASE + 100 },
    ];
    table.configure({ ...settings, reservations });
    expect(table.list()).toEqual([]);
    expect([table.reservedOf(A), table.reservedOf(B)]).toEqual([FIRST, Number.NaN]);
    expect([table.isFor(A, FIRST), table.isFor(B, FIRST)]).toEqual([true, false]);
    expect([table.isFor(C, BASE + 100), table.isFor(D, BASE + 100)]).toEqual([true, false]);
    expect(choose(B, FIRST)).toBe(FIRST + 1);
  });

  it('never gives away what is no guest’s address', () => {
    table.configure({ ...settings, first: BASE, last: BASE + 2 });
    expect([choose(A), table.isFor(A, BASE + 1)]).toEqual([BASE + 2, false]);
  });
});
