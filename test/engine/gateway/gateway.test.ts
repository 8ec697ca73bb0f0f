/** The gateway as a host and a router: ARP, ping, what goes to NAT, and what is dropped. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src-main/address/ip.ts';
import type { Upstream } from '../../../src-main/engine/gateway/upstream.ts';
import type { GuestPacket } from '../../../src-main/engine/ip/packet.ts';
import { FrameBatch } from '../../../src-main/engine/link/frameBatch.ts';
import { MAC_BROADCAST } from '../../../src-main/address/mac.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { Ipv4Flag } from '../../../src-main/engine/wire/ipv4.ts';
import {
  GATEWAY_MAC,
  GUEST_MAC,
  INTERNAL,
  OTHER_MAC,
  SHARED,
  Scene,
  arp,
  dhcp,
  dropped,
  ethernet,
  ip,
  ipv4,
  ping,
  udp,
} from '../../scenario/gatewayScene.ts';

const GUEST = '192.168.131.16';
const GATEWAY = '192.168.131.1';
const TCP = new Uint8Array(20);

/** Writes down what it is given, and answers with `code`. */
function recordingUpstream(seen: string[], code: number = Drop.none): Upstream {
  return {
    fromGuest(packet: GuestPacket) {
      const { protocol, l4Len, mac } = packet;
      const to = `${packet.source().toString()} > ${packet.destination().toString()}`;
      seen.push(`${to} proto ${protocol} len ${l4Len}${mac === GUEST_MAC ? '' : ' of another'}`);
      return code as ReturnType<Upstream['fromGuest']>;
    },
    settle: () => seen.push('settle'),
    resume: () => seen.push('resume'),
  };
}

describe('ARP', () => {
  it('answers for the gateway only', () => {
    const scene = new Scene(SHARED);
    scene.send(arp(GUEST_MAC, 1, GUEST, GATEWAY));
    expect(scene.trace()).toEqual([
      '> 00-03-FF-01-02-03 ARP 192.168.131.1 is-at 00-03-FF-00-00-01',
    ]);
    scene.send(arp(GUEST_MAC, 1, GUEST, '192.168.131.17'), arp(GUEST_MAC, 1, GUEST, '10.0.0.1'));
    scene.send(arp(GUEST_MAC, 2, GUEST, GATEWAY, GATEWAY_MAC));
    expect(scene.trace()).toEqual([]);
    expect(scene.takeDrops()).toEqual([]);
  });

  it('answers a probe, so that no guest takes the address', () => {
    const scene = new Scene(SHARED);
    scene.send(arp(GUEST_MAC, 1, 0, GATEWAY));
    expect(scene.trace()).toEqual([
      '> 00-03-FF-01-02-03 ARP 192.168.131.1 is-at 00-03-FF-00-00-01',
    ]);
    expect(scene.gateway.guests.addressesOf(GUEST_MAC)).toEqual([]);
  });

  it('defends its address against a guest that claims it, but not in a storm', () => {
    const scene = new Scene(SHARED);
    scene.send(arp(OTHER_MAC, 1, GATEWAY, GATEWAY), arp(OTHER_MAC, 1, GATEWAY, GUEST));
    expect(scene.trace()).toEqual([
      '> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.1 tell 192.168.131.1',
      '> 00-03-FF-0A-0B-0C ARP 192.168.131.1 is-at 00-03-FF-00-00-01',
    ]);
    scene.clock.advance(10_000);
    scene.send(arp(OTHER_MAC, 2, GATEWAY, GATEWAY));
    expect(scene.trace()).toHaveLength(1);
    expect(scene.gateway.guests.macOf(parseIp(GATEWAY)!)).toBeNaN();
  });

  it('counts what is no ARP', () => {
    const scene = new Scene(SHARED);
    scene.send(ethernet(GUEST_MAC, MAC_BROADCAST, 0x0806, new Uint8Array(10)));
    scene.send(ethernet(GUEST_MAC, MAC_BROADCAST, 0x0806, new Uint8Array(28)));
    scene.send(arp(MAC_BROADCAST, 1, GUEST, GATEWAY).fill(0x02, 6, 12));
    expect(scene.takeDrops()).toEqual([
      dropped('truncated'),
      dropped('unsupported'),
      dropped('badSource'),
    ]);
    expect(scene.trace()).toEqual([]);
  });
});

