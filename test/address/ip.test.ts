import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashIpAt, IpAddress, ipv4ToIp, parseIp, readIp } from '../../src-main/address/ip.ts';
import { parseIpv4 } from '../../src-main/address/ipv4.ts';

const anyAddress = fc
  .tuple(fc.constantFrom(4 as const, 6 as const), fc.uint8Array({ minLength: 16, maxLength: 16 }))
  .map(([family, octets]) => ({ family, view: new DataView(octets.slice().buffer) }));

describe('an address of either family', () => {
  it('reads IPv4 as dotted decimal, and an IPv4-mapped address as the same one', () => {
    const address = parseIp('192.168.131.16')!;
    expect(address.family).toBe(4);
    expect(address.ipv4).toBe(parseIpv4('192.168.131.16'));
    expect(address.toString()).toBe('192.168.131.16');
    expect(parseIp('::ffff:192.168.131.16')!.equals(address)).toBe(true);
    expect(ipv4ToIp(0xc0a8_8310).equals(address)).toBe(true);
  });

  it.each([
    ['2001:0DB8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['fe80:0:0:1:0:0:0:1', 'fe80:0:0:1::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ])('writes %s as RFC 5952 says: %s', (text, canonical) => {
    expect(parseIp(text)!.toString()).toBe(canonical);
    expect(parseIp(text)!.family).toBe(6);
  });

  it.each(['', '1.2.3', '1.2.3.256', '0x7f.1', 'fe80::1%eth0', ':::', '1::2::3', 'localhost'])(
    'does not take %j',
    (text) => {
      expect(parseIp(text)).toBeNull();
    },
  );

  it('is compared and hashed in place with the same result', () => {
    fc.assert(
      fc.property(anyAddress, fc.integer(), ({ family, view }, seed) => {
        const address = readIp(view, 0, family);
        expect(address.liesAt(view, 0, family)).toBe(true);
        expect(hashIpAt(view, 0, family, seed)).toBe(address.hash(seed));
        expect(parseIp(address.toString())!.equals(address)).toBe(true);
      }),
    );
  });

  it('differs in each word, and one family is not the other', () => {
    const words = [1, 2, 3, 4] as const;
    const address = new IpAddress(...words);
    for (let i = 0; i < 4; i += 1) {
      const [a, b, c, d] = words.map((word, at) => (at === i ? 9 : word));
      const other = new IpAddress(a!, b!, c!, d!);
      expect(other.equals(address)).toBe(false);
      expect(other.hash(7)).not.toBe(address.hash(7));
    }
    const view = new DataView(new ArrayBuffer(16));
    view.setUint32(0, 4);
    expect(address.liesAt(view, 0, 4)).toBe(false);
  });
});
