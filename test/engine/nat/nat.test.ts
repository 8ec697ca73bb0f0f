import { describe, expect, it } from 'vitest';
import { Nat } from '../../../src-main/engine/nat/nat.ts';
import { outsideError } from '../../../src-main/engine/outside/outsideError.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { GUEST_MAC, NatScene, echoPacket, ipPacket, udpPacket } from '../../scenario/natScene.ts';

const text = new Uint8Array(8);

describe('NAT', () => {
  it('sorts by protocol, and carries no others', () => {
    const s = new NatScene();
    const nat = new Nat(s.context);
    expect(nat.fromGuest(udpPacket(5000, 7, text))).toBe(Drop.none);
    expect(nat.fromGuest(echoPacket(1, 1, text))).toBe(Drop.none);
    expect(nat.fromGuest(ipPacket(6, text))).toBe(Drop.truncated);
    for (const protocol of [2, 41, 47, 58, 132])
      expect(nat.fromGuest(ipPacket(protocol, text))).toBe(Drop.unsupported);
    expect(nat.flows().map(({ protocol, remote }) => [protocol, remote])).toEqual([
      ['udp', '198.51.100.7:7'],
      ['icmp', '198.51.100.7'],
    ]);
    nat.close();
    expect([nat.flows(), s.armed]).toEqual([[], 0]);
    expect(s.outside.connected[0]!.closed).toBe(true);
  });

  it('puts fragments together before it looks at the protocol', () => {
    const s = new NatScene();
    const nat = new Nat(s.context);
    const whole = udpPacket(5000, 7, new Uint8Array(24));
    const payload = new Uint8Array(whole.view.buffer as ArrayBuffer, whole.l4, whole.l4Len);
    const piece = (from: number, to: number, place: number) =>
      ipPacket(17, payload.slice(from, to), { place, identification: 9 });
    expect(nat.fromGuest(piece(0, 16, 0x2000))).toBe(Drop.none);
    expect(s.outside.connected).toEqual([]);
    expect(nat.fromGuest(piece(16, 32, 2))).toBe(Drop.none);
    expect(s.outside.connected[0]!.sent[0]!.octets).toHaveLength(24);
  });

  it('opens forwards, and closes them with everything else', () => {
    const s = new NatScene();
    const nat = new Nat(s.context);
    const to = { bindAddress: '127.0.0.1', guestMac: GUEST_MAC, guestPort: 22 };
    nat.apply({ forwards: [{ id: 'f', protocol: 'tcp', bindPort: 2222, ...to }] });
    s.outside.listeners[0]!.ready(outsideError('EADDRINUSE'));
    expect(nat.forwards()).toEqual([{ id: 'f', problem: 'EADDRINUSE' }]);
    nat.close();
    expect(s.outside.listeners[0]!.closed).toBe(true);
  });
});
