import { describe, expect, test } from 'vitest';
import { IcmpNat } from '../../../../src-main/engine/nat/icmp/icmpNat.ts';
import { ipv4ToIp, parseIp } from '../../../../src-main/address/ip.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import {
  GUEST,
  GUEST_MAC,
  GUEST_PORT,
  NatScene,
  SERVER,
  echoPacket,
  ipPacket,
  quoteOf,
} from '../../../scenario/natScene.ts';
import { packetText } from '../../../scenario/packetText.ts';

const payload = Buffer.from('abcdefgh');

function scene() {
  const s = new NatScene();
  return { s, nat: new IcmpNat(s.context), texts: () => s.taken().map(packetText) };
}

describe('R24 ping through NAT', () => {
  test('a reply comes back under the identifier and sequence of the guest', () => {
    const { s, nat, texts } = scene();
    expect(nat.fromGuest(echoPacket(0xbeef, 3, payload))).toBe(Drop.none);
    const [echo] = s.outside.echoes;
    const [sent] = echo!.sent;
    expect(sent).toMatchObject({ destination: '198.51.100.7', hopLimit: 63 });
    expect(Buffer.from(sent!.payload).equals(payload)).toBe(true);
    echo!.events.reply(ipv4ToIp(SERVER), sent!.sequence, payload);
    expect(Buffer.from(s.toGuest[0]!.packet.subarray(28)).equals(payload)).toBe(true);
    expect(texts()).toEqual(['198.51.100.7 > 192.168.131.16 icmp 0/0 beef0003 8']);
    expect(nat.flows()).toMatchObject([{ protocol: 'icmp', octetsOut: 8, octetsIn: 8 }]);
  });

  test('a dead address never answers, nor does another station for it', () => {
    const { s, nat, texts } = scene();
    nat.fromGuest(echoPacket(1, 1, payload));
    const { events, sent } = s.outside.echoes[0]!;
    events.reply(ipv4ToIp(SERVER + 1), sent[0]!.sequence, payload);
    events.reply(ipv4ToIp(SERVER), (sent[0]!.sequence + 1) & 0xffff, payload);
    events.reply(ipv4ToIp(SERVER), (sent[0]!.sequence + 1024) & 0xffff, payload);
    s.clock.advance(59_999);
    expect(texts()).toEqual([]);
    s.clock.advance(1);
    expect([s.outside.echoes[0]!.closed, s.armed]).toEqual([true, 0]);
  });

  test('a reply is delivered once', () => {
    const { s, nat, texts } = scene();
    nat.fromGuest(echoPacket(1, 1, payload));
    const { events, sent } = s.outside.echoes[0]!;
    events.reply(ipv4ToIp(SERVER), sent[0]!.sequence, payload);
    events.reply(ipv4ToIp(SERVER), sent[0]!.sequence, payload);
    expect(texts().length).toBe(1);
  });

  test('two guests with one identifier and sequence get their own replies', () => {
    const { s, nat } = scene();
    nat.fromGuest(echoPacket(9, 1, payload));
    nat.fromGuest(
      echoPacket(9, 1, payload, { mac: GUEST_MAC + 1, source: GUEST + 1, origin: GUEST_PORT + 1 }),
    );
    expect(s.outside.echoes.length).toBe(2);
    const second = s.outside.echoes[1]!;
    second.events.reply(ipv4ToIp(SERVER), second.sent[0]!.sequence, payload);
    expect(s.toGuest.map(({ mac }) => mac)).toEqual([GUEST_MAC + 1]);
  });

  test('of 3,000 unanswered the last 1,024 can still be answered, sequences past 65,535 too', () => {
    const { s, nat, texts } = scene();
    for (let i = 0; i < 70_000; i++) nat.fromGuest(echoPacket(1, i & 0xffff, payload));
    const { events, sent } = s.outside.echoes[0]!;
    events.reply(ipv4ToIp(SERVER), sent.at(-1025)!.sequence, payload);
    expect(texts()).toEqual([]);
    events.reply(ipv4ToIp(SERVER), sent.at(-1024)!.sequence, payload);
    const sequence = (70_000 - 1024) & 0xffff;
    expect(texts()).toEqual([
      `198.51.100.7 > 192.168.131.16 icmp 0/0 ${(0x10000 + sequence).toString(16)} 8`,
    ]);
  });
});

