import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src-main/address/ip.ts';
import {
  icmpError,
  sendIcmpError,
  sendQuotedError,
} from '../../../src-main/engine/ip/icmpErrors.ts';
import type { GuestPacket } from '../../../src-main/engine/ip/packet.ts';
import { Quote } from '../../../src-main/engine/ip/quote.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { checkIcmpv6 } from '../../../src-main/engine/wire/icmpv6.ts';
import { GUEST_MAC, ipv4, ping, udp } from '../../scenario/gatewayScene.ts';
import { GUEST6, REMOTE6, ipv6PacketOf, packetOf, sentBy } from '../../scenario/guestPackets.ts';
import { describeFrame, viewOf } from '../../scenario/trace.ts';

/** The frame that reports it, or null. */
function errorAbout(frame: Uint8Array, mtu = 0): Uint8Array | null {
  const source = parseIp('10.9.8.7')!;
  const error = icmpError('tooBig', 4);
  const frames = sentBy((emitter) => sendIcmpError(emitter, packetOf(frame), source, error, mtu));
  return frames[0] ?? null;
}

const GUEST = '192.168.131.16';

describe('ICMP errors', () => {
  it('quote the packet and carry the next-hop MTU', () => {
    const frame = udp(GUEST, 5000, '8.8.8.8', 9, new Uint8Array(32));
    const error = errorAbout(frame, 1280)!;
    expect(describeFrame(error)).toBe(
      '> 00-03-FF-01-02-03 IP 10.9.8.7 > 192.168.131.16: type 3 code 4 about 192.168.131.16 > 8.8.8.8',
    );
    expect(error.subarray(38, 42)).toEqual(Uint8Array.of(0, 0, 5, 0));
    expect(error.subarray(42)).toEqual(frame.subarray(14));
  });

  it('are no longer than 576 octets', () => {
    const error = errorAbout(udp(GUEST, 5000, '8.8.8.8', 9, new Uint8Array(1400)))!;
    expect(error.length).toBe(14 + 576);
    expect(describeFrame(error)).toContain('type 3');
  });

  it('are sent about pings, and never about errors and replies', () => {
    expect(errorAbout(ping(GUEST, '8.8.8.8'))).not.toBeNull();
    for (const type of [0, 3, 4, 5, 11, 12]) {
      const frame = ipv4(GUEST, '8.8.8.8', 1, Uint8Array.of(type, 0, 0, 0, 0, 0, 0, 0));
      expect(errorAbout(frame), `type ${type}`).toBeNull();
    }
    expect(errorAbout(ipv4(GUEST, '8.8.8.8', 1, new Uint8Array(0)))).toBeNull();
  });

  it('are never sent about later fragments, nor to or about what is no single host', () => {
    const payload = new Uint8Array(16);
    expect(errorAbout(ipv4(GUEST, '8.8.8.8', 17, payload, { flags: 0x2000 }))).not.toBeNull();
    expect(errorAbout(ipv4(GUEST, '8.8.8.8', 17, payload, { flags: 0x0001 }))).toBeNull();
    expect(errorAbout(ipv4(GUEST, '224.0.0.1', 17, payload))).toBeNull();
    expect(errorAbout(ipv4(GUEST, '255.255.255.255', 17, payload))).toBeNull();
    expect(errorAbout(ipv4('0.0.0.0', '8.8.8.8', 17, payload))).toBeNull();
    expect(errorAbout(ipv4('127.0.0.1', '8.8.8.8', 17, payload))).toBeNull();
  });
});

describe('ICMPv6 errors', () => {
  const packet = (): GuestPacket => ipv6PacketOf(17, new Uint8Array(20));

  it.each([
    ['portUnreachable', 1, 4],
    ['noRoute', 1, 0],
    ['prohibited', 1, 1],
    ['tooBig', 2, 0],
    ['hopLimitExceeded', 3, 0],
  ] as const)('%s is type %i code %i, to the sender, with its checksum', (name, type, code) => {
    const error = icmpError(name, 6);
    const [frame] = sentBy((emitter) => sendIcmpError(emitter, packet(), REMOTE6, error, 1280));
    const view = viewOf(frame!);
    expect([view.getUint16(12), view.getUint8(20), view.getUint16(18)]).toEqual([0x86dd, 58, 68]);
    expect([view.getUint8(54), view.getUint8(55), view.getUint32(58)]).toEqual([type, code, 1280]);
    expect(GUEST6.liesAt(view, 38, 6) && REMOTE6.liesAt(view, 22, 6)).toBe(true);
    expect(checkIcmpv6(view, 54, 68, 14)).toBe(Drop.none);
    expect([...frame!.subarray(62)]).toEqual([
      ...new Uint8Array(packet().view.buffer, packet().l3),
    ]);
  });

  it('later quote what was kept of the packet', () => {
    const quote = new Quote();
    quote.keep(packet());
    const frames = sentBy((emitter) =>
      sendQuotedError(emitter, GUEST_MAC, REMOTE6, quote, icmpError('hostUnreachable', 6)),
    );
    expect(frames.map((frame) => frame.length)).toEqual([14 + 40 + 8 + 48]);
    expect([quote.mayBeFragmented, quote.nextMtu]).toEqual([false, 68]);
  });
});
