/** R30: DNS as guests see it over UDP. */
import { RECURSION_DESIRED, decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewaySettings } from '../../../../src-main/engine/gateway/gatewaySettings.ts';
import { emptyDnsReply, parseDnsQuery, setDnsId } from '../../../../src-main/engine/wire/dns.ts';
import { FakeOutside } from '../../../scenario/fakeOutside.ts';
import {
  GUEST_MAC,
  OTHER_MAC,
  SHARED,
  Scene,
  dhcp,
  dropped,
  ip,
  ping,
  udp,
  type Ipv4Options,
} from '../../../scenario/gatewayScene.ts';
import { dnsOf } from '../../../scenario/trace.ts';

const GUEST = '192.168.131.16';
const GATEWAY = '192.168.131.1';

function query(name: string, type: string, id = 0x1234): Buffer {
  return encode({
    id,
    type: 'query',
    flags: RECURSION_DESIRED,
    questions: [{ name, type: type as 'A' }],
  });
}

function asked(octets: Uint8Array, options: Ipv4Options = {}): Uint8Array {
  return udp(GUEST, 40_000, GATEWAY, 53, octets, options);
}

/** A reply of a resolver to what it was sent: some records of a type nobody knows, as octets. */
function replyTo(sent: Uint8Array, extra = 40): Uint8Array {
  const question = parseDnsQuery(sent);
  if (typeof question === 'number') throw new Error(`no query: ${question}`);
  const head = emptyDnsReply(sent, question.end, 0);
  head.writeUInt16BE(1, 6);
  const data = Buffer.from(Array.from({ length: extra }, (_, i) => (i * 7) & 255));
  const record = Buffer.from('c00cff9e000100000e100000', 'hex');
  record.writeUInt16BE(extra, 10);
  return Buffer.concat([head, record, data]);
}

function scene(config: GatewaySettings = SHARED): { scene: Scene; outside: FakeOutside } {
  const outside = new FakeOutside();
  return { scene: new Scene(config, outside), outside };
}

/** Lets the guest lease 192.168.131.16. */
function leased(): { scene: Scene; outside: FakeOutside } {
  const set = scene();
  set.scene.send(dhcp(3, { 50: ip(GUEST) }));
  set.scene.take();
  return set;
}

