import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ARP_LENGTH,
  ArpOperation,
  arpOperation,
  arpSenderAddress,
  arpSenderMac,
  arpTargetAddress,
  arpTargetMac,
  checkArp,
  emitArp,
  setArpSenderMac,
  setArpTargetMac,
} from '../../../src-main/engine/wire/arp.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  AT,
  GuardedView,
  anyAddress,
  anyMac,
  dirtyView,
  emitted,
  hex,
  refusesEveryTruncation,
  survivesAnything,
  toHex,
} from './octets.ts';

/** Who has 192.168.131.1? Tell 192.168.131.16. */
const REQUEST = hex('0001 0800 06 04 0001 0003ff010203 c0a88310 000000000000 c0a88301');

function fields(view: DataView): number[] {
  return [
    arpOperation(view, AT),
    arpSenderMac(view, AT),
    arpSenderAddress(view, AT),
    arpTargetMac(view, AT),
    arpTargetAddress(view, AT),
  ];
}

describe('ARP', () => {
  it('reads a request', () => {
    const view = new GuardedView(REQUEST);
    expect(checkArp(view, AT, REQUEST.length)).toBe(Drop.none);
    expect(fields(view)).toEqual([
      ArpOperation.request,
      0x0003_ff01_0203,
      0xc0a8_8310,
      0,
      0xc0a8_8301,
    ]);
  });

  it('emits it again', () => {
    const view = dirtyView(ARP_LENGTH);
    emitArp(view, AT, 1, 0x0003_ff01_0203, 0xc0a8_8310, 0, 0xc0a8_8301);
    expect(toHex(emitted(view, ARP_LENGTH))).toBe(toHex(REQUEST));
  });

  it('refuses every truncated length', () => refusesEveryTruncation(REQUEST, checkArp));

  it('refuses other hardware and protocols', () => {
    for (const at of [1, 3, 4, 5]) {
      const other = REQUEST.slice();
      other[at]! += 1;
      expect(checkArp(new GuardedView(other), AT, other.length)).toBe(Drop.unsupported);
    }
  });

  it('changes one MAC and leaves the rest', () => {
    const view = new GuardedView(REQUEST);
    setArpSenderMac(view, AT, 0xaaaa_aaaa_aaaa);
    setArpTargetMac(view, AT, 0xbbbb_bbbb_bbbb);
    expect(fields(view)).toEqual([
      ArpOperation.request,
      0xaaaa_aaaa_aaaa,
      0xc0a8_8310,
      0xbbbb_bbbb_bbbb,
      0xc0a8_8301,
    ]);
  });

  it('survives the round trip', () => {
    const form = fc.tuple(fc.constantFrom(1, 2), anyMac, anyAddress, anyMac, anyAddress);
    fc.assert(
      fc.property(form, (values) => {
        const view = dirtyView(ARP_LENGTH);
        emitArp(view, AT, ...values);
        expect(checkArp(new GuardedView(emitted(view, ARP_LENGTH)), AT, ARP_LENGTH)).toBe(0);
        expect(fields(view)).toEqual(values);
      }),
    );
  });

  it('survives anything', () => survivesAnything(REQUEST, checkArp, (view) => fields(view)));
});
