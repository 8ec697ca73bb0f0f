/** Reserved addresses as guests see them: whole conversations with the DHCP server. */
import { describe, expect, it } from 'vitest';
import { PROBE_TIME_MS } from '../../../../src-main/engine/gateway/dhcp/dhcpServer.ts';
import type {
  GatewaySettings,
  ReservationSettings,
} from '../../../../src-main/engine/gateway/gatewaySettings.ts';
import { DhcpType } from '../../../../src-main/engine/wire/dhcpv4.ts';
import {
  GUEST_MAC,
  OTHER_MAC,
  SHARED,
  Scene,
  arp,
  dhcp,
  ip,
  withDhcp,
} from '../../../scenario/gatewayScene.ts';

const FIXED = ip('192.168.131.50');
const FIRST = ip('192.168.131.16');
const SERVER = ip('192.168.131.1');
const { discover, request } = DhcpType;

function reserving(...reservations: ReservationSettings[]): GatewaySettings {
  return withDhcp(SHARED, { reservations });
}

/** Asks as a new guest does; the address of the lease, or undefined. */
function leaseOf(scene: Scene, chaddr: number, wish?: number): number | undefined {
  scene.send(dhcp(discover, wish === undefined ? {} : { 50: wish }, { chaddr }));
  scene.clock.advance(PROBE_TIME_MS);
  const offer = scene.trace().find((line) => line.includes('DHCP offer'));
  const address = ip(/DHCP offer (\S+)/.exec(offer ?? '')?.[1] ?? '');
  scene.send(dhcp(request, { 50: address, 54: SERVER }, { chaddr }));
  scene.take();
  return scene.gateway.leases().find(({ mac }) => mac === chaddr)?.address;
}

/** In the middle of its lease. */
function renew(scene: Scene, address: number): string[] {
  scene.send(dhcp(request, {}, { ciaddr: address }));
  return scene.trace();
}

describe('a reserved address', () => {
  it('stays its adapter’s when the range is exhausted and its lease has ended', () => {
    const address = ip('192.168.131.5');
    const config = reserving({ mac: GUEST_MAC, address });
    const scene = new Scene(withDhcp(config, { last: FIRST }));
    expect(leaseOf(scene, GUEST_MAC)).toBe(address);
    scene.clock.advance(2 * config.ipv4.dhcp!.leaseTimeS * 1000);
    expect(leaseOf(scene, OTHER_MAC)).toBe(FIRST);
    scene.send(dhcp(discover, {}, { chaddr: OTHER_MAC + 1 }));
    scene.clock.advance(PROBE_TIME_MS);
    expect(scene.trace().filter((line) => line.includes('DHCP offer'))).toEqual([]);
    expect(renew(scene, address)[0]).toContain('DHCP ack 192.168.131.5');
  });

  it('is the one its adapter gets, whatever it wishes for', () => {
    const scene = new Scene(reserving({ mac: GUEST_MAC, address: FIXED }));
    expect(leaseOf(scene, GUEST_MAC, FIRST)).toBe(FIXED);
  });

  it('may lie outside the range that is given to others', () => {
    const address = ip('192.168.131.5');
    const scene = new Scene(reserving({ mac: GUEST_MAC, address }));
    expect(leaseOf(scene, GUEST_MAC)).toBe(address);
  });

  it('is never given to another adapter, requested or not', () => {
    const scene = new Scene(reserving({ mac: GUEST_MAC, address: FIRST }));
    expect(leaseOf(scene, OTHER_MAC, FIRST)).toBe(FIRST + 1);
    scene.send(dhcp(request, { 50: FIRST }, { chaddr: OTHER_MAC + 1 }));
    expect(scene.trace()[0]).toContain('DHCP nak');
  });

  it('is taken live: the renewal of another is refused, and the next question gets it', () => {
    const scene = new Scene(SHARED);
    expect(leaseOf(scene, GUEST_MAC)).toBe(FIRST);
    expect(renew(scene, FIRST)[0]).toContain('DHCP ack 192.168.131.16');
    scene.gateway.apply(reserving({ mac: GUEST_MAC, address: FIXED }));
    expect(renew(scene, FIRST)[0]).toContain('DHCP nak');
    expect(leaseOf(scene, GUEST_MAC)).toBe(FIXED);
    expect(renew(scene, FIXED)[0]).toContain('DHCP ack 192.168.131.50');
  });

  it('ends another adapter’s lease of it', () => {
    const scene = new Scene(SHARED);
    leaseOf(scene, GUEST_MAC);
    scene.gateway.apply(reserving({ mac: OTHER_MAC, address: FIRST }));
    expect(scene.gateway.leases()).toEqual([]);
    expect(renew(scene, FIRST)[0]).toContain('DHCP nak');
  });

  it('is not given while a stranger uses it: its adapter has another until then', () => {
    const scene = new Scene(reserving({ mac: GUEST_MAC, address: FIXED }));
    scene.send(arp(OTHER_MAC, 1, '192.168.131.50', '192.168.131.1'));
    scene.take();
    expect(leaseOf(scene, GUEST_MAC)).toBe(FIRST);
    expect(renew(scene, FIRST)[0]).toContain('DHCP ack 192.168.131.16');
    const forgottenMs = 300_001;
    scene.clock.advance(forgottenMs);
    expect(renew(scene, FIRST)[0]).toContain('DHCP nak');
    expect(leaseOf(scene, GUEST_MAC)).toBe(FIXED);
  });

  it('survives the engine: what was leased of it is known again', () => {
    const lease = { mac: GUEST_MAC, address: ip('192.168.131.5'), hostname: 'vm1' };
    const leases = [{ ...lease, expiresAtMs: 1_700_000_600_000 }];
    const config = reserving({ mac: GUEST_MAC, address: lease.address });
    const scene = new Scene(withDhcp(config, { leases }));
    expect(scene.gateway.leases()).toEqual(leases);
  });

  it('that is taken back is an address like any other', () => {
    const scene = new Scene(reserving({ mac: GUEST_MAC, address: FIRST }));
    scene.gateway.apply(SHARED);
    expect(leaseOf(scene, OTHER_MAC)).toBe(FIRST);
  });
});
