import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_REASSEMBLIES_PER_PORT } from '../../../src-main/engine/guestLimits.ts';
import { REASSEMBLY_TIMEOUT_MS, Reassembly } from '../../../src-main/engine/ip/reassembly.ts';
import type { GuestPacket } from '../../../src-main/engine/ip/packet.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { checkIpv4 } from '../../../src-main/engine/wire/ipv4.ts';
import { GUEST_MAC, GUEST_PORT, NatScene, ipPacket, quoteOf } from '../../scenario/natScene.ts';
import { packetText } from '../../scenario/packetText.ts';

const MORE = 0x2000;

function fragment(
  payload: Uint8Array,
  start: number,
  end: number,
  id = 7,
  mac = GUEST_MAC,
  origin = GUEST_PORT,
) {
  const place = (end < payload.length ? MORE : 0) | (start / 8);
  return ipPacket(17, payload.subarray(start, end), { place, identification: id, mac, origin });
}

function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i * 31);
}

function payloadOf(packet: GuestPacket): Uint8Array {
  return new Uint8Array(packet.view.buffer as ArrayBuffer, packet.l4, packet.l4Len);
}

function scene() {
  const s = new NatScene();
  const { emitter, clock, reachability } = s.context;
  return { s, reassembly: new Reassembly(emitter, clock, reachability.gateway) };
}

describe('R28 fragments', () => {
  test('a packet that is none passes as it is', () => {
    const { s, reassembly } = scene();
    const packet = ipPacket(17, bytes(100));
    expect(reassembly.take(packet)).toBe(packet);
    expect(s.armed).toBe(0);
  });

  test('any datagram, in any pieces, any order, with duplicates: the same octets', () => {
    const { reassembly } = scene();
    let id = 0;
    const datagram = fc
      .tuple(fc.integer({ min: 9, max: 65_515 }), fc.uniqueArray(fc.nat(), { maxLength: 40 }))
      .chain(([length, marks]) => {
        const units = Math.ceil(length / 8) - 1;
        const cuts = [...new Set(marks.map((mark) => 8 * (1 + (mark % units))))];
        const edges = [0, ...cuts.sort((a, b) => a - b), length];
        const pieces = edges.slice(1).map((end, i) => [edges[i]!, end] as const);
        if (pieces.length === 1) pieces.splice(0, 1, [0, 8], [8, length]);
        const orders = fc.shuffledSubarray(pieces, { minLength: pieces.length });
        const again = fc.array(fc.constantFrom(...pieces), { maxLength: 5 });
        return fc.record({ length: fc.constant(length), order: orders, again });
      });
    fc.assert(
      fc.property(datagram, ({ length, order, again }) => {
        const payload = bytes(length);
        id = (id + 1) & 0xffff;
        const last = order.at(-1)!;
        const early = [...order.slice(0, -1), ...again.filter((piece) => piece !== last)];
        for (const [start, end] of early)
          if (reassembly.take(fragment(payload, start, end, id)) || reassembly.verdict)
            return false;
        const whole = reassembly.take(fragment(payload, last[0], last[1], id));
        if (!whole) return false;
        return (
          Buffer.compare(payloadOf(whole), payload) === 0 &&
          checkIpv4(whole.view, whole.l3, whole.l3Len) === Drop.none &&
          whole.l3Len === length + 20
        );
      }),
      { numRuns: 300 },
    );
  });

  test('hostile offsets and lengths never throw, never pass 65,535 octets, and are forgotten', () => {
    const { s, reassembly } = scene();
    const hostile = fc.record({
      place: fc.integer({ min: 0, max: 0x3fff }),
      length: fc.oneof(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 65_515 })),
      id: fc.integer({ min: 0, max: 3 }),
      mac: fc.constantFrom(GUEST_MAC, GUEST_MAC + 1),
    });
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 60 }), (packets) =>
        packets.every(({ place, length, id, mac }) => {
          const given = ipPacket(17, bytes(length), { place, identification: id, mac });
          const got = reassembly.take(given);
          if (got === null || got === given) return true;
          return checkIpv4(got.view, got.l3, got.l3Len) === Drop.none && got.l3Len <= 65_535;
        }),
      ),
      { numRuns: 200 },
    );
    s.clock.advance(REASSEMBLY_TIMEOUT_MS);
    expect(s.armed).toBe(0);
  });

  test('an overlap ends the datagram (RFC 5722)', () => {
    const { reassembly } = scene();
    const payload = bytes(3000);
    expect(reassembly.take(fragment(payload, 0, 1480))).toBe(null);
    expect(reassembly.take(fragment(payload, 1472, 2952))).toBe(null);
    expect(reassembly.verdict).toBe(Drop.fragment);
    expect(reassembly.take(fragment(payload, 1480, 3000))).toBe(null);
    expect(reassembly.verdict).toBe(Drop.none);
  });

  test('two last fragments that disagree end the datagram', () => {
    const { reassembly } = scene();
    reassembly.take(fragment(bytes(2000), 1480, 2000));
    reassembly.take(fragment(bytes(2400), 2000, 2400));
    expect(reassembly.verdict).toBe(Drop.fragment);
  });

  test('a datagram past 65,535 octets is malformed', () => {
    const { reassembly } = scene();
    const place = 0x1fff;
    expect(reassembly.take(ipPacket(1, bytes(1480), { place, identification: 1 }))).toBe(null);
    expect(reassembly.verdict).toBe(Drop.malformed);
  });

  test('guests do not complete each other', () => {
    const { reassembly } = scene();
    const payload = bytes(2000);
    reassembly.take(fragment(payload, 0, 1480));
    expect(reassembly.take(fragment(payload, 1480, 2000, 7, GUEST_MAC + 1))).toBe(null);
    expect(reassembly.take(fragment(payload, 1480, 2000))).not.toBe(null);
  });

  test("the 17th datagram in progress takes the place of its port's oldest, whatever MACs it has", () => {
    const { reassembly } = scene();
    const payload = bytes(2000);
    const other = GUEST_PORT + 1;
    reassembly.take(fragment(payload, 0, 1480, 1, GUEST_MAC, other));
    for (let id = 1; id <= MAX_REASSEMBLIES_PER_PORT + 1; id++)
      reassembly.take(fragment(payload, 0, 1480, id, GUEST_MAC + id));
    expect(reassembly.take(fragment(payload, 1480, 2000, 2, GUEST_MAC + 2))).not.toBe(null);
    expect(reassembly.take(fragment(payload, 1480, 2000, 1, GUEST_MAC, other))).not.toBe(null);
    expect(reassembly.take(fragment(payload, 1480, 2000, 1, GUEST_MAC + 1))).toBe(null);
  });

  test('after 30 s it is given up, and the guest is told if the first fragment had come', () => {
    const { s, reassembly } = scene();
    const payload = bytes(2000);
    const first = fragment(payload, 0, 1480, 1);
    reassembly.take(first);
    reassembly.take(fragment(payload, 1480, 2000, 2));
    s.clock.advance(REASSEMBLY_TIMEOUT_MS);
    const told = s.taken();
    expect([...told[0]!.subarray(28)]).toEqual([...quoteOf(first)]);
    expect(told.map(packetText)).toEqual(['192.168.131.1 > 192.168.131.16 icmp 11/1 0 28']);
    expect(reassembly.take(fragment(payload, 1480, 2000, 1))).toBe(null);
  });
});
