import fc from 'fast-check';
import { expect, it } from 'vitest';
import { advance, distance, isBefore } from '../../../../src-main/engine/nat/tcp/sequence.ts';

const anyNumber = fc.nat(0xffff_ffff);
/** Numbers more than half of the space apart have no order (RFC 9293 §3.4). */
const anyStep = fc.integer({ min: 1, max: 0x7fff_ffff });

it('numbers wrap at 2^32', () => {
  expect(advance(0xffff_ffff, 1)).toBe(0);
  expect(distance(0xffff_fff0, 0x10)).toBe(0x20);
  expect(distance(0x10, 0xffff_fff0)).toBe(-0x20);
  expect([isBefore(0xffff_fff0, 0x10), isBefore(0x10, 0xffff_fff0)]).toEqual([true, false]);
});

it('a number is not before itself, however it is written', () => {
  expect([isBefore(7, 7), isBefore(0xffff_ffff, -1), distance(0xffff_ffff, -1)]).toEqual([
    false,
    false,
    0,
  ]);
});

it('anywhere in the space, a step forward is as long as it was and has one direction', () => {
  fc.assert(
    fc.property(anyNumber, anyStep, (from, octets) => {
      const to = advance(from, octets);
      expect(distance(from, to)).toBe(octets);
      expect([isBefore(from, to), isBefore(to, from)]).toEqual([true, false]);
    }),
  );
});
