import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldChecksum, sumOctets } from '../../../src-main/engine/wire/checksum.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  IPV4_HEADER_LENGTH,
  Ipv4Flag,
  checkIpv4,
  emitIpv4,
  ipv4Destination,
  ipv4FragmentOffset,
  ipv4HeaderLength,
  ipv4Identification,
  ipv4MoreFragments,
  ipv4Protocol,
  ipv4Source,
  ipv4TimeToLive,
  ipv4TotalLength,
  isIpv4Fragment,
} from '../../../src-main/engine/wire/ipv4.ts';
import {
  AT,
  GuardedView,
  anyAddress,
  anyWord,
  dirtyView,
  emitted,
  hex,
  refusesEveryTruncation,
  survivesAnything,
  toHex,
} from './octets.ts';
import { DEFAULT_HOP_LIMIT, IpProtocol } from '../../../src-main/engine/wire/ipProtocol.ts';

/** The header that tutorials compute: UDP, 192.168.0.1 → 192.168.0.199, checksum b861. */
const HEADER = hex('4500 0073 0000 4000 4011 b861 c0a80001 c0a800c7');
const PACKET = Uint8Array.from([...HEADER, ...new Uint8Array(0x73 - 20)]);

/** A header with these options, which fill whole words, and a right checksum. */
function withOptions(options: string): Uint8Array {
  const extra = hex(options);
  const packet = Uint8Array.from([...HEADER, ...extra]);
  packet[0] = 0x40 | (packet.length / 4);
  packet.set([0, packet.length], 2);
  packet.set([0, 0], 10);
  const checksum = foldChecksum(sumOctets(new GuardedView(packet), AT, packet.length));
  packet.set([checksum >>> 8, checksum & 0xff], 10);
  return packet;
}

function check(octets: Uint8Array): number {
  return checkIpv4(new GuardedView(octets), AT, octets.length);
}

function fields(view: DataView): number[] {
  return [
    ipv4Source(view, AT),
    ipv4Destination(view, AT),
    ipv4Protocol(view, AT),
    ipv4TotalLength(view, AT),
    ipv4Identification(view, AT),
    ipv4TimeToLive(view, AT),
  ];
}

describe('IPv4', () => {
  it('reads a header', () => {
    const view = new GuardedView(PACKET);
    expect(checkIpv4(view, AT, PACKET.length)).toBe(Drop.none);
    expect(fields(view)).toEqual([
      0xc0a8_0001,
      0xc0a8_00c7,
      IpProtocol.udp,
      115,
      0,
      DEFAULT_HOP_LIMIT,
    ]);
    expect(ipv4HeaderLength(view, AT)).toBe(IPV4_HEADER_LENGTH);
    expect(isIpv4Fragment(view, AT)).toBe(false);
  });

  it('emits it again', () => {
    const view = dirtyView(IPV4_HEADER_LENGTH);
    emitIpv4(view, AT, 0xc0a8_0001, 0xc0a8_00c7, IpProtocol.udp, 0x73);
    expect(toHex(emitted(view, IPV4_HEADER_LENGTH))).toBe(toHex(HEADER));
  });

  it('takes Ethernet padding behind the packet', () => {
    const padded = Uint8Array.from([...PACKET, 0, 0, 0]);
    expect(check(padded)).toBe(Drop.none);
  });

  it('refuses every truncated length', () => refusesEveryTruncation(PACKET, checkIpv4));

  it('refuses lengths that contradict each other', () => {
    expect(check(Uint8Array.from(PACKET, (octet, i) => (i === 0 ? 0x65 : octet)))).toBe(
      Drop.malformed,
    );
    expect(check(Uint8Array.from(PACKET, (octet, i) => (i === 0 ? 0x44 : octet)))).toBe(
      Drop.malformed,
    );
    expect(check(Uint8Array.from(PACKET, (octet, i) => (i === 3 ? 19 : octet)))).toBe(
      Drop.malformed,
    );
    expect(check(Uint8Array.from(PACKET, (octet, i) => (i === 12 ? 9 : octet)))).toBe(
      Drop.badChecksum,
    );
  });

  it('skips options, and refuses source routing and lengths that lie', () => {
    expect(check(withOptions('01010101'))).toBe(Drop.none);
    expect(check(withOptions('94040000'))).toBe(Drop.none);
    expect(check(withOptions('00ffffff'))).toBe(Drop.none);
    expect(check(withOptions('83070400 00000000'))).toBe(Drop.unsupported);
    expect(check(withOptions('01890304'))).toBe(Drop.unsupported);
    expect(check(withOptions('94010000'))).toBe(Drop.malformed);
    expect(check(withOptions('94050000'))).toBe(Drop.malformed);
    expect(check(withOptions('01010194'))).toBe(Drop.malformed);
  });

  it('tells fragments', () => {
    const view = dirtyView(IPV4_HEADER_LENGTH);
    emitIpv4(view, AT, 1, 2, 17, 28, 7, Ipv4Flag.moreFragments | 3);
    expect(isIpv4Fragment(view, AT)).toBe(true);
    expect(ipv4MoreFragments(view, AT)).toBe(true);
    expect(ipv4FragmentOffset(view, AT)).toBe(24);
    emitIpv4(view, AT, 1, 2, 17, 28, 7, 0x1fff);
    expect(ipv4MoreFragments(view, AT)).toBe(false);
    expect(ipv4FragmentOffset(view, AT)).toBe(65_528);
  });

  it('survives the round trip', () => {
    const form = fc.tuple(
      anyAddress,
      anyAddress,
      fc.nat(255),
      fc.integer({ min: 20, max: 0xffff }),
      anyWord,
    );
    fc.assert(
      fc.property(form, fc.nat(255), (values, timeToLive) => {
        const view = dirtyView(IPV4_HEADER_LENGTH);
        emitIpv4(view, AT, ...values, Ipv4Flag.dontFragment, timeToLive);
        expect(fields(view)).toEqual([...values, timeToLive]);
        expect(checkIpv4(view, AT, values[3])).toBe(Drop.none);
      }),
    );
  });

  it('survives anything', () =>
    survivesAnything(withOptions('94040000 01010101'), checkIpv4, (view, length) => {
      fields(view);
      expect(ipv4TotalLength(view, AT)).toBeLessThanOrEqual(length);
    }));
});
