import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netmask, parseIpv4 } from '../../src-main/address/ipv4.ts';
import {
  type Subnet,
  contains,
  formatSubnet,
  isHostAddress,
  overlaps,
  parseSubnet,
  subnetSize,
} from '../../src-main/address/subnet.ts';

const subnets = fc
  .tuple(fc.integer({ min: 8, max: 30 }), fc.integer({ min: 0, max: 0xffff_ffff }))
  .map(([prefixLength, address]) => ({
    prefixLength,
    network: (address & netmask(prefixLength)) >>> 0,
  }));
const lan: Subnet = { network: parseIpv4('192.168.131.0'), prefixLength: 24 };

describe('a subnet', () => {
  it.each(['192.168.131.0/24', '192.168.131.77/24', '192.168.131.077/024'])(
    'is read from %s',
    (text) => expect(parseSubnet(text)).toEqual(lan),
  );

  it('survives the round trip through text', () => {
    fc.assert(
      fc.property(subnets, (subnet) => {
        expect(parseSubnet(formatSubnet(subnet))).toEqual(subnet);
      }),
    );
  });

  it.each([
    ['', 'subnetMalformed'],
    ['192.168.131.0', 'subnetMalformed'],
    ['192.168.131/24', 'subnetMalformed'],
    ['192.168.256.0/24', 'subnetMalformed'],
    ['fe80::/64', 'subnetMalformed'],
    ['192.168.0.0/7', 'prefixOutOfRange'],
    ['192.168.0.0/31', 'prefixOutOfRange'],
    ['192.168.0.0/33', 'prefixOutOfRange'],
    ['192.168.0.0/999', 'prefixOutOfRange'],
  ])('is refused where it reads “%s”: %s', (text, fault) => expect(parseSubnet(text)).toBe(fault));

  it('overlaps another exactly if one contains the first address of the other', () => {
    fc.assert(
      fc.property(subnets, subnets, (a, b) => {
        const expected = contains(a, b.network) || contains(b, a.network);
        expect(overlaps(a, b)).toBe(expected);
        expect(overlaps(b, a)).toBe(expected);
      }),
    );
  });

  it('contains its addresses, of which the first and the last are for no host', () => {
    fc.assert(
      fc.property(subnets, (subnet) => {
        const last = subnet.network + subnetSize(subnet) - 1;
        expect([subnet.network, last].map((address) => contains(subnet, address))).toEqual([
          true,
          true,
        ]);
        expect([subnet.network, last].map((address) => isHostAddress(subnet, address))).toEqual([
          false,
          false,
        ]);
        expect(isHostAddress(subnet, subnet.network + 1) && isHostAddress(subnet, last - 1)).toBe(
          true,
        );
        if (last < 0xffff_ffff) expect(contains(subnet, last + 1)).toBe(false);
      }),
    );
  });
});
