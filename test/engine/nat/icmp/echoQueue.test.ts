import { beforeEach, describe, expect, it } from 'vitest';
import type { GuestPacket } from '../../../../src-main/engine/ip/packet.ts';
import { EchoQueue } from '../../../../src-main/engine/nat/icmp/echoQueue.ts';
import { GUEST_MAC, OTHER_MAC, ipv4 } from '../../../scenario/gatewayScene.ts';
import { packetOf } from '../../../scenario/guestPackets.ts';

const RING = 1024;
const ALWAYS = -1;

function echo(identifier: number, sequence = 1, to = '198.51.100.7', mac = GUEST_MAC): GuestPacket {
  const octets = Uint8Array.of(8, 0, 0, 0, identifier >> 8, identifier, sequence >> 8, sequence);
  return packetOf(ipv4('192.168.131.16', to, 1, octets), mac);
}

let queue: EchoQueue;

beforeEach(() => {
  queue = new EchoQueue(1, 0xffff, 0);
});

describe('sessions', () => {
  it('are one for each guest, destination and identifier', () => {
    const first = queue.session(echo(1), 0);
    expect(queue.session(echo(1, 2), 5)).toBe(first);
    expect(first.lastUsedMs).toBe(5);
    const others = [echo(2), echo(1, 1, '198.51.100.8'), echo(1, 1, '198.51.100.7', OTHER_MAC)];
    const all = [first, ...others.map((packet) => queue.session(packet, 6))];
    expect(queue.known).toEqual(all);
    expect(new Set(all).size).toBe(4);
  });

  it('are bounded: the one idle for longest is forgotten', () => {
    for (let n = 0; n < 64; n += 1) queue.session(echo(n), n);
    queue.session(echo(0), 100);
    queue.session(echo(64), 101);
    expect(queue.known).toHaveLength(64);
    const identifiers = queue.known.map(({ identifier }) => identifier);
    expect([identifiers.includes(0), identifiers.includes(1)]).toEqual([true, false]);
  });
});

describe('requests', () => {
  function enter(sequence: number, nowMs = 0): number {
    const packet = echo(7, sequence);
    return queue.enter(queue.session(packet, nowMs), packet, nowMs);
  }

  it('are sent under sequences that count on, past the end of their 16 bits', () => {
    expect([enter(40), enter(41)]).toEqual([0xffff, 0]);
    const slot = queue.find(0xffff, ALWAYS);
    expect([queue.guestSequences[slot], queue.sessions[slot]]).toEqual([40, queue.known[0]]);
    expect(queue.guestSequences[queue.find(0, ALWAYS)]).toBe(41);
    expect(queue.quotes[slot]!.length).toBe(28);
  });

  it('are found until they are answered or too old', () => {
    const sequence = enter(1, 10);
    expect(queue.find(sequence, 9)).toBeGreaterThanOrEqual(0);
    expect(queue.find(sequence, 10)).toBe(-1);
    expect(queue.find(sequence + 1, ALWAYS)).toBe(-1);
    queue.release(queue.find(sequence, ALWAYS));
    expect(queue.find(sequence, ALWAYS)).toBe(-1);
  });

  it('give up their place to the one that comes a whole ring later', () => {
    const sequences = Array.from({ length: RING + 1 }, (_, n) => enter(n));
    expect(queue.find(sequences[0]!, ALWAYS)).toBe(-1);
    expect(queue.find(sequences[1]!, ALWAYS)).toBeGreaterThanOrEqual(0);
    expect(queue.find(sequences[RING]!, ALWAYS)).toBeGreaterThanOrEqual(0);
  });
});
