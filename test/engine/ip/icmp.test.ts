import { describe, expect, it } from 'vitest';
import {
  beginIcmp,
  checkIcmp,
  echoWord,
  isEchoRequest,
  isIcmp,
  sendEchoReply,
} from '../../../src-main/engine/ip/icmp.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { checkIcmpv4, emitIcmpv4 } from '../../../src-main/engine/wire/icmpv4.ts';
import { checkIcmpv6, emitIcmpv6 } from '../../../src-main/engine/wire/icmpv6.ts';
import { parseIp } from '../../../src-main/address/ip.ts';
import { GUEST_MAC, ipv4 } from '../../scenario/gatewayScene.ts';
import { GUEST6, REMOTE6, ipv6PacketOf, packetOf, sentBy } from '../../scenario/guestPackets.ts';
import { viewOf } from '../../scenario/trace.ts';

const GUEST = parseIp('192.168.131.16')!;
const REMOTE = parseIp('198.51.100.7')!;
const ECHO = 0x1234_0007;

function message4(type: number, code = 0): ReturnType<typeof packetOf> {
  const octets = new Uint8Array(12);
  emitIcmpv4(viewOf(octets), 0, type, code, ECHO, 4);
  return packetOf(ipv4(GUEST.toString(), REMOTE.toString(), 1, octets));
}

function message6(type: number, code = 0): ReturnType<typeof packetOf> {
  const packet = ipv6PacketOf(58, new Uint8Array(12));
  emitIcmpv6(packet.view, packet.l4, type, code, ECHO, 4, packet.l3);
  return packet;
}

describe('a message', () => {
  it.each([
    ['IPv4', message4(8), message4(0), message4(8, 1)],
    ['IPv6', message6(128), message6(129), message6(128, 1)],
  ])('is an echo request by type and code: %s', (_, request, reply, odd) => {
    expect([isIcmp(request), checkIcmp(request)]).toEqual([true, Drop.none]);
    expect(echoWord(request)).toBe(ECHO);
    expect([request, reply, odd].map(isEchoRequest)).toEqual([true, false, false]);
  });

  it.each([
    ['IPv4', message4(8)],
    ['IPv6', message6(128)],
  ])('with a changed octet has a bad checksum: %s', (_, packet) => {
    const last = packet.l4 + packet.l4Len - 1;
    packet.view.setUint8(last, packet.view.getUint8(last) ^ 1);
    expect(checkIcmp(packet)).toBe(Drop.badChecksum);
  });

  it('of the other family is not ICMP', () => {
    expect(isIcmp(Object.assign(message4(8), { protocol: 58 }))).toBe(false);
    expect(isIcmp(Object.assign(message6(128), { protocol: 1 }))).toBe(false);
  });
});

describe('an echo reply', () => {
  it.each([
    { guest: GUEST, remote: REMOTE, l3: 14, l4: 34, type: 0 },
    { guest: GUEST6, remote: REMOTE6, l3: 14, l4: 54, type: 129 },
  ])('carries word and payload to $guest', ({ guest, remote, l3, l4, type }) => {
    const [frame] = sentBy((emitter) => {
      const at = beginIcmp(emitter, GUEST_MAC, remote, guest, 3);
      emitter.octets.set([1, 2, 3], at);
      sendEchoReply(emitter, guest, at, ECHO, 3);
    });
    const view = viewOf(frame!);
    const { family } = guest;
    const checked = family === 4 ? checkIcmpv4(view, l4, 11) : checkIcmpv6(view, l4, 11, l3);
    expect(checked).toBe(Drop.none);
    expect([view.getUint16(l4), view.getUint32(l4 + 4)]).toEqual([type << 8, ECHO]);
    expect([...frame!.subarray(l4 + 8, l4 + 11)]).toEqual([1, 2, 3]);
  });

  it('that IP cannot carry is lost', () => {
    const begun: number[] = [];
    const frames = sentBy((emitter) =>
      begun.push(beginIcmp(emitter, GUEST_MAC, REMOTE, GUEST, 65_535)),
    );
    expect([begun, frames]).toEqual([[-1], []]);
  });
});
