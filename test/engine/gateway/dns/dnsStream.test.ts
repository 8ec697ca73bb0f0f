/** R30: DNS over TCP, as NAT sees it: octets in, octets out. */
import { decode, streamEncode } from 'dns-packet';
import { describe, expect, it } from 'vitest';
import type { Stream } from '../../../../src-main/engine/outside/stream.ts';
import { DnsFrames, framedDns } from '../../../../src-main/engine/gateway/dns/dnsFrames.ts';
import { emptyDnsReply, parseDnsQuery } from '../../../../src-main/engine/wire/dns.ts';
import type { FakeStream } from '../../../scenario/fakeStream.ts';
import { FakeOutside } from '../../../scenario/fakeOutside.ts';
import { GUEST_MAC, SHARED, Scene } from '../../../scenario/gatewayScene.ts';
import { parseIp } from '../../../../src-main/address/ip.ts';

const GUEST = { mac: GUEST_MAC, address: parseIp('192.168.131.16')!, origin: 1 };

function query(name: string, id: number): Uint8Array {
  return streamEncode({ id, type: 'query', questions: [{ name, type: 'A' }] });
}

/** A guest's flow as NAT would hold it. */
class Flow {
  readonly outside = new FakeOutside();
  readonly scene = new Scene(SHARED, this.outside);
  readonly log: string[] = [];
  reading = true;
  readonly stream: Stream;
  readonly #frames = new DnsFrames();

  constructor() {
    this.stream = this.open();
  }

  open(guest = GUEST): Stream {
    const stream: Stream = this.scene.gateway.dns!.openStream(
      {
        connected: () => this.log.push('connected'),
        readable: () => {
          if (this.reading) this.read(stream);
        },
        writable: () => undefined,
        ended: () => this.log.push('ended'),
        closed: (error) => this.log.push(`closed ${error?.errno ?? ''}`),
      },
      guest,
    );
    return stream;
  }

