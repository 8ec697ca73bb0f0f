import { describe, expect, test } from 'vitest';
import {
  chooseTap,
  refuseTap,
  tapProblem,
} from '../../../../src-main/app/vms/attachments/tapDevice.ts';
import { openBench } from '../../bench.ts';

const placeOf = (name: string, n = 1) => ({ vm: { id: 'vm-new', name }, n, others: [] });

describe('the TAP of an adapter', () => {
  test.each([
    ['Web server', 1, 'pct-webserver-1'],
    ['Ω', 3, 'pct-vm-3'],
    ['a', 4, 'pct-a-4'],
  ])('is named after “%s” and adapter %i by default', async (vm, n, tap) => {
    const { app } = (await openBench()).patchcord;
    expect(chooseTap(app, placeOf(vm, n), null, null)).toBe(tap);
    expect(tap.length).toBeLessThanOrEqual(15);
  });

  test('a number that makes a name unique takes the place of a letter', async () => {
    const bench = await openBench();
    await bench.call('vm.add', { name: 'Web server', attachment: { kind: 'tap', name: null } });
    const { app } = bench.patchcord;
    expect(chooseTap(app, placeOf('Web server 2'), null, null)).toBe('pct-webserve2-1');
  });

  test('stays, also if the host has no such TAP now', async () => {
    const { app } = (await openBench()).patchcord;
    const current = { kind: 'tap', name: 'tap9' } as const;
    expect(chooseTap(app, placeOf('Alpha'), null, current)).toBe('tap9');
    expect(chooseTap(app, placeOf('Alpha'), 'tap9', current)).toBe('tap9');
  });

  test.each([
    ['no name', 'a name of sixteen', 'tapMalformed'],
    ['a directory', '..', 'tapMalformed'],
    ['the name of a host port', 'pc-lab', 'tapReserved'],
    ['the name of a redirect', 'pc0', 'tapReserved'],
    ['one that does not exist', 'tap9', 'tapUnknown'],
    ['a NIC that is no TAP', 'eth0', 'notATap'],
  ])('is refused where it is %s', async (_case, tap, code) => {
    const { app } = (await openBench()).patchcord;
    expect(() => chooseTap(app, placeOf('Alpha'), tap, null)).toThrow(code);
  });

  test('belongs to one adapter', async () => {
    const bench = await openBench();
    await bench.call('vm.add', { name: 'One', attachment: { kind: 'tap', name: 'tap0' } });
    const { app } = bench.patchcord;
    expect(() => chooseTap(app, placeOf('Two'), 'tap0', null)).toThrow('tapTaken');
  });
});

test('a VM whose adapters have none refuses one', () => {
  expect(() => refuseTap('Alpha', 'tap0')).toThrow('tapOfTapVms');
  expect(() => refuseTap('Alpha', null)).not.toThrow();
});

test('a problem says what is wrong with the TAP, as far as it is known', () => {
  expect(tapProblem('tap0', 'interfaceGone')).toEqual({
    code: 'tapGone',
    params: { name: 'tap0' },
  });
  expect(tapProblem('tap0', 'tapBusy')).toEqual({ code: 'tapBusy', params: { name: 'tap0' } });
  expect(tapProblem('tap0', 'ENODEV')).toEqual({
    code: 'tapUnusable',
    params: { name: 'tap0', reason: 'ENODEV' },
  });
});
