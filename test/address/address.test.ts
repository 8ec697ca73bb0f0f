import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MAC_BROADCAST,
  formatIpv4,
  formatMac,
  isGroupMac,
  isRoutableIpv4,
  netmask,
  parseIpv4,
  parseMac,
  readMac,
  sameSubnet,
  writeMac,
} from '../../src-main/address/address.ts';
import { AT, anyAddress, anyMac, dirtyView, emitted, toHex } from '../engine/wire/octets.ts';

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
});

describe('IPv4 address', () => {
  it('survives the round trip through text', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
      }),
    );
  });

  it('refuses text that is no address', () => {
    for (const text of ['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '1.2.3.x', ' 1.2.3.4', '1..2.3']) {
      expect(parseIpv4(text)).toBeNaN();
    }
  });

  it('has a mask for each prefix length', () => {
    expect(netmask(0)).toBe(0);
    expect(netmask(16)).toBe(0xffff_0000);
    expect(netmask(32)).toBe(0xffff_ffff);
    expect(sameSubnet(0xc0a8_8301, 0xc0a8_83fe, netmask(24))).toBe(true);
    expect(sameSubnet(0xc0a8_8301, 0xc0a8_8401, netmask(24))).toBe(false);
    expect(sameSubnet(1, 0xffff_ffff, netmask(0))).toBe(true);
  });

  it('is routable unless it is this network, loopback, multicast or reserved', () => {
    for (const text of ['0.0.0.0', '0.1.2.3', '127.0.0.1', '224.0.0.1', '255.255.255.255']) {
      expect(isRoutableIpv4(parseIpv4(text)), text).toBe(false);
    }
    for (const text of ['1.1.1.1', '10.0.0.1', '126.255.255.255', '128.0.0.0', '223.255.255.255']) {
      expect(isRoutableIpv4(parseIpv4(text)), text).toBe(true);
    }
  });
});
