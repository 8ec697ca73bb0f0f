import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatIpv4,
  isRoutableIpv4,
  netmask,
  parseIpv4,
  sameSubnet,
} from '../../src-main/address/ipv4.ts';
import { anyAddress } from '../engine/wire/octets.ts';

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
