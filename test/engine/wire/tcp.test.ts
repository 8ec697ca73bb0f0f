import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import {
  DEFAULT_MSS,
  TCP_HEADER_LENGTH,
  TCP_SYN_HEADER_LENGTH,
  TcpFlag,
  checkTcp,
  emitTcp,
  emitTcpSynOptions,
  sealTcp,
  tcpAcknowledgment,
  tcpDestinationPort,
  tcpFlags,
  tcpHeaderLength,
  tcpMss,
  tcpSequence,
  tcpSourcePort,
  tcpWindow,
  tcpWindowShift,
} from '../../../src-main/engine/wire/tcp.ts';
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

const SOURCE = 0xc0a8_8310;
const DESTINATION = 0x0808_0808;

/** A Linux SYN: MSS 1460, SACK permitted, timestamps, no-operation, window scale 7. */
function syn(options: string): Uint8Array {
  const extra = hex(options);
  const octets = Uint8Array.from([
    ...hex('d431 01bb 0000002a 00000000 0002 fa f0 0000 0000'),
    ...extra,
  ]);
  octets[12] = (octets.length / 4) << 4;
  const view = new DataView(octets.buffer);
  sealTcp(view, 0, octets.length, sumIpv4(SOURCE, DESTINATION));
  return octets;
}
const LINUX_SYN = syn('020405b4 0402 080a 00000001 00000000 01 030307');

function check(view: DataView, offset: number, length: number): number {
  return checkTcp(view, offset, length, sumIpv4(SOURCE, DESTINATION));
}

function read(view: DataView): number[] {
  return [
    tcpSourcePort(view, AT),
    tcpDestinationPort(view, AT),
    tcpSequence(view, AT),
    tcpAcknowledgment(view, AT),
    tcpFlags(view, AT),
    tcpWindow(view, AT),
  ];
}

describe('TCP', () => {
  it('reads a SYN with its options', () => {
    const view = new GuardedView(LINUX_SYN);
    expect(check(view, AT, LINUX_SYN.length)).toBe(Drop.none);
    expect(read(view)).toEqual([54_321, 443, 42, 0, TcpFlag.syn, 64_240]);
    expect(tcpHeaderLength(view, AT)).toBe(40);
    expect(tcpMss(view, AT)).toBe(1460);
    expect(tcpWindowShift(view, AT)).toBe(7);
  });

  it('has a checksum that another program computed too', () => {
    const bare = syn('');
    expect(toHex(bare.subarray(16, 18))).toBe('8b12');
    expect(check(new GuardedView(bare), AT, bare.length)).toBe(Drop.none);
  });

  it('falls back where options are absent, cut or of a wrong length', () => {
    for (const options of ['', '00000000', '02030000', '02000000', '010101ff', '01010102']) {
      const octets = syn(options);
      const view = new GuardedView(octets);
      expect(check(view, AT, octets.length)).toBe(Drop.none);
      expect(tcpMss(view, AT), options).toBe(DEFAULT_MSS);
      expect(tcpWindowShift(view, AT), options).toBe(-1);
    }
    const odd = syn('02040000 0303ff00');
    expect(tcpMss(new GuardedView(odd), AT)).toBe(1);
    expect(tcpWindowShift(new GuardedView(odd), AT)).toBe(14);
  });

  it('refuses every truncated length', () => refusesEveryTruncation(LINUX_SYN, check));

  it('refuses a data offset that lies and octets that were changed', () => {
    const short = LINUX_SYN.slice();
    short[12] = 0x40;
    expect(check(new GuardedView(short), AT, short.length)).toBe(Drop.malformed);
    short[12] = 0xf0;
    expect(check(new GuardedView(short), AT, short.length)).toBe(Drop.truncated);
    const changed = LINUX_SYN.slice();
    changed[7]! ^= 1;
    expect(check(new GuardedView(changed), AT, changed.length)).toBe(Drop.badChecksum);
  });

  it('emits into dirty memory, with and without window scale', () => {
    for (const [shift, tail] of [
      [7, '020405b4 01030307'],
      [-1, '020405b4 00000000'],
    ] as const) {
      const view = dirtyView(TCP_SYN_HEADER_LENGTH);
      emitTcp(view, AT, 443, 54_321, 7, 43, TcpFlag.syn | TcpFlag.ack, 65_535);
      emitTcpSynOptions(view, AT, 1460, shift);
      sealTcp(view, AT, TCP_SYN_HEADER_LENGTH, sumIpv4(DESTINATION, SOURCE));
      const sent = emitted(view, TCP_SYN_HEADER_LENGTH);
      expect(toHex(sent.subarray(20))).toBe(tail.replaceAll(' ', ''));
      const guarded = new GuardedView(sent);
      expect(checkTcp(guarded, AT, sent.length, sumIpv4(DESTINATION, SOURCE))).toBe(Drop.none);
      expect(tcpWindowShift(guarded, AT)).toBe(shift);
      expect(tcpMss(guarded, AT)).toBe(1460);
    }
  });

  it('survives the round trip', () => {
    const form = fc.tuple(anyWord, anyWord, anyAddress, anyAddress, fc.nat(0x3f), anyWord);
    fc.assert(
      fc.property(form, fc.uint8Array({ maxLength: 40 }), (values, payload) => {
        const length = TCP_HEADER_LENGTH + payload.length;
        const view = dirtyView(length);
        emitTcp(view, AT, ...values);
        payload.forEach((octet, i) => {
          view.setUint8(AT + TCP_HEADER_LENGTH + i, octet);
        });
        sealTcp(view, AT, length, sumIpv4(SOURCE, DESTINATION));
        const sent = new GuardedView(emitted(view, length));
        expect(check(sent, AT, length)).toBe(Drop.none);
        expect(read(sent)).toEqual(values);
      }),
    );
  });

  it('survives anything', () =>
    survivesAnything(LINUX_SYN, check, (view) => {
      read(view);
      tcpMss(view, AT);
      tcpWindowShift(view, AT);
    }));

  it('reads options of anything that could pass the checksum', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 60 }), (octets) => {
        octets[12] = Math.floor(octets.length / 4) << 4;
        const view = new GuardedView(octets);
        expect(tcpMss(view, AT)).toBeGreaterThan(0);
        expect(tcpWindowShift(view, AT)).toBeLessThanOrEqual(14);
      }),
      { numRuns: 2000 },
    );
  });
});
