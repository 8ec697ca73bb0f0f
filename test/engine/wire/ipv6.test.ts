import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldChecksum, sumOctets } from '../../../src-main/engine/wire/checksum.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  IPV6_HEADER_LENGTH,
  checkIpv6,
  emitIpv6,
  ipv6DestinationAt,
  ipv6HopLimit,
  ipv6NextHeader,
  ipv6PayloadLength,
  ipv6SourceAt,
  isIpv6SourceUnspecified,
  sumIpv6PseudoHeader,
} from '../../../src-main/engine/wire/ipv6.ts';
import {
  AT,
  GuardedView,
  dirtyView,
  emitted,
  hex,
  refusesEveryTruncation,
  survivesAnything,
  toHex,
} from './octets.ts';
import { IpProtocol } from '../../../src-main/engine/wire/ipProtocol.ts';

const SOURCE = '20010db8000000000000000000000001';
const DESTINATION = '20010db8000000000000000000000002';
/** UDP, 2001:db8::1 port 41103 → 2001:db8::2 port 10, "Hi"; checksum computed by another program. */
const PACKET = hex(`6000 0000 000a 11 40 ${SOURCE} ${DESTINATION} a08f 000a 000a bb62 4869`);
const HEADER = PACKET.subarray(0, IPV6_HEADER_LENGTH);

function fields(view: DataView): number[] {
  return [ipv6NextHeader(view, AT), ipv6PayloadLength(view, AT), ipv6HopLimit(view, AT)];
}

describe('IPv6', () => {
  it('reads a header', () => {
    const view = new GuardedView(PACKET);
    expect(checkIpv6(view, AT, PACKET.length)).toBe(Drop.none);
    expect(fields(view)).toEqual([IpProtocol.udp, 10, 64]);
    expect(view.getUint32(ipv6SourceAt(AT) + 12)).toBe(1);
    expect(view.getUint32(ipv6DestinationAt(AT) + 12)).toBe(2);
  });

  it('emits it again around addresses in place', () => {
    const view = dirtyView(IPV6_HEADER_LENGTH);
    hex(SOURCE + DESTINATION).forEach((octet, i) => {
      view.setUint8(ipv6SourceAt(AT) + i, octet);
    });
    emitIpv6(view, AT, IpProtocol.udp, 10, 64);
    expect(toHex(emitted(view, IPV6_HEADER_LENGTH))).toBe(toHex(HEADER));
  });

  it('sums the pseudo-header: the checksum of what follows comes out right', () => {
    const view = new GuardedView(PACKET);
    const sum = sumIpv6PseudoHeader(view, AT, IpProtocol.udp, 10);
    expect(foldChecksum(sumOctets(view, AT + IPV6_HEADER_LENGTH, 10, sum))).toBe(0);
  });

  it('knows the source of a host without an address', () => {
    const view = new GuardedView(PACKET);
    expect(isIpv6SourceUnspecified(view, AT)).toBe(false);
    for (let at = 0; at < 16; at += 4) view.setUint32(ipv6SourceAt(AT) + at, 0);
    expect(isIpv6SourceUnspecified(view, AT)).toBe(true);
  });

  it('takes Ethernet padding behind the packet', () => {
    const padded = Uint8Array.from([...PACKET, 0, 0, 0]);
    expect(checkIpv6(new GuardedView(padded), AT, padded.length)).toBe(Drop.none);
  });

  it('refuses every truncated length', () => refusesEveryTruncation(PACKET, checkIpv6));

  it('refuses another version', () => {
    const other = PACKET.slice();
    other[0] = 0x45;
    expect(checkIpv6(new GuardedView(other), AT, other.length)).toBe(Drop.malformed);
  });

  it('survives the round trip', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(0xffff), fc.nat(255), (nextHeader, length, hopLimit) => {
        const view = dirtyView(IPV6_HEADER_LENGTH);
        emitIpv6(view, AT, nextHeader, length, hopLimit);
        expect(fields(view)).toEqual([nextHeader, length, hopLimit]);
        expect(checkIpv6(view, AT, IPV6_HEADER_LENGTH + length)).toBe(Drop.none);
      }),
    );
  });

  it('survives anything', () =>
    survivesAnything(PACKET, checkIpv6, (view, length) => {
      fields(view);
      isIpv6SourceUnspecified(view, AT);
      expect(IPV6_HEADER_LENGTH + ipv6PayloadLength(view, AT)).toBeLessThanOrEqual(length);
    }));
});
