import { beforeEach, describe, expect, it } from 'vitest';
import { type IpAddress, parseIp } from '../../../src-main/address/ip.ts';
import {
  GUEST_MAC,
  OTHER_MAC,
  SHARED,
  Scene,
  ping,
  withDhcp,
} from '../../scenario/gatewayScene.ts';

const LEASED = '192.168.131.16';
const at = (text: string): IpAddress => parseIp(text)!;

let scene: Scene;

beforeEach(() => {
  const lease = { mac: GUEST_MAC, address: at(LEASED).ipv4, hostname: '' };
  const leases = [{ ...lease, expiresAtMs: 1_700_000_000_000 + 60_000 }];
  scene = new Scene(withDhcp(SHARED, { leases }));
});

/** The guest is heard with this address. */
function hear(address: string, mac = GUEST_MAC, origin = 1): void {
  scene.origin = origin;
  scene.send(ping(address, '192.168.131.1', new Uint8Array(8), { mac }));
  scene.take();
}

const addressesOf = (mac: number): string[] =>
  scene.gateway.guests.addressesOf(mac).map((address) => address.toString());

describe('addresses of a guest', () => {
  it('are its lease and what was heard, the lease first and once', () => {
    expect(addressesOf(GUEST_MAC)).toEqual([LEASED]);
    hear(LEASED);
    scene.clock.advance(1);
    hear('192.168.131.90');
    expect(addressesOf(GUEST_MAC)).toEqual([LEASED, '192.168.131.90']);
  });

  it('are those heard alone when the lease is over, the last one first', () => {
    hear(LEASED);
    scene.clock.advance(60_000);
    hear('192.168.131.90');
    expect(addressesOf(GUEST_MAC)).toEqual(['192.168.131.90', LEASED]);
    expect(addressesOf(OTHER_MAC)).toEqual([]);
  });
});

describe('a guest', () => {
  it('is found with its first address and the switch port it was heard on', () => {
    expect(scene.gateway.guests.find(OTHER_MAC)).toBeNull();
    hear('192.168.131.90', OTHER_MAC, 7);
    const address = at('192.168.131.90');
    expect(scene.gateway.guests.find(OTHER_MAC)).toEqual({ mac: OTHER_MAC, address, origin: 7 });
  });

  it('has an address by its lease, whoever else was heard there', () => {
    const { guests } = scene.gateway;
    expect(guests.macOf(at(LEASED))).toBe(GUEST_MAC);
    hear(LEASED, OTHER_MAC);
    expect(guests.macOf(at(LEASED))).toBe(GUEST_MAC);
    scene.clock.advance(60_000);
    expect(guests.macOf(at(LEASED))).toBe(OTHER_MAC);
  });

  it('is asked for where none is known, in the subnet alone', () => {
    const { guests } = scene.gateway;
    const elsewhere = ['192.168.131.1', '192.168.131.255', '10.0.0.1', '2001:db8::1'];
    for (const text of elsewhere) expect(guests.macOf(at(text)), text).toBeNaN();
    expect(scene.trace()).toEqual([]);
    expect(guests.macOf(at('192.168.131.90'))).toBeNaN();
    expect(scene.trace()).toEqual([
      '> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.90 tell 192.168.131.1',
    ]);
  });
});
