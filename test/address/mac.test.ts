import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAC_BROADCAST,
  canonicalMac,
  formatLinuxMac,
  formatMac,
  isGroupMac,
  macFault,
  parseMac,
  parseTypedMac,
  readMac,
  writeMac,
} from '../../src-main/address/mac.ts';
import { AT, anyMac, dirtyView, emitted, toHex } from '../engine/wire/octets.ts';

describe('MAC', () => {
  it('is read and written as 48 bits in network order', () => {
    const view = dirtyView(6);
    writeMac(view, AT, 0x0003_ff01_02fe);
    expect(toHex(emitted(view, 6))).toBe('0003ff0102fe');
    expect(readMac(view, AT)).toBe(0x0003_ff01_02fe);
  });

  it('survives the round trip through octets and text', () => {
    fc.assert(
      fc.property(anyMac, (mac) => {
        const view = dirtyView(6);
        writeMac(view, AT, mac);
        expect(readMac(view, AT)).toBe(mac);
        expect(parseMac(formatMac(mac))).toBe(mac);
      }),
    );
  });

  it('knows groups by the low bit of the first octet', () => {
    expect(isGroupMac(MAC_BROADCAST)).toBe(true);
    expect(isGroupMac(0x0100_5e00_0001)).toBe(true);
    expect(isGroupMac(0x0003_ff01_0203)).toBe(false);
    expect(isGroupMac(0x0200_0000_0000)).toBe(false);
  });

  it('refuses text that is no MAC', () => {
    for (const text of ['', '00-03-FF-01-02', '00-03-FF-01-02-0G', '0003ff010203', '1-2-3-4-5-6']) {
      expect(parseMac(text)).toBeNaN();
    }
    expect(parseMac('00:03:ff:01:02:03')).toBe(0x0003_ff01_0203);
  });

  it('is written for Linux in lower case with colons', () => {
    expect(formatLinuxMac(0x0003_ff01_02fe)).toBe('00:03:ff:01:02:fe');
  });

  it.each(['00:03:ff:5d:20:01', ' 0003.ff5d.2001 ', '0003FF5D2001'])(
    'R3 may be typed “%s”',
    (text) => {
      expect(canonicalMac(text)).toBe('00-03-FF-5D-20-01');
    },
  );

  it('stays as typed where it is not a MAC yet', () => {
    expect(canonicalMac('00-03-')).toBe('00-03-');
  });

  it.each([
    ['', 'macMalformed'],
    ['00-03-FF-5D-20', 'macMalformed'],
    ['00-03-FF-5D-20-0G', 'macMalformed'],
    ['01-03-FF-5D-20-01', 'macMulticast'],
    ['FF-FF-FF-FF-FF-FF', 'macMulticast'],
    ['00-00-00-00-00-00', 'macZero'],
    ['00-03-FF-5D-20-01', null],
  ])('“%s” has the fault %s', (text, fault) => expect(macFault(parseTypedMac(text))).toBe(fault));
});
