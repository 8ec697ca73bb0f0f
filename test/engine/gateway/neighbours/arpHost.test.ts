import { beforeEach, expect, it } from 'vitest';
import { ArpHost } from '../../../../src-main/engine/gateway/neighbours/arpHost.ts';
import { Neighbours } from '../../../../src-main/engine/gateway/neighbours/neighbours.ts';
import { Reachability } from '../../../../src-main/engine/ip/reachability.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import { GATEWAY_MAC, GUEST_MAC, arp, ip } from '../../../scenario/gatewayScene.ts';
import { openEmitter } from '../../../scenario/guestPackets.ts';
import { ManualClock } from '../../../scenario/manualClock.ts';
import { describeFrame, viewOf } from '../../../scenario/trace.ts';

const GATEWAY = '192.168.131.1';
const GUEST = '192.168.131.16';
const [REQUEST, REPLY] = [1, 2] as const;

let neighbours: Neighbours;
let frames: Uint8Array[];
let seen: string[];
let receive: (frame: Uint8Array) => number;

beforeEach(() => {
  const { emitter, frames: sent } = openEmitter();
  frames = sent;
  seen = [];
  const reachability = new Reachability(ip(GATEWAY), 24);
  neighbours = new Neighbours(emitter, new ManualClock(), ip(GATEWAY));
  const host = new ArpHost({
    ...{ emitter, neighbours, reachability: () => reachability },
    addressSeen: (address, mac) => seen.push(`${address - ip('192.168.131.0')} ${mac}`),
  });
  receive = (frame) => {
    const code = host.receive(viewOf(frame), 14, frame.length - 14, 3);
    emitter.flush();
    return code;
  };
});

const sent = (): string[] => frames.splice(0).map(describeFrame);

it('answers for the gateway’s address and no other', () => {
  expect(receive(arp(GUEST_MAC, REQUEST, GUEST, GATEWAY))).toBe(Drop.none);
  expect(sent()).toEqual(['> 00-03-FF-01-02-03 ARP 192.168.131.1 is-at 00-03-FF-00-00-01']);
  receive(arp(GUEST_MAC, REQUEST, GUEST, '192.168.131.17'));
  receive(arp(GUEST_MAC, REPLY, GUEST, GATEWAY));
  expect(sent()).toEqual([]);
});

it('learns guests of the subnet, with the switch port', () => {
  receive(arp(GUEST_MAC, REPLY, GUEST, GATEWAY));
  expect([neighbours.macOf(ip(GUEST)), neighbours.originOf(GUEST_MAC)]).toEqual([GUEST_MAC, 3]);
  receive(arp(GUEST_MAC, REPLY, '10.0.0.9', GATEWAY));
  expect(neighbours.macOf(ip('10.0.0.9'))).toBeNaN();
  expect(seen).toEqual([`16 ${GUEST_MAC}`]);
});

it('reports the address that a probe asks for', () => {
  receive(arp(GUEST_MAC, REQUEST, 0, GUEST));
  expect(seen).toEqual([`16 ${GUEST_MAC}`]);
  expect(neighbours.addressesOf(GUEST_MAC)).toEqual([]);
});

it('announces its address when a guest claims it, every ten seconds at most', () => {
  const announcement = '> FF-FF-FF-FF-FF-FF ARP who-has 192.168.131.1 tell 192.168.131.1';
  const claim = arp(GUEST_MAC, REPLY, GATEWAY, GUEST);
  receive(claim);
  receive(claim);
  expect(sent()).toEqual([announcement]);
  neighbours.batchMs = 9999;
  receive(claim);
  expect(sent()).toEqual([]);
  neighbours.batchMs = 10_000;
  receive(claim);
  expect(sent()).toEqual([announcement]);
  expect(neighbours.addressesOf(GUEST_MAC)).toEqual([]);
});

it.each([0, 0x0100_0000_0001, GATEWAY_MAC])('drops a packet of the MAC %i', (mac) => {
  expect(receive(arp(mac, REQUEST, GUEST, GATEWAY))).toBe(Drop.badSource);
  expect([sent(), seen]).toEqual([[], []]);
});
