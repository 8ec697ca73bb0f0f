import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  foldChecksum,
  sumOctets,
  sumPseudoHeader,
  updateChecksum,
} from '../../../src-main/engine/wire/checksum.ts';
import { AT, GuardedView, anyAddress, anyWord, hex } from './octets.ts';

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

it('sums the pseudo-header as the octets it stands for', () => {
  fc.assert(
    fc.property(anyAddress, anyAddress, fc.nat(255), anyWord, (a, b, protocol, length) => {
      const octets = Buffer.alloc(12);
      octets.writeUInt32BE(a, 0);
      octets.writeUInt32BE(b, 4);
      octets.writeUInt16BE(protocol, 8);
      octets.writeUInt16BE(length, 10);
      expect(BigInt(sumPseudoHeader(a, b, protocol, length))).toBe(slowSum(octets));
    }),
  );
});
