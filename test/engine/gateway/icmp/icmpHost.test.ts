import { beforeEach, expect, it } from 'vitest';
import { parseIp } from '../../../../src-main/address/ip.ts';
import { IcmpHost } from '../../../../src-main/engine/gateway/icmp/icmpHost.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import { ipv4, ping, udp } from '../../../scenario/gatewayScene.ts';
import { openEmitter, packetOf } from '../../../scenario/guestPackets.ts';
import { ManualClock } from '../../../scenario/manualClock.ts';
import { describeFrame } from '../../../scenario/trace.ts';

const GUEST = '192.168.131.16';
const GATEWAY = '192.168.131.1';

let clock: ManualClock;
let emitter: ReturnType<typeof openEmitter>['emitter'];
let frames: Uint8Array[];
let host: IcmpHost;

beforeEach(() => {
  clock = new ManualClock();
  ({ emitter, frames } = openEmitter());
  host = new IcmpHost(emitter, clock);
});

function sent(): string[] {
  emitter.flush();
  return frames.splice(0).map(describeFrame);
}

it('answers a ping with its payload', () => {
  const payload = Uint8Array.from({ length: 20 }, (_, index) => index + 1);
  const request = ping(GUEST, GATEWAY, payload);
  expect(host.receive(packetOf(request))).toBe(Drop.none);
  emitter.flush();
  expect(frames[0]!.subarray(42)).toEqual(payload);
  expect(sent()).toEqual([`> 00-03-FF-01-02-03 IP ${GATEWAY} > ${GUEST}: echo reply id 7 seq 1`]);
});

it('drops what is damaged, in pieces or not a request, and what it has no room for', () => {
  const damaged = ping(GUEST, GATEWAY);
  damaged[50] = 1;
  expect(host.receive(packetOf(damaged))).toBe(Drop.badChecksum);
  const piece = ping(GUEST, GATEWAY, new Uint8Array(8), { flags: 0x2000 });
  expect(host.receive(packetOf(piece))).toBe(Drop.fragment);
  const reply = ipv4(GUEST, GATEWAY, 1, Uint8Array.of(0, 0, 0xff, 0xff, 0, 0, 0, 0));
  expect(host.receive(packetOf(reply))).toBe(Drop.unsolicited);
  expect(sent()).toEqual([]);
  emitter.held = true;
  const request = ping(GUEST, GATEWAY, new Uint8Array(1400));
  let code: number = Drop.none;
  for (let n = 0; n < 2000 && code === Drop.none; n += 1) code = host.receive(packetOf(request));
  expect(code).toBe(Drop.queueFull);
});

it('reports that a packet may go no further, and not without bound', () => {
  const packet = packetOf(udp(GUEST, 5000, '198.51.100.7', 33_434, new Uint8Array(9), { ttl: 1 }));
  const gateway = parseIp(GATEWAY)!;
  expect(host.hopLimitExceeded(packet, gateway)).toBe(Drop.ttlExceeded);
  const error = `> 00-03-FF-01-02-03 IP ${GATEWAY} > ${GUEST}: type 11 code 0 about ${GUEST} > 198.51.100.7`;
  expect(sent()).toEqual([error]);
  for (let n = 0; n < 1000; n += 1) host.hopLimitExceeded(packet, gateway);
  expect(sent().length).toBeLessThan(1000);
  expect(host.hopLimitExceeded(packet, gateway)).toBe(Drop.ttlExceeded);
  expect(sent()).toEqual([]);
  clock.advance(1000);
  host.hopLimitExceeded(packet, gateway);
  expect(sent()).toEqual([error]);
});