describe('pass-through', () => {
  it('changes nothing but the id, there and back, for record types nobody knows', () => {
    const { scene: it_, outside } = scene();
    const octets = query('example.net', 'UNKNOWN_65438');
    it_.send(asked(octets));
    expect(it_.take()).toEqual([]);
    const [socket] = outside.connected;
    expect(socket!.address).toBe('192.0.2.1');
    const sent = socket!.sent[0]!.octets;
    expect(Buffer.from(sent.subarray(2))).toEqual(octets.subarray(2));
    expect(Buffer.from(sent.subarray(0, 2))).not.toEqual(octets.subarray(0, 2));

    const reply = replyTo(sent);
    socket!.events.datagram(reply);
    const frames = it_.frames.slice();
    expect(it_.trace()).toEqual([
      `> 00-03-FF-01-02-03 IP 192.168.131.1.53 > 192.168.131.16.40000: UDP ${reply.length}`,
    ]);
    const expected = reply.slice();
    setDnsId(expected, 0x1234);
    expect(frames[0]!.slice(42)).toEqual(Uint8Array.from(expected));
    expect(outside.open).toEqual([]);
    expect(it_.clock.armed).toBe(0);
    expect(it_.takeDrops()).toEqual([]);
  });

  it('passes EDNS options and letters’ case', () => {
    const { scene: it_, outside } = scene();
    const octets = encode({
      questions: [{ name: 'ExAmPlE.net', type: 'A' }],
      additionals: [
        { type: 'OPT', name: '.', udpPayloadSize: 1232, flags: 0x8000, options: [] } as never,
      ],
    });
    it_.send(asked(octets));
    expect(Buffer.from(outside.connected[0]!.sent[0]!.octets.subarray(2))).toEqual(
      octets.subarray(2),
    );
  });

  it('takes no reply with another id, question or direction', () => {
    const { scene: it_, outside } = scene();
    it_.send(asked(query('example.net', 'A')));
    const socket = outside.connected[0]!;
    const sent = socket.sent[0]!.octets;
    const otherId = replyTo(sent);
    otherId[0]! ^= 1;
    const otherName = replyTo(sent);
    otherName[13]! += 1;
    for (const forged of [otherId, otherName, sent, new Uint8Array(1), new Uint8Array(12)]) {
      socket.events.datagram(forged);
    }
    expect(it_.take()).toEqual([]);
    socket.events.datagram(replyTo(sent));
    expect(it_.take()).toHaveLength(1);
  });

  it('asks the next server after two seconds of silence, then says SERVFAIL', () => {
    const { scene: it_, outside } = scene();
    it_.send(asked(query('example.net', 'A')));
    it_.clock.advance(2000);
    expect(outside.connected.map(({ address, closed }) => `${address} ${closed}`)).toEqual([
      '192.0.2.1 true',
      '192.0.2.2 false',
    ]);
    it_.clock.advance(2000);
    const { message } = dnsOf(it_.take()[0]!);
    expect(message).toMatchObject({ id: 0x1234, rcode: 'SERVFAIL', flag_ra: true });
    expect(message.questions).toMatchObject([{ name: 'example.net' }]);
    expect(outside.open).toEqual([]);
    expect(it_.clock.armed).toBe(0);
  });

  it('asks the next server at once when one is unreachable, and stays with the one that answers', () => {
    const { scene: it_, outside } = scene();
    it_.send(asked(query('a.example', 'A')));
    outside.connected[0]!.fail('ECONNREFUSED');
    outside.connected[1]!.events.datagram(replyTo(outside.connected[1]!.sent[0]!.octets));
    expect(it_.take()).toHaveLength(1);
    it_.send(asked(query('b.example', 'A')));
    expect(outside.connected[2]!.address).toBe('192.0.2.2');
  });

  it('follows the host’s resolvers as they change, unless it has servers of its own', () => {
    const { scene: it_, outside } = scene();
    outside.servers = ['10.8.0.1'];
    it_.send(asked(query('a.example', 'A')));
    outside.servers = ['2001:db8::53'];
    it_.send(asked(query('b.example', 'A')));
    it_.gateway.apply({ ...SHARED, dns: { servers: ['9.9.9.9'], names: [] } });
    it_.send(asked(query('c.example', 'A')));
    expect(outside.connected.map(({ address }) => address)).toEqual([
      '10.8.0.1',
      '2001:db8::53',
      '9.9.9.9',
    ]);
  });

  it('answers 300 queries at once, over no more than 64 sockets', () => {
    const { scene: it_, outside } = scene();
    const names = Array.from({ length: 300 }, (_, n) => `host${n}.example`);
    it_.send(...names.map((name, n) => asked(query(name, 'A', n))));
    expect(outside.connected).toHaveLength(64);
    const pending = outside.connected.flatMap((socket) =>
      socket.sent.map(({ octets }) => ({ socket, sent: octets })),
    );
    expect(pending).toHaveLength(300);
    for (const { socket, sent } of pending.reverse()) socket.events.datagram(replyTo(sent));
    const replies = it_.take().map((frame) => {
      const id = (frame[42]! << 8) | frame[43]!;
      const question = parseDnsQuery(Uint8Array.from(frame.slice(42).fill(1, 2, 3)));
      return typeof question === 'number' ? question : `${id} ${question.name}`;
    });
    expect(new Set(replies)).toEqual(new Set(names.map((name, n) => `${n} ${name}`)));
    expect(outside.open).toEqual([]);
    expect(it_.clock.armed).toBe(0);
  });

  it('refuses what a port asks too much, under whatever MAC, and lets others ask', () => {
    const { scene: it_, outside } = scene();
    for (let n = 0; n < 520; n += 1) it_.send(asked(query('dead.example', 'A', n)));
    const refused = it_.take();
    expect(refused).toHaveLength(8);
    expect(dnsOf(refused[0]!).message).toMatchObject({ rcode: 'SERVFAIL', id: 512 });
    expect(it_.takeDrops()).toEqual(Array<string>(8).fill(dropped('tableFull')));
    const before = outside.connected.reduce((sum, { sent }) => sum + sent.length, 0);
    it_.send(asked(query('x.example', 'A'), { mac: OTHER_MAC }));
    expect(it_.takeDrops()).toEqual([dropped('tableFull')]);
    it_.take();
    it_.origin = 2;
    it_.send(asked(query('x.example', 'A'), { mac: OTHER_MAC }));
    expect(outside.connected.reduce((sum, { sent }) => sum + sent.length, 0)).toBe(before + 1);
    it_.clock.advance(4000);
    expect(it_.take()).toHaveLength(513);
    it_.send(asked(query('again.example', 'A')));
    expect(it_.takeDrops()).toEqual([]);
  });

  it('keeps no more than 4096 queries of all ports', () => {
    const { scene: it_, outside } = scene();
    for (let n = 0; n < 5000; n += 1) {
      it_.origin = 1 + (n % 50);
      it_.send(asked(query('dead.example', 'A', n)));
    }
    expect(it_.takeDrops()).toEqual(Array<string>(904).fill(dropped('tableFull')));
    expect(outside.connected.reduce((sum, { sent }) => sum + sent.length, 0)).toBe(4096);
    it_.clock.advance(4000);
    it_.take();
    it_.send(asked(query('again.example', 'A')));
    expect(it_.takeDrops()).toEqual([]);
  });

  it('R34 cuts a reply that does not fit the MTU, so that the guest asks over TCP', () => {
    const { scene: it_, outside } = scene({ ...SHARED, mtu: 600 });
    it_.send(asked(query('big.example', 'A')), asked(query('fits.example', 'A')));
    const [big, fits] = outside.connected;
    big!.events.datagram(replyTo(big!.sent[0]!.octets, 600));
    const { message, octets } = dnsOf(it_.take()[0]!);
    expect(message).toMatchObject({ id: 0x1234, flag_tc: true, answers: [] });
    expect(octets.length).toBeLessThan(60);
    const room = 600 - 28 - replyTo(fits!.sent[0]!.octets, 0).length;
    fits!.events.datagram(replyTo(fits!.sent[0]!.octets, room));
    expect(it_.take()[0]!.length).toBe(614);
  });

  it('sends nothing after it was switched off', () => {
    const { scene: it_, outside } = scene();
    it_.send(asked(query('a.example', 'A')));
    it_.gateway.apply({ ...SHARED, dns: null });
    expect(outside.open).toEqual([]);
    expect(it_.clock.armed).toBe(0);
    expect(it_.gateway.dns).toBeNull();
    it_.send(asked(query('a.example', 'A')));
    expect(it_.takeDrops()).toEqual([dropped('unsolicited')]);
  });
});