describe('R25 errors about a ping', () => {
  test('time exceeded comes from the hop that sent it and quotes the guest', () => {
    const { s, nat, texts } = scene();
    const packet = echoPacket(1, 1, payload, { timeToLive: 3 });
    nat.fromGuest(packet);
    const echo = s.outside.echoes[0]!;
    expect(echo.sent[0]!.hopLimit).toBe(2);
    echo.fail(echo.sent[0]!.sequence, { type: 11, code: 0 }, parseIp('203.0.113.1'));
    expect([...s.toGuest[0]!.packet.subarray(28)]).toEqual([...quoteOf(packet)]);
    expect(texts()).toEqual(['203.0.113.1 > 192.168.131.16 icmp 11/0 0 28']);
  });

  test('what the host itself says comes from the gateway, with the MTU where there is one', () => {
    const { s, nat, texts } = scene();
    nat.fromGuest(echoPacket(1, 1, payload));
    nat.fromGuest(echoPacket(1, 2, payload));
    const echo = s.outside.echoes[0]!;
    const [first, second] = echo.sent;
    echo.fail(first!.sequence, { type: 3, code: 1 });
    echo.fail(second!.sequence, { type: 3, code: 4, mtu: 1400 });
    echo.fail(second!.sequence, { type: 3, code: 1 });
    expect(texts()).toEqual([
      '192.168.131.1 > 192.168.131.16 icmp 3/1 0 28',
      '192.168.131.1 > 192.168.131.16 icmp 3/4 578 28',
    ]);
  });
});

describe('what does not pass', () => {
  test('without ping sockets requests are dropped, and it is tried again later', () => {
    const { s, nat } = scene();
    s.outside.pingAllowed = false;
    expect(nat.fromGuest(echoPacket(1, 1, payload))).toBe(Drop.unsupported);
    expect([nat.available, s.armed]).toEqual([false, 0]);
    s.outside.pingAllowed = true;
    expect(nat.fromGuest(echoPacket(1, 2, payload))).toBe(Drop.unsupported);
    s.clock.advance(10_000);
    expect(nat.fromGuest(echoPacket(1, 3, payload))).toBe(Drop.none);
    expect(nat.available).toBe(true);
  });

  test('other messages, truncations, wrong checksums, the last hop', () => {
    const { nat } = scene();
    expect(nat.fromGuest(echoPacket(1, 1, payload, { timeToLive: 1 }))).toBe(Drop.ttlExceeded);
    const packet = echoPacket(1, 1, payload);
    packet.view.setUint8(packet.l4 + 9, 0);
    expect(nat.fromGuest(packet)).toBe(Drop.badChecksum);
    for (let length = 0; length < 8; length++)
      expect(nat.fromGuest(ipPacket(1, new Uint8Array(length)))).toBe(Drop.truncated);
    const timestamp = Uint8Array.of(13, 0, 0xf2, 0xff, 0, 0, 0, 0);
    expect(nat.fromGuest(ipPacket(1, timestamp))).toBe(Drop.unsupported);
  });
});

describe('limits', () => {
  test('pings of one port under invented MACs share one socket, and are answered each', () => {
    const { s, nat } = scene();
    for (let guest = 0; guest < 200; guest++)
      nat.fromGuest(echoPacket(1, 1, payload, { mac: GUEST_MAC + guest, source: GUEST + guest }));
    expect(s.outside.echoes).toHaveLength(1);
    const { events, sent } = s.outside.echoes[0]!;
    for (const at of [3, 190]) events.reply(ipv4ToIp(SERVER), sent[at]!.sequence, payload);
    expect(s.toGuest.map(({ mac }) => mac)).toEqual([GUEST_MAC + 3, GUEST_MAC + 190]);
  });

  test('a flood of pings from many ports opens no more sockets than that', () => {
    const { s, nat } = scene();
    for (let origin = 1; origin <= 200; origin++)
      nat.fromGuest(echoPacket(1, 1, payload, { origin }));
    expect(s.outside.echoes).toHaveLength(64);
  });

  test('64 ports at a time; the one idle longest makes room, none is heard after close', () => {
    const { s, nat, texts } = scene();
    for (let guest = 0; guest < 65; guest++) {
      nat.fromGuest(echoPacket(1, 1, payload, { origin: 1 + guest }));
      s.clock.advance(guest === 63 ? 1000 : 1);
    }
    expect(s.outside.echoes.map(({ closed }) => closed).indexOf(false)).toBe(1);
    nat.close();
    expect([s.outside.echoes.every(({ closed }) => closed), s.armed]).toEqual([true, 0]);
    expect([nat.flows(), texts()]).toEqual([[], []]);
  });
});
