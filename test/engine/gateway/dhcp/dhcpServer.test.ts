/** DHCP as guests see it: whole conversations through the gateway. */
import { describe, expect, it } from 'vitest';
import { PROBE_TIME_MS } from '../../../../src-main/engine/gateway/dhcp/dhcpServer.ts';
import { MAX_LEASES_PER_PORT } from '../../../../src-main/engine/guestLimits.ts';
import { formatIpv4 } from '../../../../src-main/address/ipv4.ts';
import {
  DhcpOption,
  DhcpType,
  dhcpType,
  dhcpUint32,
  parseDhcpv4,
  type Dhcpv4Message,
} from '../../../../src-main/engine/wire/dhcpv4.ts';
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
  ip,
  ping,
  udp,
  withDhcp,
} from '../../../scenario/gatewayScene.ts';
import { viewOf } from '../../../scenario/trace.ts';
import { ipv4ToIp } from '../../../../src-main/address/ip.ts';

const SERVER = ip('192.168.131.1');
const FIRST = ip('192.168.131.16');
const { discover, request, decline, release, inform } = DhcpType;
const WALL_AT_START = 1_700_000_000_000;

/** The one DHCP message among the frames sent. */
function message(scene: Scene): Dhcpv4Message {
  const frames = scene.take();
  expect(frames).toHaveLength(1);
  const parsed = parseDhcpv4(viewOf(frames[0]!), 42, frames[0]!.length - 42);
  if (typeof parsed === 'number') throw new Error(`dropped: ${parsed}`);
  return parsed;
}

/** From DISCOVER to ACK; returns the address. */
function lease(scene: Scene, chaddr = GUEST_MAC): number {
  scene.send(dhcp(discover, {}, { chaddr }));
  scene.clock.advance(PROBE_TIME_MS);
  const offered = scene
    .take()
    .map((frame) => parseDhcpv4(viewOf(frame), 42, frame.length - 42))
    .find((parsed) => typeof parsed === 'object');
  if (offered === undefined) return Number.NaN;
  const server = dhcpUint32(offered, DhcpOption.serverIdentifier);
  scene.send(dhcp(request, { 50: offered.yiaddr, 54: server }, { chaddr }));
  return message(scene).yiaddr;
}

