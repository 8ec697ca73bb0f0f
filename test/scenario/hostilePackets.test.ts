/** For any packet of a guest there is no exception, always a verdict, and no limit is exceeded. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IcmpNat } from '../../src-main/engine/nat/icmp/icmpNat.ts';
import { Reassembly } from '../../src-main/engine/ip/reassembly.ts';
import { UdpNat } from '../../src-main/engine/nat/udp/udpNat.ts';
import { DROP_CODES, Drop } from '../../src-main/engine/wire/drop.ts';
import { NatScene, echoPacket, ipPacket, udpPacket } from './natScene.ts';

const address = fc.integer({ min: 0, max: 0xffff_ffff });
const payload = fc.uint8Array({ maxLength: 2000 });
const facts = fc.record({
  source: address,
  destination: address,
  mac: fc.integer({ min: 1, max: 20 }),
  timeToLive: fc.integer({ min: 0, max: 255 }),
  place: fc.oneof(fc.constant(0x4000), fc.integer({ min: 0, max: 0xffff })),
  identification: fc.integer({ min: 0, max: 3 }),
});
const port = fc.integer({ min: 0, max: 0xffff });
const packets = fc.oneof(
  fc.tuple(fc.constantFrom(1, 17), payload, facts).map((words) => ipPacket(...words)),
  fc.tuple(port, port, payload, facts).map((words) => udpPacket(...words)),
  fc.tuple(port, port, payload, facts).map((words) => echoPacket(...words)),
);

test('random packets, half of them well-formed', () => {
  const s = new NatScene();
  const reassembly = new Reassembly(s.context.emitter, s.clock, s.context.reachability.gateway);
  const udp = new UdpNat(s.context);
  const icmp = new IcmpNat(s.context);
  const verdicts = new Set<number>();
  fc.assert(
    fc.property(packets, (packet) => {
      const whole = reassembly.take(packet);
      const part = packet.protocol === 17 ? udp : icmp;
      const verdict = whole ? part.fromGuest(whole) : reassembly.verdict;
      verdicts.add(verdict);
      return verdict >= 0 && verdict < DROP_CODES;
    }),
    { numRuns: 5000 },
  );
  // Some packets were accepted, and some were dropped.
  for (const verdict of [Drop.none, Drop.truncated, Drop.badChecksum])
    expect(verdicts).toContain(verdict);
  for (const socket of s.outside.connected) socket.fail('ECONNREFUSED');
  for (const { packet } of s.toGuest) expect(packet.length).toBeLessThanOrEqual(1500);
  s.clock.advance(600_000);
  expect([udp.flows(), icmp.flows(), s.armed]).toEqual([[], [], 0]);
});
