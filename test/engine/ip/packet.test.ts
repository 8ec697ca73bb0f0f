import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src-main/address/ip.ts';
import { foldChecksum, sumPseudoHeader } from '../../../src-main/engine/wire/checksum.ts';
import { GUEST_MAC, ipv4, udp } from '../../scenario/gatewayScene.ts';
import { GUEST6, REMOTE6, ipv6PacketOf, packetOf } from '../../scenario/guestPackets.ts';

const GUEST = parseIp('192.168.131.16')!;
const REMOTE = parseIp('198.51.100.7')!;
const frame = udp(GUEST.toString(), 5000, REMOTE.toString(), 53, new Uint8Array(5), { ttl: 9 });

describe('a packet of a guest', () => {
  it('is described where it lies', () => {
    const packet = packetOf(frame);
    expect(packet).toMatchObject({ family: 4, l3: 14, l3Len: 33, l4: 34, l4Len: 13 });
    expect(packet).toMatchObject({ protocol: 17, hopLimit: 9, mac: GUEST_MAC });
    expect(packet.isFragment).toBe(false);
  });

  it.each([
    ['IPv4', packetOf(frame), GUEST, REMOTE],
    ['IPv6', ipv6PacketOf(17, new Uint8Array(13)), GUEST6, REMOTE6],
  ])('has the addresses of its ends: %s', (_, packet, guest, remote) => {
    expect([packet.source(), packet.destination()]).toEqual([guest, remote]);
    expect([packet.isFrom(guest), packet.isTo(remote)]).toEqual([true, true]);
    expect([packet.isFrom(remote), packet.isTo(guest)]).toEqual([false, false]);
  });

  it('sums both addresses for a checksum', () => {
    // Both ends of the packet are summed as the checksum in the frame was made.
    const packet = packetOf(frame);
    const sum = sumPseudoHeader(packet.sumAddresses(), 17, packet.l4Len);
    let words = sum;
    const octets = [...frame.subarray(34), 0];
    for (let i = 0; i < octets.length; i += 2) words += octets[i]! * 256 + octets[i + 1]!;
    expect(foldChecksum(words)).toBe(0);
  });

  it.each([
    [0x2000, true],
    [0x0001, true],
    [0x4000, false],
  ])('is a fragment by its flags and offset: %i', (flags, isFragment) => {
    const piece = ipv4(GUEST.toString(), REMOTE.toString(), 17, new Uint8Array(16), { flags });
    expect(packetOf(piece).isFragment).toBe(isFragment);
  });
});