describe('names of ours', () => {
  function answer(set: { scene: Scene; outside: FakeOutside }, name: string, type: string) {
    // Somebody else asks: the asker's own packet would teach the gateway its address.
    set.scene.send(
      udp('192.168.131.99', 40_000, GATEWAY, 53, query(name, type), { mac: OTHER_MAC }),
    );
    expect(set.outside.connected).toEqual([]);
    const { message } = dnsOf(set.scene.take()[0]!);
    const { rcode } = message as unknown as { rcode: string };
    return [rcode, ...(message.answers ?? []).map((record) => (record as { data: string }).data)];
  }

  it('are answered with the address the guest has just now', () => {
    const set = leased();
    expect(answer(set, 'vm1.patchcord.internal', 'A')).toEqual(['NOERROR', GUEST]);
    expect(answer(set, 'VM1.Patchcord.Internal', 'A')).toEqual(['NOERROR', GUEST]);
    expect(answer(set, 'vm1.patchcord.internal', 'ANY')).toEqual(['NOERROR', GUEST]);
    expect(answer(set, 'gateway.patchcord.internal', 'A')).toEqual(['NOERROR', GATEWAY]);
  });

  it('are answered for a guest with an address of its own choice', () => {
    const set = scene();
    set.scene.send(ping('192.168.131.200', GATEWAY));
    set.scene.take();
    expect(answer(set, 'vm1.patchcord.internal', 'A')).toEqual(['NOERROR', '192.168.131.200']);
  });

  it('have no other records, and no address while there is none', () => {
    const set = leased();
    for (const type of ['AAAA', 'TXT', 'MX', 'UNKNOWN_65']) {
      expect(answer(set, 'vm1.patchcord.internal', type)).toEqual(['NOERROR']);
    }
    expect(answer(set, 'patchcord.internal', 'A')).toEqual(['NOERROR']);
    expect(answer(scene(), 'vm1.patchcord.internal', 'A')).toEqual(['NOERROR']);
  });

  it('that do not exist are denied, and never asked of the host', () => {
    const set = leased();
    for (const name of ['vm2.patchcord.internal', 'x.vm1.patchcord.internal']) {
      expect(answer(set, name, 'A')).toEqual(['NXDOMAIN']);
    }
  });

  it('are found from addresses', () => {
    const set = leased();
    expect(answer(set, '16.131.168.192.in-addr.arpa', 'PTR')).toEqual([
      'NOERROR',
      'vm1.patchcord.internal',
    ]);
    expect(answer(set, '1.131.168.192.in-addr.arpa', 'PTR')).toEqual([
      'NOERROR',
      'gateway.patchcord.internal',
    ]);
    expect(answer(set, '17.131.168.192.in-addr.arpa', 'PTR')).toEqual(['NXDOMAIN']);
    expect(answer(set, '16.131.168.192.in-addr.arpa', 'A')).toEqual(['NOERROR']);
  });

  it('do not include look-alikes, other classes and other subnets’ addresses', () => {
    const set = leased();
    const notOurs = [
      query('vm1.patchcord.internal.example', 'A'),
      query('notpatchcord.internal', 'A'),
      query('8.8.8.8.in-addr.arpa', 'PTR'),
      query('131.168.192.in-addr.arpa', 'SOA'),
      query('vm1', 'A'),
    ];
    const chaos = query('vm1.patchcord.internal', 'TXT');
    chaos[chaos.length - 1] = 3;
    set.scene.send(...[...notOurs, chaos].map((octets) => asked(octets)));
    expect(set.scene.take()).toEqual([]);
    expect(set.outside.connected).toHaveLength(6);
  });

  it('follow the configuration', () => {
    const set = leased();
    const dns = { servers: [], names: [{ name: 'Renamed', mac: GUEST_MAC }] };
    set.scene.gateway.apply({ ...SHARED, dns });
    expect(answer(set, 'vm1.patchcord.internal', 'A')).toEqual(['NXDOMAIN']);
    expect(answer(set, 'renamed.patchcord.internal', 'A')).toEqual(['NOERROR', GUEST]);
  });
});