  /** Takes what there is, as a guest acknowledges it. */
  read(stream = this.stream): void {
    const octets = Buffer.alloc(stream.readable);
    stream.peek(0, octets.length, octets, 0);
    stream.discard(octets.length);
    for (const reply of this.#frames.push(octets)) this.log.push(described(reply));
  }

  /** The guest sends. Returns how much was taken. */
  write(octets: Uint8Array): number {
    return this.stream.write(Buffer.from(octets), 0, octets.length);
  }

  /** What NAT has seen since the last call. */
  seen(): string[] {
    this.scene.clock.advance(0);
    return this.log.splice(0);
  }

  /** Queries that reached the resolver on this connection: id and name. */
  relayed(stream: FakeStream): string[] {
    const frames = new DnsFrames();
    return stream.written.flatMap((octets) => frames.push(octets)).map(described);
  }
}

function described(octets: Uint8Array): string {
  const message = decode(Buffer.from(octets)) as ReturnType<typeof decode> & { rcode: string };
  const answers = (message.answers ?? []).map((record) => (record as { data: string }).data);
  return [message.id, message.questions?.[0]?.name, message.rcode, ...answers].join(' ');
}

function reply(framed: Uint8Array): Uint8Array {
  const octets = framed.subarray(2);
  const question = parseDnsQuery(octets);
  if (typeof question === 'number') throw new Error('no query');
  return framedDns(emptyDnsReply(octets, question.end, 0));
}

describe('a connection to port 53', () => {
  it('is up immediately, but not within the call', () => {
    const flow = new Flow();
    expect(flow.log).toEqual([]);
    expect(flow.seen()).toEqual(['connected']);
  });

  it('answers local names without a resolver', () => {
    const flow = new Flow();
    flow.write(query('gateway.patchcord.internal', 7));
    expect(flow.log).toEqual([]);
    expect(flow.seen()).toEqual([
      'connected',
      '7 gateway.patchcord.internal NOERROR 192.168.131.1',
    ]);
    expect(flow.outside.streams).toEqual([]);
  });

  it('ends when it is given a query that no honest guest sends: 4097 octets', () => {
    const flow = new Flow();
    flow.write(framedDns(Buffer.concat([query('a.example', 1).subarray(2)], 4097)));
    expect(flow.outside.streams).toEqual([]);
    expect(flow.seen().slice(0, 2)).toEqual(['connected', 'ended']);
  });

  it('relays the others untouched, whatever pieces they come in', () => {
    const flow = new Flow();
    const octets = Buffer.concat([query('a.example', 1), query('b.example', 2)]);
    for (const octet of octets) flow.write(Uint8Array.of(octet));
    const [upstream] = flow.outside.streams;
    expect(flow.outside.streams).toHaveLength(1);
    expect(upstream!.address).toBe('192.0.2.1');
    expect(Buffer.concat(upstream!.written)).toEqual(octets);

    const replies = [reply(query('b.example', 2)), reply(query('a.example', 1))];
    for (const octet of Buffer.concat(replies)) upstream!.say(Uint8Array.of(octet));
    expect(flow.seen()).toEqual(['connected', '2 b.example NOERROR', '1 a.example NOERROR']);
  });

  it('keeps answers of ours apart from a reply that is only half there', () => {
    const flow = new Flow();
    flow.write(query('a.example', 1));
    const octets = reply(query('a.example', 1));
    flow.outside.streams[0]!.say(octets.subarray(0, 10));
    flow.write(query('gateway.patchcord.internal', 2));
    flow.outside.streams[0]!.say(octets.subarray(10));
    expect(flow.seen()).toEqual([
      'connected',
      '2 gateway.patchcord.internal NOERROR 192.168.131.1',
      '1 a.example NOERROR',
    ]);
  });

  it('asks the next server what the first left unanswered, then says SERVFAIL', () => {
    const flow = new Flow();
    flow.write(Buffer.concat([query('a.example', 1), query('b.example', 2)]));
    const first = flow.outside.streams[0]!;
    first.say(reply(query('a.example', 1)));
    first.finish('ECONNRESET');
    const again = flow.outside.streams[1]!;
    expect(flow.relayed(again)).toEqual(['2 b.example NOERROR']);
    again.finish('ECONNREFUSED');
    flow.outside.streams[2]!.finish('ECONNREFUSED');
    expect(flow.seen()).toEqual(['connected', '1 a.example NOERROR', '2 b.example SERVFAIL']);
    flow.write(query('c.example', 3));
    expect(flow.relayed(flow.outside.streams[3]!)).toEqual(['3 c.example NOERROR']);
  });

  it('stays open when the resolver closes after its answer, and connects anew', () => {
    const flow = new Flow();
    flow.write(query('a.example', 1));
    flow.outside.streams[0]!.say(reply(query('a.example', 1)));
    flow.outside.streams[0]!.events.ended();
    flow.write(query('b.example', 2));
    expect(flow.outside.streams).toHaveLength(2);
    expect(flow.seen()).toEqual(['connected', '1 a.example NOERROR']);
  });

  it('ignores replies without a query', () => {
    const flow = new Flow();
    flow.write(query('a.example', 1));
    flow.outside.streams[0]!.say(reply(query('a.example', 9)));
    flow.outside.streams[0]!.say(Uint8Array.of(0, 1, 7, 0, 0));
    expect(flow.seen()).toEqual(['connected']);
  });

  it('ends in order when the guest has ended and everything is answered', () => {
    const flow = new Flow();
    flow.write(query('a.example', 1));
    flow.stream.end();
    expect(flow.seen()).toEqual(['connected']);
    flow.outside.streams[0]!.say(reply(query('a.example', 1)));
    expect(flow.seen()).toEqual(['1 a.example NOERROR', 'ended', 'closed ']);
    expect(flow.outside.streams[0]!.closedByUs).toBe(true);
    expect(flow.scene.clock.armed).toBe(0);
  });

  it('ends at what is no query', () => {
    const flow = new Flow();
    flow.write(Uint8Array.of(0, 3, 1, 2, 3));
    expect(flow.seen()).toEqual(['connected', 'ended', 'closed ']);
    flow.write(query('a.example', 1));
    expect(flow.outside.streams).toEqual([]);
  });

  it('ends after ten seconds of silence, with SERVFAIL for what is open', () => {
    const flow = new Flow();
    flow.write(query('a.example', 1));
    flow.scene.clock.advance(9_999);
    expect(flow.log.splice(0)).toEqual(['connected']);
    flow.scene.clock.advance(1);
    expect(flow.seen()).toEqual(['1 a.example SERVFAIL', 'ended', 'closed ']);
    expect(flow.scene.clock.armed).toBe(0);
  });

  it('leaves replies with the resolver while the guest does not read', () => {
    const flow = new Flow();
    flow.reading = false;
    flow.write(query('gateway.patchcord.internal', 1));
    flow.write(query('gateway.patchcord.internal', 2));
    expect(flow.seen()).toEqual(['connected']);

    const names = Array.from({ length: 4 }, (_, n) => query(`big${n}.example`, n));
    flow.write(Buffer.concat(names));
    const upstream = flow.outside.streams[0]!;
    for (const framed of names) {
      const octets = new Uint8Array(60_000);
      octets.set(reply(framed).subarray(2));
      upstream.say(framedDns(octets));
    }
    expect(upstream.readable).toBeGreaterThan(0);
    const { room } = flow.stream;
    flow.reading = true;
    for (let n = 0; n < 3; n += 1) flow.seen();
    expect(upstream.readable).toBe(0);
    expect(flow.stream.readable).toBe(0);
    expect(flow.stream.room).toBeGreaterThan(room);
  });

  it('peeks at the same octets again until they are discarded', () => {
    const flow = new Flow();
    flow.reading = false;
    flow.write(query('gateway.patchcord.internal', 1));
    flow.write(query('gateway.patchcord.internal', 2));
    const all = Buffer.alloc(flow.stream.readable);
    flow.stream.peek(0, all.length, all, 0);
    const rest = Buffer.alloc(all.length - 70);
    flow.stream.peek(70, rest.length, rest, 0);
    expect(rest).toEqual(all.subarray(70));
    flow.stream.discard(70);
    flow.stream.peek(0, rest.length, rest.fill(0), 0);
    expect(rest).toEqual(all.subarray(70));
  });

  it('is reset when the guest never reads', () => {
    const flow = new Flow();
    flow.reading = false;
    while (flow.stream.readable <= 131_072) flow.write(query('gateway.patchcord.internal', 1));
    flow.scene.clock.advance(10_000);
    expect(flow.seen().at(-1)).toBe('closed ECONNRESET');
  });

  it('bounds what one connection asks, and what waits for the guest', () => {
    const flow = new Flow();
    flow.write(Buffer.concat(Array.from({ length: 100 }, (_, n) => query('a.example', n))));
    expect(flow.relayed(flow.outside.streams[0]!)).toHaveLength(64);
    expect(flow.seen().filter((line) => line.endsWith('SERVFAIL'))).toHaveLength(36);
    flow.reading = false;
    for (let n = 0; n < 20_000; n += 1) flow.write(query('gateway.patchcord.internal', n));
    expect(flow.stream.readable).toBeLessThan(300_000);
    expect(flow.write(query('gateway.patchcord.internal', 1))).toBe(0);
  });

  it('sends the resolver the rest of a query when its stream has room again', () => {
    const flow = new Flow();
    flow.write(query('a.example', 1));
    const upstream = flow.outside.streams[0]!;
    upstream.slow = true;
    upstream.queued = upstream.capacity - 10;
    flow.write(query('b.example', 2));
    expect(flow.relayed(upstream)).toEqual(['1 a.example NOERROR']);
    upstream.slow = false;
    upstream.drain();
    expect(flow.relayed(upstream)).toEqual(['1 a.example NOERROR', '2 b.example NOERROR']);
  });

  it('bounds the connections of one switch port, whatever MACs its guest invents', () => {
    const flow = new Flow();
    for (let n = 1; n < 32; n += 1) flow.open({ ...GUEST, mac: GUEST_MAC + n });
    expect(flow.seen()).toEqual(Array<string>(32).fill('connected'));
    flow.open({ ...GUEST, mac: GUEST_MAC + 32 });
    expect(flow.seen()).toEqual(['connected', 'ended', 'closed ']);
    flow.open({ ...GUEST, origin: 2 });
    expect(flow.seen()).toEqual(['connected']);
    flow.stream.close();
    flow.open();
    expect(flow.seen()).toEqual(['connected']);
  });

  it('sends no event after close', () => {
    const flow = new Flow();
    flow.write(query('gateway.patchcord.internal', 1));
    flow.stream.close();
    flow.scene.clock.advance(60_000);
    expect(flow.log).toEqual([]);
    expect(flow.scene.clock.armed).toBe(0);
  });

  it('is reset when the network’s DNS is switched off', () => {
    const flow = new Flow();
    flow.seen();
    flow.scene.gateway.apply({ ...SHARED, dns: null });
    expect(flow.seen()).toEqual(['closed ECONNRESET']);
  });
});
