import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  ETHERNET_HEADER_LENGTH,
  EtherType,
  MAX_FRAME_LENGTH,
  checkEthernet,
  destinationMac,
  emitEthernet,
  etherType,
  setDestinationMac,
  setSourceMac,
  sourceMac,
} from '../../../src-main/engine/wire/ethernet.ts';
import {
  AT,
  GuardedView,
  anyMac,
  anyWord,
  dirtyView,
  emitted,
  hex,
  refusesEveryTruncation,
  survivesAnything,
  toHex,
} from './octets.ts';

const HEADER = hex('ffffffffffff 0003ff010203 0806');

describe('Ethernet II', () => {
  it('reads a header', () => {
    const view = new GuardedView(HEADER);
    expect(checkEthernet(view, AT, HEADER.length)).toBe(Drop.none);
    expect(destinationMac(view, AT)).toBe(0xffff_ffff_ffff);
    expect(sourceMac(view, AT)).toBe(0x0003_ff01_0203);
    expect(etherType(view, AT)).toBe(EtherType.arp);
  });

  it('emits what it read', () => {
    const view = dirtyView(ETHERNET_HEADER_LENGTH);
    emitEthernet(view, AT, 0xffff_ffff_ffff, 0x0003_ff01_0203, EtherType.arp);
    expect(toHex(emitted(view, ETHERNET_HEADER_LENGTH))).toBe(toHex(HEADER));
  });

  it('changes one MAC and leaves the rest', () => {
    const view = new GuardedView(HEADER);
    setDestinationMac(view, AT, 0xaaaa_aaaa_aaaa);
    setSourceMac(view, AT, 0xbbbb_bbbb_bbbb);
    const macs = [destinationMac(view, AT), sourceMac(view, AT)];
    expect([...macs, etherType(view, AT)]).toEqual([
      0xaaaa_aaaa_aaaa,
      0xbbbb_bbbb_bbbb,
      EtherType.arp,
    ]);
  });

  it('refuses every truncated length', () => refusesEveryTruncation(HEADER, checkEthernet));

  it('refuses a sender that is nobody or a group, and a frame no link carries', () => {
    const nobody = hex('0003ff010203 000000000000 0800');
    const group = hex('0003ff010203 0180c2000000 0800');
    expect(checkEthernet(new GuardedView(nobody), AT, 14)).toBe(Drop.badSource);
    expect(checkEthernet(new GuardedView(group), AT, 14)).toBe(Drop.badSource);
    expect(checkEthernet(new GuardedView(HEADER), AT, MAX_FRAME_LENGTH)).toBe(Drop.none);
    expect(checkEthernet(new GuardedView(HEADER), AT, MAX_FRAME_LENGTH + 1)).toBe(Drop.oversized);
  });

  it('survives the round trip', () => {
    fc.assert(
      fc.property(anyMac, anyMac, anyWord, (destination, source, type) => {
        const view = dirtyView(ETHERNET_HEADER_LENGTH);
        emitEthernet(view, AT, destination, source, type);
        expect([destinationMac(view, AT), sourceMac(view, AT), etherType(view, AT)]).toEqual([
          destination,
          source,
          type,
        ]);
      }),
    );
  });

  it('survives anything', () =>
    survivesAnything(HEADER, checkEthernet, (view) => {
      destinationMac(view, AT);
      etherType(view, AT);
    }));
});