describe('garbage', () => {
  it('is counted, and answered where a header can be read', () => {
    const { scene: it_, outside } = scene();
    const good = query('a.example', 'A');
    const status = Buffer.from(good);
    status[2] = 0x10;
    const two = Buffer.from(good);
    two[5] = 2;
    const reply = Buffer.from(good);
    reply[2] = 0x80;
    it_.send(asked(status), asked(two), asked(reply), asked(good.subarray(0, 5)));
    expect(
      it_.take().map((frame) => (dnsOf(frame).message as never as { rcode: string }).rcode),
    ).toEqual(['NOTIMP', 'FORMERR']);
    it_.send(asked(Buffer.alloc(4097)));
    const badSum = asked(good);
    badSum[60]! ^= 1;
    it_.send(badSum);
    expect(it_.takeDrops()).toEqual([
      dropped('unsupported'),
      dropped('malformed'),
      dropped('unsolicited'),
      dropped('truncated'),
      dropped('oversized'),
      dropped('badChecksum'),
    ]);
    expect(outside.connected).toEqual([]);
  });

  it('never makes it throw, from guests or from resolvers', () => {
    const { scene: it_, outside } = scene();
    const good = query('a.example', 'A');
    const bytes = fc.uint8Array({ maxLength: 60 });
    const damaged = fc.tuple(fc.nat(good.length - 1), fc.nat(255)).map(([at, octet]) => {
      const octets = Buffer.from(good);
      octets[at] = octet;
      return Uint8Array.from(octets);
    });
    fc.assert(
      fc.property(fc.oneof(bytes, damaged), bytes, (octets, answer) => {
        it_.send(asked(octets));
        for (const socket of outside.open) {
          socket.events.datagram(answer);
          const sent = socket.sent.at(-1)!.octets;
          const tail = Uint8Array.from([...sent.subarray(0, 2), 0x81, 0x80, ...answer]);
          socket.events.datagram(tail);
        }
        it_.clock.advance(3000);
        for (const frame of it_.take()) expect(frame.length).toBeLessThan(1515);
      }),
      { numRuns: 500 },
    );
    expect(decode(good).questions).toHaveLength(1);
  });
});
