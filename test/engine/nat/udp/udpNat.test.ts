import { describe, expect, test } from 'vitest';
import { UdpNat } from '../../../../src-main/engine/nat/udp/udpNat.ts';
import { parseIpv4 } from '../../../../src-main/address/ipv4.ts';
import { parseMac } from '../../../../src-main/address/mac.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import { FakeBoundDatagrams } from '../../../scenario/fakeDatagrams.ts';
import {
  GATEWAY,
  GUEST,
  GUEST_MAC,
  GUEST_PORT,
  NatScene,
  SERVER,
  ipPacket,
  quoteOf,
  udpPacket,
} from '../../../scenario/natScene.ts';
import { packetText } from '../../../scenario/packetText.ts';
import { ipv4ToIp } from '../../../../src-main/address/ip.ts';

const hello = Buffer.from('hello');
const OTHER_MAC = parseMac('00-03-FF-00-00-02');

function scene(mtu?: number) {
  const s = new NatScene(mtu);
  return { s, nat: new UdpNat(s.context), texts: () => s.taken().map(packetText) };
}

/** A forward's socket, and a peer's datagram through it. */
function forwarded(nat: UdpNat, peer: string, port: number, socket = newForward()) {
  const guest = { mac: GUEST_MAC, address: ipv4ToIp(GUEST), origin: GUEST_PORT };
  nat.fromPeer(socket, peer, port, hello, guest, 5353);
  return socket;
}

function newForward(): FakeBoundDatagrams {
  const events = { datagram: () => undefined, failed: () => undefined };
  return new FakeBoundDatagrams(8053, events, () => undefined);
}

describe('R22 UDP out and back', () => {
  test('a datagram leaves by a connected socket and its reply comes back', () => {
    const { s, nat, texts } = scene();
    expect(nat.fromGuest(udpPacket(5000, 7, hello))).toBe(Drop.none);
    const [socket] = s.outside.connected;
    expect([socket!.address, socket!.port]).toEqual(['198.51.100.7', 7]);
    expect(socket!.sent.map(({ octets }) => Buffer.from(octets).toString())).toEqual(['hello']);
    socket!.reply(Buffer.from('world!'));
    expect(s.toGuest[0]!.mac).toBe(GUEST_MAC);
    expect(Buffer.from(s.toGuest[0]!.packet.subarray(28)).toString()).toBe('world!');
    expect(texts()).toEqual(['198.51.100.7:7 > 192.168.131.16:5000 udp 6']);
    expect(nat.flows()).toMatchObject([
      { guest: '192.168.131.16:5000', remote: '198.51.100.7:7', octetsOut: 5, octetsIn: 6 },
    ]);
  });

  test('padding after the datagram is not sent', () => {
    const { s, nat } = scene();
    const packet = udpPacket(5000, 7, hello);
    const octets = new Uint8Array(packet.view.buffer as ArrayBuffer, packet.l4, packet.l4Len);
    const padded = new Uint8Array(packet.l4Len + 10);
    padded.set(octets);
    expect(nat.fromGuest(ipPacket(17, padded))).toBe(Drop.none);
    expect(s.outside.connected[0]!.sent[0]!.octets.length).toBe(5);
  });

  test('flows of one guest endpoint share a host port, others do not (RFC 4787 REQ-1)', () => {
    const { s, nat } = scene();
    nat.fromGuest(udpPacket(5000, 7, hello));
    nat.fromGuest(udpPacket(5000, 8, hello));
    nat.fromGuest(udpPacket(5000, 7, hello, { destination: SERVER + 1 }));
    nat.fromGuest(udpPacket(5001, 7, hello));
    const ports = s.outside.connected.map((socket) => socket.localPort);
    expect(ports.slice(0, 3)).toEqual([ports[0], ports[0], ports[0]]);
    expect(ports[3]).not.toBe(ports[0]);
  });

  test('the longest reply comes in fragments that fit the MTU and join to the whole', () => {
    const { s, nat } = scene(576);
    nat.fromGuest(udpPacket(5000, 7, hello));
    const payload = Uint8Array.from({ length: 65_507 }, (_, i) => i * 7);
    s.outside.connected[0]!.reply(payload);
    const packets = s.taken();
    expect(Math.max(...packets.map((packet) => packet.length))).toBeLessThanOrEqual(576);
    expect(packetText(packets[0]!)).toBe('198.51.100.7 > 192.168.131.16 frag 0:552+');
    expect(packetText(packets.at(-1)!)).toMatch(/frag \d+:\d+$/);
    const joined = Buffer.concat(packets.map((packet) => packet.subarray(20)));
    expect(joined.subarray(8).equals(payload)).toBe(true);
    expect(new Set(packets.map((packet) => packet[4]! * 256 + packet[5]!)).size).toBe(1);
  });
});

