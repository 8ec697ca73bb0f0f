import { describe, expect, it } from 'vitest';
import { seededRandom } from '../lab/random.ts';
import { TcpGuest } from './tcpGuest.ts';
import { ACK, FIN, GATEWAY, GUEST, GUEST_MAC, RST, SYN, TcpNetwork } from './tcpNetwork.ts';
import type { TcpSegment } from './tcpNetwork.ts';
import { ipv4ToIp } from '../../src-main/address/ip.ts';

const MIB = 1 << 20;

function lengthOf(segments: readonly TcpSegment[]): number {
  return segments.reduce((sum, one) => sum + one.text.length, 0);
}

describe('a server that reads slowly', () => {
  it('closes the window of the guest: memory is bounded, the right edge never moves left', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const host = network.outside.last;
    host.slow = true;
    let edge = guest.seq + 65_535;
    let window = 65_535;
    const text = Buffer.alloc(1460);
    for (let i = 0; i < 5000 && window > 0; i += 1) {
      const [answer] = guest.say(text.subarray(0, Math.min(text.length, window)));
      window = answer!.window << 5;
      // Windows are rounded down to the unit of the scale.
      expect(guest.seq + window).toBeGreaterThan(edge - 32);
      edge = Math.max(edge, guest.seq + window);
    }
    expect(window).toBeLessThan(32);
    expect(host.queued).toBeGreaterThan(MIB - 64);
    const before = host.queued;
    // A guest that ignores the closed window gains nothing.
    for (let i = 0; i < 100; i += 1) guest.send(ACK, { text });
    expect(host.queued).toBeLessThanOrEqual(MIB);
    expect(host.queued - before).toBeLessThan(32);
  });

  it('opens it with an update when it has read', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    const host = network.outside.last;
    host.slow = true;
    for (let i = 0; i < 720; i += 1) guest.say(Buffer.alloc(1460));
    network.take();
    host.drain();
    const updates = network.take();
    expect(updates).toHaveLength(1);
    expect(updates[0]!.window << 5).toBeGreaterThan(MIB - 64);
  });

  it('answers a window probe', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.outside.last.slow = true;
    let window = 65_535;
    while (window > 0) {
      const [answer] = guest.say(Buffer.alloc(Math.min(1460, window)));
      window = answer!.window << 5;
    }
    const expected = guest.seq;
    guest.send(ACK, { text: Buffer.alloc(31) });
    const [answer] = guest.send(ACK, { text: Buffer.alloc(1), seq: expected + 31 });
    expect(answer).toMatchObject({ window: 0 });
  });
});

describe('a guest that reads slowly', () => {
  it('stops reading from the host, with bounded memory, and starts it again', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { window: 1000, shift: 0 });
    guest.connect();
    const host = network.outside.last;
    let given = 0;
    while (host.reading) {
      host.say(Buffer.alloc(65_536));
      given += 65_536;
    }
    expect(given).toBeLessThanOrEqual(MIB);
    let got = lengthOf(network.take());
    expect(got).toBe(1000);
    guest.window = 60_000;
    guest.ack += got;
    for (let answer = guest.send(ACK); got < given; answer = guest.send(ACK)) {
      guest.ack += lengthOf(answer);
      got += lengthOf(answer);
    }
    expect(host.reading).toBe(true);
    expect(got).toBe(given);
  });

  it('zero window: probes at growing intervals as long as they are answered', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { shift: 0 });
    guest.connect();
    guest.window = 0;
    guest.send(ACK);
    network.outside.last.say('waiting');
    expect(network.take()).toEqual([]);
    const times: number[] = [];
    while (network.clock.now() < 1_200_000) {
      network.clock.advance(100);
      for (const probe of network.take()) {
        expect(probe).toMatchObject({ seq: guest.ack });
        expect(probe.text.toString()).toBe('w');
        times.push(network.clock.now());
        guest.send(ACK);
      }
    }
    expect(times.slice(0, 4)).toEqual([300, 900, 2100, 4500]);
    expect(times.at(-1)! - times.at(-2)!).toBe(60_000);
    guest.window = 1000;
    const [answer] = guest.send(ACK);
    expect(answer!.text.toString()).toBe('waiting');
  });

  it('zero window: a FIN waits behind it and goes out when it opens', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { shift: 0 });
    guest.connect();
    guest.window = 0;
    guest.send(ACK);
    network.outside.last.say('last words');
    network.outside.last.events.ended();
    expect(network.take()).toEqual([]);
    guest.window = 1000;
    const [answer] = guest.send(ACK);
    expect(answer!.text.toString()).toBe('last words');
    expect(answer!.flags & FIN).toBe(FIN);
  });

  it('zero window: a guest that answers no probe is given up', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { shift: 0 });
    guest.connect();
    guest.window = 0;
    guest.send(ACK);
    network.outside.last.say('anybody?');
    network.clock.advance(1_000_000);
    expect(network.take().at(-1)!.flags & RST).toBe(RST);
    expect(network.outside.last.resetByUs).toBe(true);
    expect(network.nat.flows()).toEqual([]);
  });

  it('a window that closes over what is in flight does not stop the flow for ever', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { shift: 0 });
    guest.connect();
    network.outside.last.say(Buffer.alloc(3000, 1));
    expect(lengthOf(network.take())).toBe(3000);
    guest.window = 0;
    guest.send(ACK);
    network.clock.advance(700);
    expect(network.take().length).toBeGreaterThan(0);
    guest.window = 5000;
    guest.send(ACK);
    network.clock.advance(5000);
    expect(network.take().some((one) => one.seq === guest.ack && one.text.length === 1460)).toBe(
      true,
    );
  });

  it('scaling: a window of 65535 shifted by 7 is filled beyond 64 KiB', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { shift: 7, window: 65_535 });
    guest.connect();
    let inFlight = 0;
    const host = network.outside.last;
    for (let i = 0; i < 14; i += 1) host.say(Buffer.alloc(65_536));
    for (let i = 0; i < 40; i += 1) {
      const got = lengthOf(network.take());
      inFlight = Math.max(inFlight, got);
      guest.ack += got;
      network.deliver([guest.segment(ACK)]);
    }
    expect(inFlight).toBeGreaterThan(65_535);
  });
});

