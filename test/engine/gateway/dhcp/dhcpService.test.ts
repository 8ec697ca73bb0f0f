import { beforeEach, describe, expect, it } from 'vitest';
import { PROBE_TIME_MS } from '../../../../src-main/engine/gateway/dhcp/dhcpServer.ts';
import { DhcpService } from '../../../../src-main/engine/gateway/dhcp/dhcpService.ts';
import { Neighbours } from '../../../../src-main/engine/gateway/neighbours/neighbours.ts';
import { Reachability } from '../../../../src-main/engine/ip/reachability.ts';
import { DhcpType } from '../../../../src-main/engine/wire/dhcpv4.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import {
  GUEST_MAC,
  OTHER_MAC,
  SHARED,
  dhcp,
  ip,
  udp,
  withDhcp,
} from '../../../scenario/gatewayScene.ts';
import { openEmitter, packetOf } from '../../../scenario/guestPackets.ts';
import { ManualClock } from '../../../scenario/manualClock.ts';
import { describeFrame } from '../../../scenario/trace.ts';

const FIRST = ip('192.168.131.16');
const GATEWAY = '192.168.131.1';

let clock: ManualClock;
let frames: Uint8Array[];
let changes: number;
let service: DhcpService;

beforeEach(() => {
  clock = new ManualClock();
  const opened = openEmitter();
  ({ frames } = opened);
  changes = 0;
  const { address, prefixLength } = SHARED.ipv4;
  const reachability = new Reachability(address, prefixLength);
  service = new DhcpService(SHARED, {
    ...{ clock, emitter: opened.emitter, reachability: () => reachability },
    neighbours: new Neighbours(opened.emitter, clock, address),
    leaseChanged: () => (changes += 1),
  });
  service.apply(SHARED);
});

const sent = (): string[] => frames.splice(0).map(describeFrame);
const receive = (frame: Uint8Array): number => service.receive(packetOf(frame));

/** Asks for an address and takes what is offered. */
function lease(): void {
  receive(dhcp(DhcpType.discover));
  clock.advance(PROBE_TIME_MS);
  receive(dhcp(DhcpType.request, { 50: FIRST, 54: ip(GATEWAY) }));
}

describe('the service', () => {
  it.each([
    ['a broadcast', '0.0.0.0', '255.255.255.255', 67, true],
    ['a broadcast of the subnet', '0.0.0.0', '192.168.131.255', 67, true],
    ['a message to the gateway', '192.168.131.16', GATEWAY, 67, true],
    ['a message to another server', '192.168.131.16', '198.51.100.7', 67, false],
    ['another port', '192.168.131.16', GATEWAY, 68, false],
  ])('takes what is for a server here: %s', (_, from, to, port, taken) => {
    expect(service.takes(packetOf(udp(from, 68, to, port, new Uint8Array(300))))).toBe(taken);
  });

  it('takes no fragment and nothing shorter than a header', () => {
    const piece = udp('0.0.0.0', 68, '255.255.255.255', 67, new Uint8Array(8), { flags: 0x2000 });
    expect(service.takes(packetOf(piece))).toBe(false);
    const packet = packetOf(udp('0.0.0.0', 68, '255.255.255.255', 67, new Uint8Array(8)));
    packet.l4Len = 7;
    expect(service.takes(packet)).toBe(false);
  });

  it('drops what is damaged or does not come from a client', () => {
    const damaged = dhcp(DhcpType.discover);
    damaged[100] = 1;
    expect(receive(damaged)).toBe(Drop.badChecksum);
    const relay = udp('0.0.0.0', 67, '255.255.255.255', 67, new Uint8Array(300));
    expect(receive(relay)).toBe(Drop.unsupported);
  });

  it('probes an address before it offers it', () => {
    expect(receive(dhcp(DhcpType.discover))).toBe(Drop.none);
    expect(sent()).toEqual(['> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.16 tell 0.0.0.0']);
    service.addressSeen(FIRST, OTHER_MAC);
    expect(sent()).toEqual(['> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.17 tell 0.0.0.0']);
    clock.advance(PROBE_TIME_MS);
    expect(sent()[0]).toContain('DHCP offer 192.168.131.17');
  });

  it('knows who has which address while the lease runs', () => {
    expect([service.addressOf(GUEST_MAC), service.macOf(FIRST)]).toEqual([Number.NaN, Number.NaN]);
    lease();
    expect([service.addressOf(GUEST_MAC), service.macOf(FIRST)]).toEqual([FIRST, GUEST_MAC]);
    expect(service.leases()).toMatchObject([{ mac: GUEST_MAC, address: FIRST }]);
    expect(changes).toBe(1);
    clock.advance(3_600_000);
    expect([service.addressOf(GUEST_MAC), service.macOf(FIRST)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('says nothing while it is off, and has forgotten the leases', () => {
    lease();
    frames.length = 0;
    service.apply(withDhcp(SHARED, null));
    expect(receive(dhcp(DhcpType.discover))).toBe(Drop.none);
    clock.advance(PROBE_TIME_MS);
    expect([sent(), service.leases(), clock.armed]).toEqual([[], [], 0]);
    expect(service.addressOf(GUEST_MAC)).toBeNaN();
  });

  it('keeps leases when its settings change', () => {
    lease();
    service.apply(withDhcp(SHARED, { leaseTimeS: 60 }));
    expect(service.addressOf(GUEST_MAC)).toBe(FIRST);
  });
});