describe('R21 a guest on DHCP', () => {
  it('gets from DISCOVER to ACK, its address probed before it is offered', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover));
    expect(scene.trace()).toEqual(['> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.16 tell 0.0.0.0']);
    scene.clock.advance(PROBE_TIME_MS - 1);
    expect(scene.trace()).toEqual([]);
    scene.clock.advance(1);
    expect(scene.trace()).toEqual([
      '> 00-03-FF-01-02-03 IP 192.168.131.1.67 > 192.168.131.16.68: DHCP offer 192.168.131.16 from 192.168.131.1',
    ]);
    expect(scene.gateway.leases()).toEqual([]);
    scene.send(dhcp(request, { 50: FIRST, 54: SERVER, 12: Buffer.from('vm1\n<b>') }));
    expect(scene.trace()).toEqual([
      '> 00-03-FF-01-02-03 IP 192.168.131.1.67 > 192.168.131.16.68: DHCP ack 192.168.131.16 from 192.168.131.1',
    ]);
    expect(scene.gateway.leases()).toEqual([
      {
        mac: GUEST_MAC,
        address: FIRST,
        hostname: 'vm1b',
        expiresAtMs: WALL_AT_START + PROBE_TIME_MS + 3_600_000,
      },
    ]);
    expect(scene.leaseChanges).toBe(1);
    expect(scene.gateway.guests.addressesOf(GUEST_MAC)).toEqual([ipv4ToIp(FIRST)]);
    expect(scene.gateway.guests.macOf(ipv4ToIp(FIRST))).toBe(GUEST_MAC);
    expect(scene.takeDrops()).toEqual([]);
    expect(scene.clock.armed).toBe(0);
  });

  it('R34 gets all parameters: mask, router, DNS, domain, MTU, times', () => {
    const scene = new Scene({ ...SHARED, mtu: 65_520 });
    lease(scene);
    const client = Uint8Array.of(1, 2, 3);
    scene.send(dhcp(request, { 50: FIRST, 61: client }));
    const ack = message(scene);
    const numbers = [1, 3, 6, 28, 51, 54, 58, 59].map((code) => dhcpUint32(ack, code));
    const expected = ['255.255.255.0', '192.168.131.1', '192.168.131.1', '192.168.131.255'].map(ip);
    expect(numbers).toEqual([...expected, 3600, SERVER, 1800, 3150]);
    expect(ack.options.get(26)).toEqual(Uint8Array.of(0xff, 0xf0));
    expect(Buffer.from(ack.options.get(15)!).toString()).toBe('patchcord.internal');
    expect(Buffer.from(ack.options.get(12)!).toString()).toBe('vm1');
    expect(ack.options.get(61)).toEqual(client);
  });

  it('in messages that the smallest network carries, whatever identifier it has', () => {
    const scene = new Scene({ ...SHARED, mtu: 576 });
    for (const length of [100, 160, 161, 255]) {
      scene.send(dhcp(discover, { 61: new Uint8Array(length) }));
      scene.clock.advance(PROBE_TIME_MS);
      const frames = scene.take();
      expect(frames.length).toBeGreaterThan(0);
      for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(576 + 14);
    }
  });

  it('that asks for broadcast gets broadcast', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover, {}, { broadcast: true }));
    scene.clock.advance(PROBE_TIME_MS);
    expect(scene.trace()[1]).toBe(
      '> FF-FF-FF-FF-FF-FF IP 192.168.131.1.67 > 255.255.255.255.68: DHCP offer 192.168.131.16 from 192.168.131.1',
    );
  });

  it('that repeats its DISCOVER during the probe gets one offer, to the last one', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover, {}, { xid: 1 }));
    scene.clock.advance(100);
    scene.take();
    scene.send(dhcp(discover, {}, { xid: 2 }));
    scene.clock.advance(100);
    expect(message(scene).xid).toBe(2);
    scene.clock.advance(1000);
    expect(scene.take()).toEqual([]);
  });

  it('may wish for an address that is free', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover, { 50: ip('192.168.131.77') }));
    scene.clock.advance(PROBE_TIME_MS);
    expect(scene.trace()[1]).toContain('DHCP offer 192.168.131.77');
    scene.send(dhcp(discover, { 50: ip('192.168.131.77') }, { chaddr: OTHER_MAC }));
    scene.clock.advance(PROBE_TIME_MS);
    expect(scene.trace()[1]).toContain('DHCP offer 192.168.131.16');
  });

  it('that is offered twice by accident still gets its own address at once', () => {
    const scene = new Scene(SHARED);
    const address = lease(scene);
    scene.send(dhcp(discover));
    expect(message(scene).yiaddr).toBe(address);
  });
});

describe('renewal', () => {
  it('by unicast is answered to the client’s address and extends the lease', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.clock.advance(1_800_000);
    const source = '192.168.131.16';
    const octets = dhcp(request, {}, { ciaddr: FIRST }).subarray(42);
    scene.send(udp(source, 68, '192.168.131.1', 67, octets));
    expect(scene.trace()).toEqual([
      '> 00-03-FF-01-02-03 IP 192.168.131.1.67 > 192.168.131.16.68: DHCP ack 192.168.131.16 from 192.168.131.1',
    ]);
    const expires = WALL_AT_START + PROBE_TIME_MS + 1_800_000 + 3_600_000;
    expect(scene.gateway.leases()[0]!.expiresAtMs).toBe(expires);
    expect(scene.leaseChanges).toBe(2);
  });

  it('by broadcast (REBINDING) works as well', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.send(dhcp(request, {}, { ciaddr: FIRST }));
    expect(scene.trace()[0]).toContain('> 192.168.131.16.68: DHCP ack 192.168.131.16');
  });

  it('ends with the lease, whose address the guest nevertheless gets again', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.clock.advance(3_600_000);
    expect(scene.gateway.leases()).toEqual([]);
    expect(scene.gateway.guests.addressesOf(GUEST_MAC)).toEqual([]);
    expect(lease(scene, OTHER_MAC)).toBe(FIRST + 1);
    expect(lease(scene)).toBe(FIRST);
  });
});