describe('what a guest gets when a datagram fails', () => {
  const cases = [
    ['ECONNREFUSED', '198.51.100.7 > 192.168.131.16 icmp 3/3 0 28'],
    ['EHOSTUNREACH', '192.168.131.1 > 192.168.131.16 icmp 3/1 0 28'],
    ['ENETUNREACH', '192.168.131.1 > 192.168.131.16 icmp 3/0 0 28'],
    ['EACCES', '192.168.131.1 > 192.168.131.16 icmp 3/13 0 28'],
    // 1,500 octets were too long: 1,492 is the next of RFC 1191's plateaus.
    ['EMSGSIZE', '192.168.131.1 > 192.168.131.16 icmp 3/4 5d4 28'],
  ] as const;

  test.each(cases)('%s → %s', (error, text) => {
    const { s, nat, texts } = scene();
    const packet = udpPacket(5000, 7, new Uint8Array(1472));
    nat.fromGuest(packet);
    s.outside.connected[0]!.fail(error);
    expect([...s.toGuest[0]!.packet.subarray(28)]).toEqual([...quoteOf(packet)]);
    expect(texts()).toEqual([text]);
  });

  test('EMSGSIZE is not reported if the guest allowed fragments', () => {
    const { s, nat, texts } = scene();
    nat.fromGuest(udpPacket(5000, 7, hello, { place: 0 }));
    s.outside.connected[0]!.fail('EMSGSIZE');
    expect(texts()).toEqual([]);
  });

  test('a refused flow goes on; a spent socket is replaced by the next datagram', () => {
    const { s, nat } = scene();
    nat.fromGuest(udpPacket(5000, 7, hello));
    s.outside.connected[0]!.fail('ECONNREFUSED');
    nat.fromGuest(udpPacket(5000, 7, hello));
    expect(s.outside.connected.length).toBe(1);
    s.outside.connected[0]!.fail('ENETUNREACH');
    expect(s.outside.connected[0]!.closed).toBe(true);
    nat.fromGuest(udpPacket(5000, 7, hello));
    expect(s.outside.connected.length).toBe(2);
  });
});

describe('what does not pass', () => {
  test("a closed port of the gateway's is refused", () => {
    const { nat, texts } = scene();
    expect(nat.fromGuest(udpPacket(5000, 7, hello, { destination: GATEWAY }))).toBe(
      Drop.unsolicited,
    );
    expect(texts()).toEqual(['192.168.131.1 > 192.168.131.16 icmp 3/3 0 33']);
  });

  test('every truncation, a wrong checksum, port zero', () => {
    const { s, nat } = scene();
    for (let length = 0; length < 13; length++) {
      const packet = udpPacket(5000, 7, hello);
      packet.l4Len = length;
      expect(nat.fromGuest(packet)).toBe(Drop.truncated);
    }
    const packet = udpPacket(5000, 7, hello);
    packet.view.setUint8(packet.l4 + 9, 0);
    expect(nat.fromGuest(packet)).toBe(Drop.badChecksum);
    expect(nat.fromGuest(udpPacket(5000, 0, hello))).toBe(Drop.malformed);
    expect(nat.fromGuest(udpPacket(0, 7, hello))).toBe(Drop.malformed);
    expect(s.outside.connected).toEqual([]);
  });

  test('another guest cannot use a flow, unless the address has become its own', () => {
    const { s, nat } = scene();
    nat.fromGuest(udpPacket(5000, 7, hello));
    expect(nat.fromGuest(udpPacket(5000, 7, hello, { mac: OTHER_MAC }))).toBe(Drop.badSource);
    expect(s.outside.connected[0]!.sent.length).toBe(1);
    s.known.set(GUEST, OTHER_MAC);
    expect(nat.fromGuest(udpPacket(5000, 7, hello, { mac: OTHER_MAC }))).toBe(Drop.none);
    s.outside.connected[1]!.reply(hello);
    expect(s.toGuest[0]!.mac).toBe(OTHER_MAC);
  });
});