describe('loss', () => {
  it('three duplicate acknowledgments bring the missing segment at once', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.outside.last.say(Buffer.alloc(8 * 1460, 5));
    expect(network.take()).toHaveLength(8);
    guest.send(ACK);
    guest.send(ACK);
    const again = guest.send(ACK);
    expect(again).toMatchObject([{ seq: guest.ack }]);
    expect(again[0]!.text).toHaveLength(1460);
    expect(network.clock.now()).toBe(0);
  });

  it('silence brings the first segment again, then ever more slowly', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network);
    guest.connect();
    network.outside.last.say(Buffer.alloc(5 * 1460));
    network.take();
    const times: number[] = [];
    for (let i = 0; i < 50; i += 1) {
      network.clock.advance(100);
      for (const one of network.take()) {
        expect(one.seq).toBe(guest.ack);
        times.push(network.clock.now());
      }
    }
    expect(times).toEqual([300, 900, 2100, 4500]);
  });

  it('a guest that is silent for 15 minutes is given up: both sides are reset', () => {
    const network = new TcpNetwork();
    new TcpGuest(network).connect();
    network.outside.last.say('hello?');
    network.clock.advance(880_000);
    expect(network.nat.flows()).toHaveLength(1);
    network.clock.advance(100_000);
    expect(network.nat.flows()).toEqual([]);
    expect(network.outside.last.resetByUs).toBe(true);
  });
});

describe('a congested link', () => {
  it('holds text back until it drains, first come first served', () => {
    const network = new TcpNetwork();
    const guests = [1, 2, 3].map((port) => new TcpGuest(network, { port }));
    for (const guest of guests) guest.connect();
    network.congested = true;
    for (const stream of network.outside.streams) stream.say('text');
    expect(network.take()).toEqual([]);
    network.congested = false;
    network.nat.resume();
    expect(network.take().map((one) => one.toPort)).toEqual([1, 2, 3]);
  });
});

describe('idle', () => {
  it('1000 idle flows set no timer', () => {
    const network = new TcpNetwork();
    for (let port = 1; port <= 1000; port += 1) {
      const guest = new TcpGuest(network, { port });
      guest.connect();
      guest.say('ping');
      network.outside.last.say('pong');
      guest.acknowledge(4);
    }
    network.clock.advance(1000);
    let fired = 0;
    const { after } = network.clock;
    network.clock.after = (delayMs, action) => {
      fired += 1;
      return after.call(network.clock, delayMs, action);
    };
    network.clock.advance(7_000_000);
    expect(fired).toBe(0);
    expect(network.take().filter((one) => one.flags & RST)).toEqual([]);
    expect(network.nat.flows()).toHaveLength(1000);
  });
});