describe('NAK', () => {
  const nak =
    '> FF-FF-FF-FF-FF-FF IP 192.168.131.1.67 > 255.255.255.255.68: DHCP nak from 192.168.131.1';

  it('R5 for the address of another network, by broadcast, so that the guest starts anew', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(request, { 50: ip('169.254.0.16') }));
    expect(scene.trace()).toEqual([nak]);
    scene.send(dhcp(request, {}, { ciaddr: ip('10.0.0.7') }));
    expect(scene.trace()).toEqual([nak]);
    expect(scene.gateway.leases()).toEqual([]);
    expect(scene.leaseChanges).toBe(0);
  });

  it('for an address out of the range, reserved, or somebody else’s', () => {
    const scene = new Scene(SHARED);
    lease(scene, OTHER_MAC);
    scene.send(arp(OTHER_MAC, 1, '192.168.131.50', '192.168.131.1'));
    scene.take();
    for (const address of ['192.168.131.2', '192.168.131.1', '192.168.131.16', '192.168.131.50']) {
      scene.send(dhcp(request, { 50: ip(address) }));
      expect(scene.trace(), address).toEqual([nak]);
    }
  });

  it('for another address than the one leased', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.send(dhcp(request, { 50: FIRST + 1, 54: SERVER }));
    expect(scene.trace()).toEqual([nak]);
  });
});

describe('other messages', () => {
  it('DECLINE: the address rests, and the guest gets another', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.send(dhcp(decline, { 50: FIRST, 54: SERVER }));
    expect(scene.gateway.leases()).toEqual([]);
    expect(scene.leaseChanges).toBe(2);
    expect(lease(scene)).toBe(FIRST + 1);
    scene.send(dhcp(request, { 50: FIRST }, { chaddr: OTHER_MAC }));
    expect(scene.trace()[0]).toContain('DHCP nak');
    scene.clock.advance(600_000);
    scene.send(dhcp(request, { 50: FIRST }, { chaddr: OTHER_MAC }));
    expect(scene.trace()[0]).toContain('DHCP ack 192.168.131.16');
  });

  it('DECLINE: leases given back from storage do not bring the address back', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    const leases = scene.gateway.leases();
    scene.send(dhcp(decline, { 50: FIRST, 54: SERVER }));
    scene.gateway.apply(withDhcp(SHARED, { leases }));
    expect(lease(scene)).toBe(FIRST + 1);
  });

  it('DECLINE of another guest’s address does nothing', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.send(dhcp(decline, { 50: FIRST, 54: SERVER }, { chaddr: OTHER_MAC }));
    expect(scene.takeDrops()).toEqual([dropped('unsolicited')]);
    expect(scene.gateway.leases()).toHaveLength(1);
  });

  it('RELEASE: the lease is over, the address stays reserved for its guest', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.send(dhcp(release, { 54: SERVER }, { ciaddr: FIRST, chaddr: OTHER_MAC }));
    expect(scene.takeDrops()).toEqual([dropped('unsolicited')]);
    scene.send(dhcp(release, { 54: SERVER }, { ciaddr: FIRST }));
    expect(scene.gateway.leases()).toEqual([]);
    expect(scene.leaseChanges).toBe(2);
    expect(lease(scene, OTHER_MAC)).toBe(FIRST + 1);
    expect(lease(scene)).toBe(FIRST);
  });

  it('INFORM: parameters without a lease', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(inform, {}, { ciaddr: ip('192.168.131.9') }));
    const ack = message(scene);
    expect(ack.yiaddr).toBe(0);
    expect(ack.ciaddr).toBe(ip('192.168.131.9'));
    expect([51, 58, 59].some((code) => ack.options.has(code))).toBe(false);
    expect(dhcpUint32(ack, DhcpOption.router)).toBe(SERVER);
    scene.send(dhcp(inform, {}, { ciaddr: ip('10.0.0.9') }));
    expect(scene.takeDrops()).toEqual([dropped('badSource')]);
    expect(scene.gateway.leases()).toEqual([]);
  });

  it('REQUEST for another server frees our offer and is not answered', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover));
    scene.clock.advance(PROBE_TIME_MS);
    scene.take();
    scene.send(dhcp(request, { 50: ip('192.168.131.99'), 54: ip('192.168.131.2') }));
    expect(scene.take()).toEqual([]);
    expect(scene.gateway.leases()).toEqual([]);
  });

  it('are refused from relays, for other MACs, without a type, and as replies', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover, {}, { giaddr: ip('192.168.131.9') }));
    const posing = dhcp(discover, {}, { chaddr: OTHER_MAC });
    posing.set([0, 3, 0xff, 1, 2, 3], 6);
    scene.send(posing, dhcp(99), dhcp(discover, {}, { op: 2 }), dhcp(request));
    expect(scene.takeDrops()).toEqual([
      dropped('unsupported'),
      dropped('badSource'),
      dropped('unsupported'),
      dropped('unsupported'),
      dropped('malformed'),
    ]);
    expect(scene.take()).toEqual([]);
  });
});

