import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  ICMPV6_HEADER_LENGTH,
  Icmpv6Type,
  checkIcmpv6,
  emitIcmpv6,
  icmpv6Code,
  icmpv6Type,
  updateIcmpv6Checksum,
} from '../../../src-main/engine/wire/icmpv6.ts';
import { IPV6_HEADER_LENGTH } from '../../../src-main/engine/wire/ipv6.ts';
import {
  AT,
  GuardedView,
  anyWord,
  dirtyView,
  emitted,
  hex,
  refusesEveryTruncation,
  survivesAnything,
  toHex,
} from './octets.ts';

/**
 * Echo request from 2001:db8::1 to 2001:db8::2, identifier 0x1234, sequence 1, payload "abcdefgh";
 * checksum computed by another program.
 */
const PACKET = hex(`
  6000 0000 0010 3a 40 20010db8000000000000000000000001 20010db8000000000000000000000002
  80 00 8075 1234 0001 6162 6364 6566 6768`);
const ICMP = AT + IPV6_HEADER_LENGTH;
const L4_LEN = PACKET.length - IPV6_HEADER_LENGTH;

/** The checks of the other wire tests begin at the packet; this one at the message. */
function check(view: DataView, offset: number, length: number): number {
  if (length < IPV6_HEADER_LENGTH) return Drop.truncated;
  return checkIcmpv6(view, offset + IPV6_HEADER_LENGTH, length - IPV6_HEADER_LENGTH, offset);
}

describe('ICMPv6', () => {
  it('reads an echo request', () => {
    const view = new GuardedView(PACKET);
    expect(checkIcmpv6(view, ICMP, L4_LEN, AT)).toBe(Drop.none);
    expect([icmpv6Type(view, ICMP), icmpv6Code(view, ICMP)]).toEqual([Icmpv6Type.echoRequest, 0]);
  });

  it('emits it again around a payload in place', () => {
    const view = dirtyView(PACKET.length);
    PACKET.forEach((octet, i) => {
      const header = i >= IPV6_HEADER_LENGTH && i < IPV6_HEADER_LENGTH + ICMPV6_HEADER_LENGTH;
      if (!header) view.setUint8(AT + i, octet);
    });
    emitIcmpv6(view, ICMP, Icmpv6Type.echoRequest, 0, 0x1234_0001, 8, AT);
    expect(toHex(emitted(view, PACKET.length))).toBe(toHex(PACKET));
  });

  it('refuses every truncated length', () => refusesEveryTruncation(PACKET, check));

  it('refuses any single octet changed, of the addresses too', () => {
    for (let at = 8; at < PACKET.length; at += 1) {
      const damaged = PACKET.slice();
      damaged[at]! ^= 0x40;
      expect(check(new GuardedView(damaged), AT, damaged.length)).toBe(Drop.badChecksum);
    }
  });

  it('has its checksum follow a word that changes', () => {
    const view = new GuardedView(PACKET);
    view.setUint16(ICMP + 8, 0xffff);
    updateIcmpv6Checksum(view, ICMP, 0x6162, 0xffff);
    expect(checkIcmpv6(view, ICMP, L4_LEN, AT)).toBe(Drop.none);
  });

  it('survives the round trip', () => {
    const addresses = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const payload = fc.uint8Array({ maxLength: 80 });
    const words = fc.tuple(fc.nat(255), fc.nat(255), anyWord);
    fc.assert(
      fc.property(addresses, words, payload, (ends, [type, code, rest], octets) => {
        const l4Len = ICMPV6_HEADER_LENGTH + octets.length;
        const view = dirtyView(IPV6_HEADER_LENGTH + l4Len);
        const all = new Uint8Array(view.buffer);
        all.set(ends, AT + 8);
        all.set(octets, ICMP + ICMPV6_HEADER_LENGTH);
        emitIcmpv6(view, ICMP, type, code, rest, octets.length, AT);
        const sent = new GuardedView(emitted(view, IPV6_HEADER_LENGTH + l4Len));
        expect(checkIcmpv6(sent, ICMP, l4Len, AT)).toBe(Drop.none);
        expect([icmpv6Type(sent, ICMP), icmpv6Code(sent, ICMP)]).toEqual([type, code]);
        expect(sent.getUint32(ICMP + 4)).toBe(rest);
      }),
    );
  });

  it('survives anything', () =>
    survivesAnything(PACKET, check, (view) => {
      icmpv6Type(view, ICMP);
      icmpv6Code(view, ICMP);
    }));
});