describe('ping', () => {
  it('R24 to the gateway is answered with the same octets', () => {
    const scene = new Scene(SHARED);
    for (const length of [0, 1, 56, 1472]) {
      const payload = Uint8Array.from({ length }, (_, index) => index);
      scene.send(ping(GUEST, GATEWAY, payload));
      expect(Uint8Array.from(scene.frames[0]!.subarray(42))).toEqual(payload);
      expect(scene.trace()).toEqual([
        '> 00-03-FF-01-02-03 IP 192.168.131.1 > 192.168.131.16: echo reply id 7 seq 1',
      ]);
    }
  });

  it('answers a whole batch, after it', () => {
    const scene = new Scene(SHARED);
    scene.send(...Array.from({ length: 500 }, () => ping(GUEST, GATEWAY)));
    expect(scene.take()).toHaveLength(500);
  });

  it('loses answers when there is no room for them, and counts each', () => {
    const scene = new Scene({ ...SHARED, mtu: 65_520 });
    const large = new Uint8Array(60_000);
    scene.send(...Array.from({ length: 16 }, () => ping(GUEST, GATEWAY, large)));
    scene.send(...Array.from({ length: 17 }, () => ping(GUEST, GATEWAY, large)));
    expect(scene.take().length + scene.takeDrops().length).toBe(33);
  });

  it('counts a wrong checksum, a fragment and a stray reply', () => {
    const scene = new Scene(SHARED);
    const wrong = ping(GUEST, GATEWAY);
    wrong[50]! ^= 1;
    scene.send(wrong);
    scene.send(ping(GUEST, GATEWAY, undefined, { flags: Ipv4Flag.moreFragments }));
    scene.send(ipv4(GUEST, GATEWAY, 1, Uint8Array.of(0, 0, 0xff, 0xff, 0, 0, 0, 0)));
    expect(scene.takeDrops()).toEqual([
      dropped('badChecksum'),
      dropped('fragment'),
      dropped('unsolicited'),
    ]);
    expect(scene.trace()).toEqual([]);
  });
});