describe('the probe', () => {
  it('tries the next address if a station answers', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover));
    scene.send(arp(OTHER_MAC, 2, '192.168.131.16', '0.0.0.0', GATEWAY_MAC));
    expect(scene.trace()).toEqual([
      '> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.16 tell 0.0.0.0',
      '> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.17 tell 0.0.0.0',
    ]);
    scene.clock.advance(PROBE_TIME_MS);
    expect(scene.trace()[0]).toContain('DHCP offer 192.168.131.17');
  });

  it('heeds a guest that probes for the same address', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover));
    scene.send(arp(OTHER_MAC, 1, 0, '192.168.131.16'));
    scene.clock.advance(PROBE_TIME_MS);
    expect(scene.trace().at(-1)).toContain('DHCP offer 192.168.131.17');
  });

  it('gives up when everything is in use', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(discover));
    for (let i = 16; i < 40; i += 1) {
      scene.send(arp(OTHER_MAC, 2, `192.168.131.${i}`, '0.0.0.0', GATEWAY_MAC));
    }
    scene.clock.advance(1000);
    expect(scene.trace().filter((line) => line.includes('DHCP'))).toEqual([]);
    expect(scene.clock.armed).toBe(0);
  });

  it('is spared for addresses that are known to be in use', () => {
    const scene = new Scene(SHARED);
    scene.send(ping('192.168.131.16', '192.168.131.1', undefined, { mac: OTHER_MAC }));
    scene.take();
    expect(lease(scene)).toBe(FIRST + 1);
  });
});

describe('leases', () => {
  const small = withDhcp(SHARED, { last: FIRST + 2 });

  it('are all different, and run out', () => {
    const scene = new Scene(small);
    const macs = [1, 2, 3].map((n) => GUEST_MAC + n);
    expect(macs.map((mac) => lease(scene, mac))).toEqual([FIRST, FIRST + 1, FIRST + 2]);
    scene.send(dhcp(discover));
    expect(scene.takeDrops()).toEqual([dropped('tableFull')]);
    expect(scene.take()).toEqual([]);
  });

  it('that were over longest are given away when the range is exhausted', () => {
    const scene = new Scene(small);
    const macs = [1, 2, 3].map((n) => GUEST_MAC + n);
    macs.forEach((mac) => {
      lease(scene, mac);
      scene.clock.advance(60_000);
    });
    scene.clock.advance(3_600_000);
    expect(lease(scene)).toBe(FIRST);
    expect(lease(scene, macs[1])).toBe(FIRST + 1);
  });

  it('R37 survive a restart: the guest’s address is known, renewed, and given to nobody else', () => {
    const before = new Scene(SHARED);
    lease(before);
    const leases = before.gateway.leases();
    const after = new Scene(withDhcp(SHARED, { leases }));
    expect(after.gateway.leases()).toEqual(leases);
    expect(after.gateway.guests.macOf(ipv4ToIp(FIRST))).toBe(GUEST_MAC);
    expect(lease(after, OTHER_MAC)).toBe(FIRST + 1);
    after.send(dhcp(request, {}, { ciaddr: FIRST }));
    expect(after.trace()[0]).toContain('DHCP ack 192.168.131.16');
  });

  it('without a record are granted to a guest that comes back, if free', () => {
    const scene = new Scene(SHARED);
    scene.send(dhcp(request, { 50: ip('192.168.131.88') }));
    expect(scene.trace()[0]).toContain('DHCP ack 192.168.131.88');
  });

  it('that contradict each other or the range are not restored', () => {
    const one = { mac: GUEST_MAC, address: FIRST, hostname: '', expiresAtMs: WALL_AT_START + 9e6 };
    const scene = new Scene(
      withDhcp(SHARED, {
        leases: [
          one,
          { ...one, mac: OTHER_MAC },
          { ...one, address: FIRST + 1 },
          { ...one, mac: 3, address: ip('10.0.0.1') },
        ],
      }),
    );
    expect(scene.gateway.leases()).toEqual([one]);
  });

  it('out of a new range end with it', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.gateway.apply(withDhcp(SHARED, { first: FIRST + 10, leases: scene.gateway.leases() }));
    expect(scene.gateway.leases()).toEqual([]);
    scene.send(dhcp(request, {}, { ciaddr: FIRST }));
    expect(scene.trace()[0]).toContain('DHCP nak');
  });

  it('stay when the same configuration is applied again', () => {
    const scene = new Scene(SHARED);
    lease(scene);
    scene.gateway.apply(SHARED);
    expect(scene.gateway.leases()).toHaveLength(1);
  });
});

