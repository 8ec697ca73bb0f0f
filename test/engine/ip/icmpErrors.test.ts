import { describe, expect, it } from 'vitest';
import { sendIcmpError } from '../../../src-main/engine/ip/icmpErrors.ts';
import { Outlet } from '../../../src-main/engine/ip/outlet.ts';
import type { GuestPacket } from '../../../src-main/engine/gateway/upstream.ts';
import { Icmpv4Type, Unreachable } from '../../../src-main/engine/wire/icmpv4.ts';
import {
  ipv4Destination,
  ipv4Protocol,
  ipv4Source,
  ipv4TotalLength,
} from '../../../src-main/engine/wire/ipv4.ts';
import { GUEST_MAC, ip, ipv4, ping, udp } from '../../scenario/gatewayScene.ts';
import { describeFrame, viewOf } from '../../scenario/trace.ts';

function packetOf(frame: Uint8Array): GuestPacket {
  const view = viewOf(frame);
  const l3Len = ipv4TotalLength(view, 14);
  return {
    ...{ view, l3: 14, l3Len, l4: 34, l4Len: l3Len - 20, mac: GUEST_MAC },
    source: ipv4Source(view, 14),
    destination: ipv4Destination(view, 14),
    protocol: ipv4Protocol(view, 14),
  };
}

/** The frame that tells of it, or null. */
function errorAbout(frame: Uint8Array, rest = 0): Uint8Array | null {
  const outlet = new Outlet(1);
  const type = Icmpv4Type.destinationUnreachable;
  const code = Unreachable.fragmentationNeeded;
  if (!sendIcmpError(outlet, packetOf(frame), ip('10.9.8.7'), type, code, rest)) return null;
  const { slab, offsets, lengths } = outlet.batch;
  return Uint8Array.from(slab.subarray(offsets[0], offsets[0]! + lengths[0]!));
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