describe('time and limits', () => {
  test('a flow lives five minutes after its last datagram, either way; then nothing ticks', () => {
    const { s, nat } = scene();
    nat.fromGuest(udpPacket(5000, 7, hello));
    s.clock.advance(200_000);
    s.outside.connected[0]!.reply(hello);
    s.clock.advance(299_999);
    expect(nat.flows().length).toBe(1);
    s.clock.advance(1);
    expect([nat.flows().length, s.outside.connected[0]!.closed, s.armed]).toEqual([0, true, 0]);
  });

  test('a DNS flow lives half a minute, also when another flow was there before', () => {
    const { s, nat } = scene();
    nat.fromGuest(udpPacket(5000, 7, hello));
    nat.fromGuest(udpPacket(5001, 53, hello));
    s.clock.advance(30_000);
    expect(nat.flows().map(({ remote }) => remote)).toEqual(['198.51.100.7:7']);
    expect(s.armed).toBe(1);
  });

  test('at 1,024 flows of one port its longest idle one makes room, under whatever MAC', () => {
    const { s, nat } = scene();
    for (let port = 1; port <= 1024; port++)
      nat.fromGuest(udpPacket(port, 7, hello, { mac: port === 1 ? GUEST_MAC : 0x200 + port }));
    s.clock.advance(1000);
    nat.fromGuest(udpPacket(1, 7, hello));
    nat.fromGuest(udpPacket(2000, 7, hello));
    expect(nat.flows().length).toBe(1024);
    expect(s.outside.connected.filter((socket) => socket.closed)).toEqual([s.outside.connected[1]]);
    const other = { mac: OTHER_MAC, source: GUEST + 1, origin: GUEST_PORT + 1 };
    expect(nat.fromGuest(udpPacket(1, 7, hello, other))).toBe(Drop.none);
    expect(nat.flows().length).toBe(1025);
  });

  test('a flood of new flows opens no more sockets than the limit in a quarter of a second', () => {
    const { s, nat } = scene();
    const verdicts = Array.from({ length: 5000 }, (_, n) =>
      nat.fromGuest(udpPacket(1 + n, 7, hello)),
    );
    expect(verdicts.filter((verdict) => verdict === Drop.tableFull)).toHaveLength(5000 - 1024);
    expect(s.outside.connected).toHaveLength(1024);
    s.clock.advance(250);
    expect(nat.fromGuest(udpPacket(6000, 7, hello))).toBe(Drop.none);
  });

  test('a full table is shared: a port without flows is refused, one with flows replaces its own', () => {
    const { s, nat } = scene();
    const source = (guest: number) => ({
      mac: GUEST_MAC + guest,
      source: GUEST + guest,
      origin: GUEST_PORT + guest,
    });
    for (let guest = 0; guest < 8; guest++)
      for (let port = 1; port <= 1024; port++)
        expect(nat.fromGuest(udpPacket(port, 7, hello, source(guest)))).toBe(Drop.none);
    s.clock.advance(1000);
    expect(nat.fromGuest(udpPacket(1, 7, hello, source(9)))).toBe(Drop.tableFull);
    expect(nat.fromGuest(udpPacket(3000, 7, hello, source(3)))).toBe(Drop.none);
    expect(nat.flows().length).toBe(8192);
    nat.close();
    expect([s.outside.connected.every((socket) => socket.closed), s.armed]).toEqual([true, 0]);
  });

  test('events after close are ignored', () => {
    const { s, nat, texts } = scene();
    nat.fromGuest(udpPacket(5000, 7, hello));
    nat.close();
    s.outside.connected[0]!.reply(hello);
    s.outside.connected[0]!.fail('ECONNREFUSED');
    expect(texts()).toEqual([]);
  });
});

describe('R29 peers through a forward', () => {
  test('the guest sees the real peer, and its answer goes back by the forward', () => {
    const { s, nat, texts } = scene();
    const socket = forwarded(nat, '203.0.113.9', 6000);
    expect(texts()).toEqual(['203.0.113.9:6000 > 192.168.131.16:5353 udp 5']);
    const peer = parseIpv4('203.0.113.9');
    nat.fromGuest(udpPacket(5353, 6000, hello, { destination: peer }));
    expect(socket.sent).toMatchObject([{ address: '203.0.113.9', port: 6000 }]);
    expect(s.outside.connected).toEqual([]);
  });

  test('peers on loopback or inside the subnet appear as the gateway, each under its own port', () => {
    const { nat, texts } = scene();
    const socket = forwarded(nat, '127.0.0.1', 6000);
    forwarded(nat, '127.0.0.2', 6000, socket);
    forwarded(nat, '192.168.131.50', 53, socket);
    const seen = texts().map((text) => /^192\.168\.131\.1:(\d+) /.exec(text)![1]);
    expect(seen[0]).toBe('6000');
    expect(new Set(seen).size).toBe(3);
    for (const port of seen)
      nat.fromGuest(udpPacket(5353, Number(port), hello, { destination: GATEWAY }));
    expect(socket.sent.map(({ address, port }) => [address, port])).toEqual([
      ['127.0.0.1', 6000],
      ['127.0.0.2', 6000],
      ['192.168.131.50', 53],
    ]);
  });

  test('one flow per peer; all end with the forward, whose socket is not ours to close', () => {
    const { s, nat } = scene();
    const socket = forwarded(nat, '203.0.113.9', 6000);
    forwarded(nat, '203.0.113.9', 6000, socket);
    forwarded(nat, '203.0.113.9', 6001, socket);
    expect(nat.flows().length).toBe(2);
    nat.forwardClosed(socket);
    expect([nat.flows().length, socket.closed, s.armed]).toEqual([0, false, 0]);
  });

  test('a datagram of the guest to an unknown peer opens no flow', () => {
    const { nat } = scene();
    const packet = udpPacket(5353, 6000, hello, { destination: GATEWAY });
    expect(nat.fromGuest(packet)).toBe(Drop.unsolicited);
  });
});