describe('R39 an internal network', () => {
  it('gives exactly 169.254.0.16 to 169.254.10.254, without router and DNS', () => {
    const scene = new Scene(INTERNAL);
    scene.send(dhcp(discover));
    scene.clock.advance(PROBE_TIME_MS);
    scene.take();
    scene.send(dhcp(request, { 50: ip('169.254.0.16'), 54: ip('169.254.0.1') }));
    const ack = message(scene);
    expect(dhcpUint32(ack, DhcpOption.subnetMask)).toBe(ip('255.255.0.0'));
    expect([3, 6, 12, 15].some((code) => ack.options.has(code))).toBe(false);

    const given = new Set([ip('169.254.0.16')]);
    const size = ip('169.254.10.254') - ip('169.254.0.16') + 1;
    for (let n = 1; n < size; n += 1) {
      scene.origin = 1 + Math.floor(n / MAX_LEASES_PER_PORT);
      given.add(lease(scene, GUEST_MAC + n));
    }
    expect(given.size).toBe(size);
    expect(formatIpv4(Math.min(...given))).toBe('169.254.0.16');
    expect(formatIpv4(Math.max(...given))).toBe('169.254.10.254');
    expect(lease(scene, GUEST_MAC + size)).toBeNaN();
  });
});

describe('R40 DHCP switched off', () => {
  it('answers nothing, counts nothing, and can be switched on again', () => {
    const off = withDhcp(INTERNAL, null);
    const scene = new Scene(off);
    scene.send(dhcp(discover), dhcp(request, { 50: FIRST }));
    scene.clock.advance(10_000);
    expect(scene.take()).toEqual([]);
    expect(scene.takeDrops()).toEqual([]);
    scene.gateway.apply(INTERNAL);
    expect(lease(scene)).toBe(ip('169.254.0.16'));
    scene.gateway.apply(off);
    expect(scene.gateway.leases()).toEqual([]);
    scene.send(dhcp(discover));
    scene.clock.advance(10_000);
    expect(scene.take()).toEqual([]);
  });

  it('in the middle of a probe leaves no timer', () => {
    const scene = new Scene(INTERNAL);
    scene.send(dhcp(discover));
    scene.gateway.apply(withDhcp(INTERNAL, null));
    expect(scene.clock.armed).toBe(0);
  });
});

it('a storm of DISCOVERs from invented MACs is bounded', () => {
  const scene = new Scene(INTERNAL);
  for (let n = 0; n < 1000; n += 1) {
    scene.origin = n;
    scene.send(dhcp(discover, {}, { chaddr: GUEST_MAC + n }));
  }
  expect(scene.clock.armed).toBe(128);
  expect(scene.takeDrops()).toHaveLength(1000 - 128);
  scene.clock.advance(PROBE_TIME_MS);
  expect(scene.clock.armed).toBe(0);
});

it('a port takes no more than its share of the range, and another port goes on', () => {
  const scene = new Scene(SHARED);
  for (let n = 0; n < 1000; n += 1) scene.send(dhcp(discover, {}, { chaddr: GUEST_MAC + n }));
  scene.clock.advance(PROBE_TIME_MS);
  expect(scene.take().filter((frame) => frame[12] === 8 && frame[13] === 0)).toHaveLength(
    MAX_LEASES_PER_PORT,
  );
  scene.origin = 2;
  expect(lease(scene, OTHER_MAC)).not.toBeNaN();
  // Its own offers that were not taken up make room.
  scene.origin = 1;
  expect(lease(scene, GUEST_MAC + 2000)).toBeNaN();
  scene.clock.advance(60_000);
  expect(lease(scene, GUEST_MAC + 2000)).not.toBeNaN();
});

it('a request for an address that was not offered does not exceed the share of its port', () => {
  const scene = new Scene(SHARED);
  for (let n = 0; n < MAX_LEASES_PER_PORT; n += 1) lease(scene, GUEST_MAC + n);
  scene.takeDrops();
  const wish = ip('192.168.131.200');
  scene.send(dhcp(request, { 50: wish }, { chaddr: GUEST_MAC + 999 }));
  expect(dhcpType(message(scene))).toBe(DhcpType.nak);
});