describe('forwarding', () => {
  it('R22 gives packets for the outside, and flows to itself, to NAT', () => {
    const scene = new Scene(SHARED);
    const seen: string[] = [];
    scene.gateway.setUpstream(recordingUpstream(seen));
    scene.send(
      ipv4(GUEST, '8.8.8.8', 6, TCP),
      udp(GUEST, 5000, '1.1.1.1', 53, new Uint8Array(4)),
      ping(GUEST, '9.9.9.9', new Uint8Array(0)),
      ipv4(GUEST, GATEWAY, 6, TCP),
      udp(GUEST, 5000, GATEWAY, 123, new Uint8Array(4)),
      ipv4('192.168.131.17', '8.8.8.8', 6, TCP, { mac: OTHER_MAC }),
    );
    expect(seen).toEqual([
      '192.168.131.16 > 8.8.8.8 proto 6 len 20',
      '192.168.131.16 > 1.1.1.1 proto 17 len 12',
      '192.168.131.16 > 9.9.9.9 proto 1 len 8',
      '192.168.131.16 > 192.168.131.1 proto 6 len 20',
      '192.168.131.16 > 192.168.131.1 proto 17 len 12',
      '192.168.131.17 > 8.8.8.8 proto 6 len 20 of another',
      'settle',
    ]);
    expect(scene.takeDrops()).toEqual([]);
    scene.gateway.resume();
    expect(seen.at(-1)).toBe('resume');
  });

  it('counts what NAT refuses', () => {
    const scene = new Scene(SHARED);
    scene.gateway.setUpstream(recordingUpstream([], Drop.tableFull));
    scene.send(ipv4(GUEST, '8.8.8.8', 6, TCP));
    expect(scene.takeDrops()).toEqual([dropped('tableFull')]);
  });

  it('R38 forwards nothing without an upstream', () => {
    const scene = new Scene(INTERNAL);
    scene.send(
      ipv4('169.254.0.16', '8.8.8.8', 6, TCP),
      ipv4('169.254.0.16', '169.254.0.1', 6, TCP),
    );
    expect(scene.takeDrops()).toEqual([dropped('badDestination'), dropped('unsolicited')]);
    expect(scene.trace()).toEqual([]);
  });

  it('R25 reports an exceeded time to live, at a limited rate', () => {
    const scene = new Scene(SHARED);
    const seen: string[] = [];
    scene.gateway.setUpstream(recordingUpstream(seen));
    scene.send(udp(GUEST, 5000, '8.8.8.8', 33_434, new Uint8Array(32), { ttl: 1 }));
    expect(scene.trace()).toEqual([
      '> 00-03-FF-01-02-03 IP 192.168.131.1 > 192.168.131.16: type 11 code 0 about 192.168.131.16 > 8.8.8.8',
    ]);
    const storm = Array.from({ length: 200 }, () => ipv4(GUEST, '8.8.8.8', 6, TCP, { ttl: 0 }));
    scene.send(...storm);
    expect(scene.take()).toHaveLength(49);
    scene.clock.advance(100);
    scene.send(...storm);
    expect(scene.take()).toHaveLength(10);
    expect(scene.takeDrops()).toHaveLength(401);
    expect(seen).toEqual(['settle', 'settle', 'settle']);
    scene.send(ping(GUEST, GATEWAY, undefined, { ttl: 1 }));
    expect(scene.take()).toHaveLength(1);
  });

  it('drops what no router takes', () => {
    const scene = new Scene(SHARED);
    scene.gateway.setUpstream(recordingUpstream([]));
    const cases: [Uint8Array, keyof typeof Drop][] = [
      [ipv4(GUEST, '127.0.0.1', 6, TCP), 'badDestination'],
      [ipv4(GUEST, '224.0.0.251', 17, TCP), 'badDestination'],
      [ipv4(GUEST, '255.255.255.255', 6, TCP), 'badDestination'],
      [ipv4(GUEST, '169.254.169.254', 6, TCP), 'badDestination'],
      [ipv4(GUEST, '192.168.131.17', 6, TCP), 'badDestination'],
      [ipv4(GUEST, '192.168.131.255', 6, TCP), 'badDestination'],
      [ipv4(GUEST, '8.8.8.8', 6, TCP, { to: MAC_BROADCAST }), 'badDestination'],
      [ipv4(GUEST, GATEWAY, 1, TCP, { to: MAC_BROADCAST }), 'badDestination'],
      [ipv4('10.0.0.1', '8.8.8.8', 6, TCP), 'badSource'],
      [ipv4(GATEWAY, '8.8.8.8', 6, TCP), 'badSource'],
      [ipv4('192.168.131.0', '8.8.8.8', 6, TCP), 'badSource'],
      [ipv4('192.168.131.255', '8.8.8.8', 6, TCP), 'badSource'],
      [ipv4('0.0.0.0', '8.8.8.8', 6, TCP), 'badSource'],
      [ipv4(GUEST, '8.8.8.8', 6, TCP, { mac: GATEWAY_MAC }), 'badSource'],
      [ipv4(GUEST, GATEWAY, 47, TCP), 'unsupported'],
      [ethernet(GUEST_MAC, GATEWAY_MAC, 0x86dd, TCP), 'unsupported'],
      [ethernet(GUEST_MAC, GATEWAY_MAC, 0x0800, new Uint8Array(19)), 'truncated'],
      [new Uint8Array(13), 'truncated'],
    ];
    for (const [frame, reason] of cases) {
      scene.send(frame);
      expect(scene.takeDrops()).toEqual([dropped(reason)]);
    }
    expect(scene.trace()).toEqual([]);
  });

  it('does not count broadcasts and frames for others', () => {
    const scene = new Scene(SHARED);
    scene.send(
      udp(GUEST, 138, '192.168.131.255', 138, new Uint8Array(4), { to: MAC_BROADCAST }),
      udp(GUEST, 138, '255.255.255.255', 138, new Uint8Array(4), { to: MAC_BROADCAST }),
      ipv4(GUEST, '8.8.8.8', 6, TCP, { to: OTHER_MAC }),
      ethernet(GUEST_MAC, MAC_BROADCAST, 0x8137, new Uint8Array(30)),
      ethernet(GUEST_MAC, 0x3333_0000_0001, 0x86dd, new Uint8Array(40)),
    );
    expect(scene.takeDrops()).toEqual([]);
    expect(scene.trace()).toEqual([]);
  });
});

