import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  UDP_HEADER_LENGTH,
  checkUdp,
  emitUdp,
  udpDestinationPort,
  udpLength,
  udpSourcePort,
  updateUdpChecksum,
} from '../../../src-main/engine/wire/udp.ts';
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
  sumIpv4,
} from './octets.ts';

const SOURCE = 0x9801_33_1b;
const DESTINATION = 0x980e_5e4b;
/** 152.1.51.27:41103 → 152.14.94.75:10, "Hi"; checksum computed by another program. */
const DATAGRAM = hex('a08f 000a 000a 5561 4869');

function check(view: DataView, offset: number, length: number): number {
  return checkUdp(view, offset, length, sumIpv4(SOURCE, DESTINATION));
}

describe('UDP', () => {
  it('reads a datagram', () => {
    const view = new GuardedView(DATAGRAM);
    expect(check(view, AT, DATAGRAM.length)).toBe(Drop.none);
    expect([udpSourcePort(view, AT), udpDestinationPort(view, AT), udpLength(view, AT)]).toEqual([
      41_103, 10, 10,
    ]);
  });

  it('emits it again around a payload in place', () => {
    const view = dirtyView(DATAGRAM.length);
    view.setUint16(AT + 8, 0x4869);
    emitUdp(view, AT, 41_103, 10, 2, sumIpv4(SOURCE, DESTINATION));
    expect(toHex(emitted(view, DATAGRAM.length))).toBe(toHex(DATAGRAM));
  });

  it('takes "no checksum", and octets behind the datagram', () => {
    const none = DATAGRAM.slice();
    none.set([0, 0], 6);
    expect(check(new GuardedView(none), AT, none.length)).toBe(Drop.none);
    const longer = Uint8Array.from([...DATAGRAM, 1, 2, 3]);
    expect(check(new GuardedView(longer), AT, longer.length)).toBe(Drop.none);
  });

  it('has its checksum follow a word of the payload, but adds none', () => {
    const view = new GuardedView(DATAGRAM);
    view.setUint16(AT + 8, 0x1234);
    updateUdpChecksum(view, AT, 0x4869, 0x1234);
    expect(check(view, AT, DATAGRAM.length)).toBe(Drop.none);
    view.setUint16(AT + 6, 0);
    updateUdpChecksum(view, AT, 0x1234, 0x4869);
    expect(view.getUint16(AT + 6)).toBe(0);
  });

  it('sends a computed zero as all ones', () => {
    // A payload of the checksum itself makes the sum come out as zero.
    const view = dirtyView(10);
    view.setUint16(AT + 8, 0);
    emitUdp(view, AT, 41_103, 10, 2, sumIpv4(SOURCE, DESTINATION));
    view.setUint16(AT + 8, view.getUint16(AT + 6));
    emitUdp(view, AT, 41_103, 10, 2, sumIpv4(SOURCE, DESTINATION));
    expect(view.getUint16(AT + 6)).toBe(0xffff);
    expect(check(view, AT, 10)).toBe(Drop.none);
  });

  it('refuses every truncated length', () => refusesEveryTruncation(DATAGRAM, check));

  it('refuses a length that lies and a payload that was changed', () => {
    const short = DATAGRAM.slice();
    short[5] = 7;
    expect(check(new GuardedView(short), AT, short.length)).toBe(Drop.malformed);
    const changed = DATAGRAM.slice();
    changed[9]! ^= 1;
    expect(check(new GuardedView(changed), AT, changed.length)).toBe(Drop.badChecksum);
  });

  it('survives the round trip', () => {
    const payload = fc.uint8Array({ maxLength: 80 });
    const ends = fc.tuple(anyAddress, anyWord, anyAddress, anyWord);
    fc.assert(
      fc.property(ends, payload, ([source, sourcePort, destination, port], octets) => {
        const length = UDP_HEADER_LENGTH + octets.length;
        const view = dirtyView(length);
        octets.forEach((octet, i) => {
          view.setUint8(AT + 8 + i, octet);
        });
        const addresses = sumIpv4(source, destination);
        emitUdp(view, AT, sourcePort, port, octets.length, addresses);
        const sent = new GuardedView(emitted(view, length));
        expect(checkUdp(sent, AT, length, addresses)).toBe(Drop.none);
        expect([udpSourcePort(sent, AT), udpDestinationPort(sent, AT)]).toEqual([sourcePort, port]);
      }),
    );
  });

  it('survives anything', () =>
    survivesAnything(DATAGRAM, check, (view, length) => {
      expect(udpLength(view, AT)).toBeLessThanOrEqual(length);
    }));
});
