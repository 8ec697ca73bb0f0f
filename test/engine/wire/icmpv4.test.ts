import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  ICMPV4_HEADER_LENGTH,
  Icmpv4Type,
  checkIcmpv4,
  emitIcmpv4,
  icmpv4Code,
  icmpv4Identifier,
  icmpv4Sequence,
  icmpv4Type,
} from '../../../src-main/engine/wire/icmpv4.ts';
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

/** Echo request, identifier 0x1234, sequence 1, payload "abcdefgh"; checksum computed by another program. */
const ECHO = hex('08 00 5435 1234 0001 6162 6364 6566 6768');

function fields(view: DataView): number[] {
  return [
    icmpv4Type(view, AT),
    icmpv4Code(view, AT),
    icmpv4Identifier(view, AT),
    icmpv4Sequence(view, AT),
  ];
}

describe('ICMPv4', () => {
  it('reads an echo request', () => {
    const view = new GuardedView(ECHO);
    expect(checkIcmpv4(view, AT, ECHO.length)).toBe(Drop.none);
    expect(fields(view)).toEqual([Icmpv4Type.echoRequest, 0, 0x1234, 1]);
  });

  it('emits it again around a payload in place', () => {
    const view = dirtyView(ECHO.length);
    ECHO.subarray(8).forEach((octet, i) => {
      view.setUint8(AT + 8 + i, octet);
    });
    emitIcmpv4(view, AT, Icmpv4Type.echoRequest, 0, 0x1234_0001, 8);
    expect(toHex(emitted(view, ECHO.length))).toBe(toHex(ECHO));
  });

  it('refuses every truncated length', () => refusesEveryTruncation(ECHO, checkIcmpv4));

  it('refuses any single octet changed', () => {
    for (let at = 0; at < ECHO.length; at += 1) {
      const damaged = ECHO.slice();
      damaged[at]! ^= 0x40;
      expect(checkIcmpv4(new GuardedView(damaged), AT, damaged.length)).toBe(Drop.badChecksum);
    }
  });

  it('survives the round trip', () => {
    const rest = fc.nat(0xffff_ffff);
    const payload = fc.uint8Array({ maxLength: 80 });
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), rest, payload, (type, code, second, octets) => {
        const view = dirtyView(ICMPV4_HEADER_LENGTH + octets.length);
        octets.forEach((octet, i) => {
          view.setUint8(AT + 8 + i, octet);
        });
        emitIcmpv4(view, AT, type, code, second, octets.length);
        const sent = emitted(view, ICMPV4_HEADER_LENGTH + octets.length);
        expect(checkIcmpv4(new GuardedView(sent), AT, sent.length)).toBe(Drop.none);
        expect(fields(view)).toEqual([type, code, second >>> 16, second & 0xffff]);
      }),
    );
  });

  it('survives anything', () => survivesAnything(ECHO, checkIcmpv4, (view) => fields(view)));
});