/** The guest that a forward leads to. */
const FORWARDED = { mac: GUEST_MAC, address: ipv4ToIp(GUEST), origin: 1 };

describe('R29 a connection that a forward has accepted', () => {
  it('reaches the guest from the real peer, and early text of the peer is kept', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { remote: 0xc000_0205, remotePort: 5555, port: 22 });
    network.nat.openFromHost(network.outside.accept('192.0.2.5', 5555), FORWARDED, 22);
    const [syn] = network.take();
    expect(syn).toMatchObject({ flags: SYN, from: 0xc000_0205, fromPort: 5555, toPort: 22 });
    network.outside.last.say('SSH-2.0');
    expect(network.take()).toEqual([]);
    guest.ack = syn!.seq + 1;
    const answer = guest.send(SYN | ACK, { seq: 1000, mss: 1460, shift: 7 });
    expect(answer[0]!.text.toString()).toBe('SSH-2.0');
    guest.seq = 1001;
    guest.say('welcome');
    expect(network.outside.last.text).toBe('welcome');
  });

  it('from loopback and from the subnet itself comes from the gateway, on a free port', () => {
    const network = new TcpNetwork();
    for (const peer of ['127.0.0.1', '10.0.2.55']) {
      network.nat.openFromHost(network.outside.accept(peer, 5555), FORWARDED, 22);
    }
    const syns = network.take();
    expect(syns.map((one) => one.from)).toEqual([GATEWAY, GATEWAY]);
    expect(syns[0]!.fromPort).toBe(5555);
    expect(syns[1]!.fromPort).not.toBe(5555);
  });

  it('refused by the guest: the peer is reset', () => {
    const network = new TcpNetwork();
    const guest = new TcpGuest(network, { remote: GATEWAY, remotePort: 5555, port: 22 });
    network.nat.openFromHost(network.outside.accept('127.0.0.1', 5555), FORWARDED, 22);
    const [syn] = network.take();
    guest.send(RST | ACK, { seq: 0, ack: syn!.seq + 1 });
    expect(network.outside.last.resetByUs).toBe(true);
    expect(network.nat.flows()).toEqual([]);
  });
});

describe('garbage', () => {
  it('random segments never throw, flows and host streams stay bounded', () => {
    const random = seededRandom(99);
    const network = new TcpNetwork();
    network.outside.onConnect = (stream) => {
      if (random() < 0.7) stream.events.connected();
      else stream.finish(random() < 0.5 ? 'ECONNREFUSED' : 'ENETUNREACH');
    };
    const guests = Array.from({ length: 8 }, (_, i) => new TcpGuest(network, { port: 1 + i }));
    const known = new Map<number, TcpSegment>();
    network.onSegment = (segment) => known.set(segment.toPort, segment);
    for (let round = 0; round < 30_000; round += 1) {
      const guest = guests[Math.floor(random() * guests.length)]!;
      const last = known.get(guest.options.port);
      const near = Math.floor(random() * 5) - 2;
      const segment = guest.segment(Math.floor(random() * 64), {
        seq: random() < 0.8 ? ((last?.ack ?? 0) + near) >>> 0 : (random() * 2 ** 32) >>> 0,
        ack: random() < 0.8 ? ((last?.seq ?? 0) + near) >>> 0 : (random() * 2 ** 32) >>> 0,
        window: Math.floor(random() * 65_536),
        text: Buffer.alloc(random() < 0.5 ? 0 : Math.floor(random() * 1460)),
        mss: random() < 0.5 ? -1 : Math.floor(random() * 3000),
        shift: random() < 0.5 ? -1 : Math.floor(random() * 256),
      });
      network.deliver([segment]);
      if (random() < 0.2) disturb(network, random);
    }
    expect(network.nat.flows().length).toBeLessThanOrEqual(8);
    network.nat.close();
    expect(network.clock.armed).toBe(0);
  });
});

function disturb(network: TcpNetwork, random: () => number): void {
  const stream = network.outside.streams.at(-1 - Math.floor(random() * 4));
  if (stream === undefined || stream.resetByUs) return;
  const what = random();
  if (what < 0.5) stream.say(Buffer.alloc(Math.floor(random() * 5000)));
  else if (what < 0.6) stream.events.ended();
  else if (what < 0.7) stream.finish(random() < 0.5 ? '' : 'ECONNRESET');
  else if (what < 0.8) stream.drain();
  else network.clock.advance(random() * 2000);
}