describe('guest directory', () => {
  it('knows guests by what they send', () => {
    const scene = new Scene(SHARED);
    scene.send(ping(GUEST, GATEWAY), arp(OTHER_MAC, 1, '192.168.131.20', '192.168.131.99'));
    expect(scene.gateway.guests.macOf(parseIp(GUEST)!)).toBe(GUEST_MAC);
    expect(scene.gateway.guests.addressesOf(OTHER_MAC)).toEqual([parseIp('192.168.131.20')]);
  });

  it('asks for a silent guest by ARP, three times only', () => {
    const scene = new Scene(SHARED);
    expect(scene.gateway.guests.macOf(parseIp('192.168.131.40')!)).toBeNaN();
    expect(scene.gateway.guests.macOf(parseIp('192.168.131.40')!)).toBeNaN();
    expect(scene.trace()).toEqual([
      '> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.40 tell 192.168.131.1',
    ]);
    scene.clock.advance(60_000);
    expect(scene.take()).toHaveLength(2);
    expect(scene.clock.armed).toBe(0);
    expect(scene.gateway.guests.macOf(parseIp('192.168.131.40')!)).toBeNaN();
    scene.send(arp(OTHER_MAC, 2, '192.168.131.40', GATEWAY, GATEWAY_MAC));
    expect(scene.gateway.guests.macOf(parseIp('192.168.131.40')!)).toBe(OTHER_MAC);
    expect(scene.clock.armed).toBe(0);
  });

  it('does not ask for addresses that are no guest’s', () => {
    const scene = new Scene(SHARED);
    for (const address of ['8.8.8.8', GATEWAY, '192.168.131.255']) {
      expect(scene.gateway.guests.macOf(parseIp(address)!)).toBeNaN();
    }
    expect(scene.trace()).toEqual([]);
  });
});

describe('apply', () => {
  it('moves to another subnet and forgets who was on the old one', () => {
    const scene = new Scene(SHARED);
    scene.send(ping(GUEST, GATEWAY));
    scene.take();
    const address = ip('192.168.132.1');
    scene.gateway.apply({ ...SHARED, ipv4: { ...SHARED.ipv4, address, dhcp: null } });
    expect(scene.gateway.guests.addressesOf(GUEST_MAC)).toEqual([]);
    scene.send(arp(GUEST_MAC, 1, '192.168.132.16', '192.168.132.1'), ping(GUEST, GATEWAY));
    expect(scene.trace()).toEqual([
      '> 00-03-FF-01-02-03 ARP 192.168.132.1 is-at 00-03-FF-00-00-01',
    ]);
    expect(scene.takeDrops()).toEqual([dropped('badSource')]);
  });

  it('refuses another MAC', () => {
    const scene = new Scene(SHARED);
    expect(() => scene.gateway.apply({ ...SHARED, mac: OTHER_MAC })).toThrow(RangeError);
  });

  it('leaves no timer when closed', () => {
    const scene = new Scene(SHARED);
    scene.gateway.guests.macOf(parseIp('192.168.131.40')!);
    scene.send(dhcp(1));
    expect(scene.clock.armed).toBe(2);
    scene.gateway.close();
    expect(scene.clock.armed).toBe(0);
    expect(scene.gateway.state).toBe('detached');
  });
});

describe('hostile guests', () => {
  it('never make it throw, whatever the octets', () => {
    const scene = new Scene(SHARED);
    scene.gateway.setUpstream(recordingUpstream([]));
    const good = [
      arp(GUEST_MAC, 1, GUEST, GATEWAY),
      ping(GUEST, GATEWAY),
      udp(GUEST, 5000, '8.8.8.8', 9, new Uint8Array(9)),
      dhcp(3, { 50: ip(GUEST) }),
    ];
    const change = fc.tuple(fc.nat(400), fc.nat(255));
    const damaged = fc
      .tuple(fc.constantFrom(...good), fc.array(change, { maxLength: 5 }), fc.nat(400))
      .map(([frame, changes, cut]) => {
        const octets = frame.slice();
        for (const [at, octet] of changes) if (at < octets.length) octets[at] = octet;
        return octets.subarray(0, cut < 40 ? cut : undefined);
      });
    const random = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(fc.array(fc.oneof(damaged, random), { maxLength: 8 }), (frames) => {
        scene.send(...frames);
        scene.clock.advance(50);
        scene.trace();
      }),
      { numRuns: 1000 },
    );
  });

  it('cannot make it read behind a frame at the very end of the slab', () => {
    const scene = new Scene(SHARED);
    for (const frame of [arp(GUEST_MAC, 1, GUEST, GATEWAY), ping(GUEST, GATEWAY), dhcp(1)]) {
      for (let length = 0; length <= Math.min(frame.length, 120); length += 1) {
        const batch = new FrameBatch(length);
        batch.slab.set(frame.subarray(0, length));
        batch.add(0, length);
        scene.gateway.transmit(batch, Uint16Array.of(0), 1);
        scene.gateway.settle();
      }
    }
    // All but the whole ARP and the whole ping are drops.
    expect(scene.take()).toHaveLength(2);
  });
});
