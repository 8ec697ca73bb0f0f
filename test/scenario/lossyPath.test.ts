import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AutomaticGuest } from './automaticGuest.ts';
import type { FakeStream } from './fakeStream.ts';
import { seededRandom } from '../lab/random.ts';
import { ManualClock } from './manualClock.ts';
import { TcpGuest } from './tcpGuest.ts';
import { TcpNetwork } from './tcpNetwork.ts';

function randomOctets(length: number, random: () => number): Buffer {
  const octets = Buffer.alloc(length);
  for (let i = 0; i + 4 <= length; i += 4) octets.writeUInt32LE((random() * 2 ** 32) >>> 0, i);
  return octets;
}

function digest(octets: Buffer): string {
  return createHash('sha256').update(octets).digest('hex');
}

/** A server that sends a text in parts of 64 KiB, then ends, and reads everything. */
function serve(stream: FakeStream, text: Buffer): { received: () => string } {
  const hash = createHash('sha256');
  stream.onWrite = (octets) => void hash.update(octets);
  let at = 0;
  const pour = (): void => {
    while (stream.reading && at < text.length) {
      const part = text.subarray(at, at + 65_536);
      at += part.length;
      stream.say(part);
    }
    if (at >= text.length && stream.reading) {
      at = Infinity;
      stream.events.ended();
    }
  };
  stream.onResume = pour;
  stream.events.connected();
  pour();
  return { received: () => hash.digest('hex') };
}

interface Run {
  connections: number;
  octets: number;
  loss: number;
  disorder: number;
  seed: number;
  iss?: number;
  startMs?: number;
}

/** Opens connections, each with different texts in both directions. Returns the simulated time, ms. */
function transfer(run: Run): number {
  const { connections, octets, loss, disorder, seed, iss = 1000, startMs = 0 } = run;
  const random = seededRandom(seed);
  const network = new TcpNetwork();
  network.clock.advance(startMs);
  const path = { loss, duplication: disorder, reordering: disorder, delayMs: 1, random };
  const up = randomOctets(octets, random);
  const down = randomOctets(octets, random);
  const servers = new Map<number, { received: () => string }>();
  network.outside.onConnect = (stream) => {
    const index = servers.size;
    servers.set(index, { received: () => '' });
    network.clock.after(0.5, () => servers.set(index, serve(stream, down)));
  };
  const guests = Array.from(
    { length: connections },
    (_, i) => new AutomaticGuest(network, path, up, { port: 1000 + i, iss }),
  );
  network.onSegment = (segment) => guests[segment.toPort - 1000]?.arrive(segment);
  for (const guest of guests) guest.start();
  while (!guests.every((guest) => guest.done) && network.clock.now() < startMs + 600_000) {
    network.clock.advance(10);
  }
  const took = network.clock.now() - startMs;
  for (const guest of guests) {
    expect(guest).toMatchObject({ done: true, reset: false, receivedOctets: octets });
    expect(guest.received.digest('hex')).toBe(digest(down));
  }
  expect(servers.size).toBe(connections);
  for (const server of servers.values()) expect(server.received()).toBe(digest(up));
  for (const stream of network.outside.streams) {
    expect(stream.endedByUs).toBe(true);
    stream.finish();
  }
  network.clock.advance(20_000);
  expect(network.nat.flows()).toEqual([]);
  return took;
}

describe('over a path that loses, repeats and reorders', () => {
  it.each([
    [0, 0, 4000],
    [0.01, 0.01, 60_000],
    [0.03, 0.02, 120_000],
    [0.05, 0.05, 200_000],
  ])('loss %f, disorder %f: 10 MB each way arrive as sent', (loss, disorder, atMostMs) => {
    const octets = 10_000_000;
    const took = transfer({ connections: 1, octets, loss, disorder, seed: 7 });
    expect(took).toBeLessThan(atMostMs);
  });

  it('100 connections at once, 2 % lost', () => {
    transfer({ connections: 100, octets: 30_000, loss: 0.02, disorder: 0.02, seed: 3 });
  });

  it('sequence wrap-around of the guest in the midst of it', () => {
    const iss = 0xffff_ffff - 500_000;
    transfer({ connections: 1, octets: 1_000_000, loss: 0.02, disorder: 0.02, seed: 11, iss });
  });

  it('NAT’s sequence numbers wrap around', () => {
    const first = new TcpGuest(new TcpNetwork(), { port: 1000 }).connect().seq;
    // The initial sequence number grows by 250 a millisecond. Wait until it is just below 2^32.
    const startMs = Math.ceil(((2 ** 32 - 500_000 - first) >>> 0) / 250);
    const clock = new ManualClock();
    clock.advance(startMs);
    const then = new TcpGuest(new TcpNetwork({ clock }), { port: 1000 }).connect().seq;
    expect(2 ** 32 - then).toBeLessThanOrEqual(500_000);
    transfer({ connections: 1, octets: 1_000_000, loss: 0.02, disorder: 0.02, seed: 13, startMs });
  });
});
