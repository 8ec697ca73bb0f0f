import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  foldChecksum,
  sumOctets,
  sumAddresses,
  sumPseudoHeader,
  updateChecksum,
} from '../../../src-main/engine/wire/checksum.ts';
import { AT, GuardedView, anyWord, hex } from './octets.ts';
import { readIp } from '../../../src-main/address/ip.ts';

/** RFC 1071 §1 word for word, with numbers too large to overflow. */
function slowSum(octets: Uint8Array): bigint {
  let sum = 0n;
  for (let at = 0; at < octets.length; at += 2) {
    sum += BigInt((octets[at]! << 8) | (octets[at + 1] ?? 0));
  }
  return sum;
}

it('sums the example of RFC 1071 §3 to ddf2', () => {
  const octets = hex('0001 f203 f4f5 f6f7');
  expect(foldChecksum(sumOctets(new GuardedView(octets), AT, octets.length))).toBe(
    ~0xddf2 & 0xffff,
  );
});

it('is exact for any octets, at any offset and length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(1 << 20), (octets, before) => {
      const sum = sumOctets(new GuardedView(octets), AT, octets.length, before);
      expect(BigInt(sum)).toBe(slowSum(octets) + BigInt(before));
    }),
    { numRuns: 2000 },
  );
});

it('is exact for the longest frame of the largest octets', () => {
  for (const length of [65_535, 65_536, 65_553]) {
    const octets = new Uint8Array(length).fill(0xff);
    expect(BigInt(sumOctets(new GuardedView(octets), AT, length))).toBe(slowSum(octets));
    octets.fill(0x80);
    expect(BigInt(sumOctets(new GuardedView(octets), AT, length))).toBe(slowSum(octets));
  }
});

it('folds to zero when the checksum is part of what is summed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 64 }), (octets) => {
      octets.set([0, 0], 2);
      const checksum = foldChecksum(sumOctets(new GuardedView(octets), AT, octets.length));
      octets.set([checksum >>> 8, checksum & 0xff], 2);
      expect(foldChecksum(sumOctets(new GuardedView(octets), AT, octets.length))).toBe(0);
    }),
  );
});

it('follows a word that changes, as if all were summed again', () => {
  const octets = fc.uint8Array({ minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(octets, anyWord, (before, word) => {
      const view = new GuardedView(before);
      const sum = (): number => foldChecksum(sumOctets(view, AT + 2, 6));
      view.setUint16(AT, sum());
      const changed = view.getUint16(AT + 4);
      view.setUint16(AT + 4, word);
      updateChecksum(view, AT, changed, word);
      // Zero has two forms, and both are right (RFC 1624 §3).
      expect(view.getUint16(AT) % 0xffff).toBe(sum() % 0xffff);
    }),
  );
});

const families = [
  { family: 4 as const, addresses: 4 },
  { family: 6 as const, addresses: 16 },
];

it.each(families)('sums the pseudo-header of IPv$family', ({ family, addresses }) => {
  const both = fc.uint8Array({ minLength: 2 * addresses, maxLength: 2 * addresses });
  fc.assert(
    fc.property(both, fc.nat(255), anyWord, (octets, protocol, length) => {
      const view = new DataView(Uint8Array.from(octets).buffer);
      const sum = sumAddresses(readIp(view, 0, family), readIp(view, addresses, family));
      const rest = Buffer.alloc(4);
      rest.writeUInt16BE(protocol, 0);
      rest.writeUInt16BE(length, 2);
      const slow = slowSum(Buffer.concat([octets, rest]));
      expect(BigInt(sumPseudoHeader(sum, protocol, length))).toBe(slow);
      const there = sumOctets(view, 0, octets.length);
      expect(foldChecksum(there)).toBe(foldChecksum(sum));
    }),
  );
});
