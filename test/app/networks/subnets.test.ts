import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatSubnet } from '../../../src-main/address/subnet.ts';
import {
  SHARED_SUBNETS,
  checkRange,
  clashingAddress,
  defaultRange,
  fits,
  freeSharedSubnet,
  gatewayOf,
  checkSubnet,
} from '../../../src-main/app/networks/subnets.ts';
import { formatIpv4, netmask } from '../../../src-main/address/ipv4.ts';

const subnets = fc
  .tuple(fc.integer({ min: 8, max: 30 }), fc.integer({ min: 0, max: 0xffff_ffff }))
  .map(([prefixLength, address]) => ({
    prefixLength,
    network: (address & netmask(prefixLength)) >>> 0,
  }))
  .filter(({ network }) => ![0, 127].includes(network >>> 24) && network >>> 24 < 224);

test('host bits are dropped', () => {
  expect(formatSubnet(checkSubnet('192.168.131.77/24'))).toBe('192.168.131.0/24');
});

test.each([
  ['', 'subnetMalformed'],
  ['192.168.131.0', 'subnetMalformed'],
  ['192.168.131/24', 'subnetMalformed'],
  ['192.168.256.0/24', 'subnetMalformed'],
  ['fe80::/64', 'subnetMalformed'],
  ['192.168.131.0/7', 'prefixOutOfRange'],
  ['192.168.131.0/31', 'prefixOutOfRange'],
  ['192.168.131.0/99', 'prefixOutOfRange'],
  ['0.0.0.0/8', 'subnetNotUsable'],
  ['127.0.0.0/24', 'subnetNotUsable'],
  ['224.0.0.0/24', 'subnetNotUsable'],
  ['255.255.255.0/24', 'subnetNotUsable'],
])('the subnet “%s” is refused: %s', (text, code) => {
  expect(() => checkSubnet(text)).toThrow(expect.objectContaining({ code }));
});

describe('ranges', () => {
  test('R39: an internal network leases 169.254.0.16 – 169.254.10.254', () => {
    const { first, last } = defaultRange(checkSubnet('169.254.0.0/16'));
    expect([first, last].map(formatIpv4)).toEqual(['169.254.0.16', '169.254.10.254']);
  });

  test('of a Shared network: .16 – .254; of the smallest: the one address there is', () => {
    const texts = (subnet: string): string[] => {
      const { first, last } = defaultRange(checkSubnet(subnet));
      return [first, last].map(formatIpv4);
    };
    expect(texts('192.168.131.0/24')).toEqual(['192.168.131.16', '192.168.131.254']);
    expect(texts('10.1.2.4/30')).toEqual(['10.1.2.6', '10.1.2.6']);
    expect(texts('10.1.2.0/27')).toEqual(['10.1.2.2', '10.1.2.30']);
  });

  test('the default one passes its own check, whatever the subnet', () => {
    fc.assert(
      fc.property(subnets, (subnet) => {
        const range = defaultRange(subnet);
        expect(fits(range, subnet)).toBe(true);
        const [from, to] = [formatIpv4(range.first), formatIpv4(range.last)];
        expect(checkRange(subnet, from, to)).toEqual(range);
      }),
    );
  });

  test.each([
    ['nonsense', '192.168.131.20', 'rangeMalformed'],
    ['192.168.131.20', '', 'rangeMalformed'],
    ['192.168.130.20', '192.168.131.20', 'rangeOutsideSubnet'],
    ['192.168.131.20', '192.168.132.20', 'rangeOutsideSubnet'],
    ['192.168.131.0', '192.168.131.20', 'rangeOutsideSubnet'],
    ['192.168.131.20', '192.168.131.255', 'rangeOutsideSubnet'],
    ['192.168.131.30', '192.168.131.20', 'rangeReversed'],
    ['192.168.131.1', '192.168.131.20', 'rangeContainsGateway'],
  ])('%s – %s in 192.168.131.0/24 is refused: %s', (from, to, code) => {
    const subnet = checkSubnet('192.168.131.0/24');
    expect(() => checkRange(subnet, from, to)).toThrow(expect.objectContaining({ code }));
  });

  test('one of more than 65536 addresses is refused', () => {
    const check = (to: string) => (): unknown =>
      checkRange(checkSubnet('10.0.0.0/8'), '10.1.0.0', to);
    expect(check('10.1.255.255')).not.toThrow();
    expect(check('10.2.0.0')).toThrow(expect.objectContaining({ code: 'rangeTooLarge' }));
  });
});

describe('subnets for Shared networks', () => {
  test('R33: the next free subnet differs from ours and the host’s', () => {
    const host = { nic: 'tun0', address: '192.168.132.9', prefixLength: 23 };
    const taken = [checkSubnet('192.168.131.0/24')];
    expect(formatSubnet(freeSharedSubnet([], [])!)).toBe('192.168.131.0/24');
    expect(formatSubnet(freeSharedSubnet(taken, [host])!)).toBe('192.168.134.0/24');
    expect(freeSharedSubnet(SHARED_SUBNETS.map(checkSubnet), [])).toBeUndefined();
    expect(clashingAddress(taken[0]!, [host])).toBeUndefined();
  });

  test('the list: sixty of them, none twice, all usable', () => {
    const all = SHARED_SUBNETS.map(checkSubnet);
    expect(new Set(all.map(formatSubnet)).size).toBe(60);
    expect(SHARED_SUBNETS[0]).toBe('192.168.131.0/24');
    expect(formatIpv4(gatewayOf(all[0]!))).toBe('192.168.131.1');
  });
});
