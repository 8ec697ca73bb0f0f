import { beforeEach, describe, expect, it } from 'vitest';
import { AGEING_TIME_MS } from '../../../src-main/engine/switch/forwardingDatabase.ts';
import { Port } from '../../../src-main/engine/switch/port.ts';
import { Switch } from '../../../src-main/engine/switch/switch.ts';
import { MAC_BROADCAST } from '../../../src-main/address/mac.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { FakeLink, frame } from '../../scenario/fakeLink.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;
const C = 0x0003_ff00_000c;

let clock: ManualClock;
let fabric: Switch;
let log: string[];
let changes: number;

function plug(name: string): { link: FakeLink; port: Port } {
  const link = new FakeLink(name, log);
  const port = new Port(name, link, () => (changes += 1));
  fabric.plug(port);
  port.open();
  return { link, port };
}

beforeEach(() => {
  clock = new ManualClock();
  fabric = new Switch(() => clock.now(), 42);
  log = [];
  changes = 0;
});

describe('switch', () => {
  it('a guest cannot take the place of a station that is fixed, such as the gateway', () => {
    const gateway = new FakeLink('gateway', log);
    const port = new Port('gateway', gateway, () => undefined);
    fabric.plug(port, C);
    port.open();
    const [a, b] = [plug('a'), plug('b')];
    a.link.send(frame(B, C));
    expect([b.link.taken.length, a.port.traffic.fromGuest.drops[Drop.badSource]]).toEqual([0, 1]);
    clock.advance(AGEING_TIME_MS + 1);
    b.link.send(frame(C, B));
    expect([gateway.taken.length, a.link.taken.length]).toEqual([1, 0]);
    gateway.send(frame(B, C));
    expect(b.link.taken.length).toBe(1);
    fabric.unplug(port);
    a.link.send(frame(B, C));
    expect(b.link.taken.length).toBe(2);
  });

  it('R44 floods unknown unicast, then forwards to one port once learned', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    a.link.send(frame(B, A));
    expect([a.link.taken.length, b.link.taken.length, c.link.taken.length]).toEqual([0, 1, 1]);
    b.link.send(frame(A, B));
    a.link.send(frame(B, A));
    expect([a.link.taken.length, b.link.taken.length, c.link.taken.length]).toEqual([1, 2, 1]);
  });

  it('R45 sends broadcast and multicast to all others and never back', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    a.link.send(frame(MAC_BROADCAST, A), frame(0x0180_c200_000e, A));
    expect([a.link.taken.length, b.link.taken.length, c.link.taken.length]).toEqual([0, 2, 2]);
  });

  it('R45 does not reflect a frame for a station on the port it came from', () => {
    const [a, b] = [plug('a'), plug('b')];
    a.link.send(frame(MAC_BROADCAST, C));
    a.link.send(frame(C, A));
    expect([a.link.taken.length, b.link.taken.length]).toEqual([0, 1]);
  });

  it('R44 follows a station that moves, also within one batch', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    c.link.send(frame(MAC_BROADCAST, C));
    b.link.send(frame(MAC_BROADCAST, C), frame(C, B));
    a.link.send(frame(C, A, 60, 7));
    expect(b.link.taken.at(-1)![30]).toBe(7);
    expect(c.link.taken).toHaveLength(1);
  });

  it('R44 forgets a station after 300 s of silence and floods again', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    b.link.send(frame(MAC_BROADCAST, B));
    clock.advance(299_999);
    a.link.send(frame(B, A));
    expect(c.link.taken).toHaveLength(1);
    clock.advance(1);
    a.link.send(frame(B, A));
    expect(c.link.taken).toHaveLength(2);
    expect(fabric.stations()).toEqual([{ mac: A, portId: 'a', ageMs: 0 }]);
  });

  it('hands each port its frames in one call per batch, in order', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    b.link.send(frame(MAC_BROADCAST, B));
    log.length = 0;
    a.link.send(frame(B, A, 60, 1), frame(C, A, 60, 2), frame(B, A, 60, 3));
    expect(log).toEqual(['transmit b 3', 'transmit c 1', 'settle b', 'settle c']);
    expect(b.link.taken.map((octets) => octets[30])).toEqual([1, 2, 3]);
    expect(c.link.taken.at(-1)![30]).toBe(2);
  });

  it('takes a batch from within settle, after all transmits of the first', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    b.link.answers = [frame(A, B, 60, 9), frame(MAC_BROADCAST, B, 60, 10)];
    c.link.answers = [frame(B, C, 60, 11)];
    a.link.send(frame(MAC_BROADCAST, A));
    const answerOfC = ['transmit b 1', 'settle b'];
    const answersOfB = ['transmit a 2', 'transmit c 1', 'settle a', 'settle c', ...answerOfC];
    expect(log).toEqual([
      ...['transmit b 1', 'transmit c 1'],
      ...['settle b', ...answersOfB, 'settle c'],
    ]);
    expect(a.link.taken.map((octets) => octets[30])).toEqual([9, 10]);
    expect(b.link.taken.at(-1)![30]).toBe(11);
  });

  it('counts both directions and names the reasons for drops', () => {
    const [a, b] = [plug('a'), plug('b')];
    a.link.send(
      frame(B, A, 100),
      frame(B, A, 200),
      frame(B, 0x0100_0000_0001),
      Buffer.alloc(13),
      frame(B, 0),
    );
    expect(a.port.traffic.fromGuest.snapshot()).toEqual({
      frames: 2,
      octets: 300,
      drops: { badSource: 2, truncated: 1 },
    });
    expect(b.port.traffic.toGuest.snapshot()).toEqual({ frames: 2, octets: 300, drops: {} });
    b.link.sink!.dropped('toGuest', Drop.queueFull, 3);
    expect(b.port.traffic.toGuest.snapshot().drops).toEqual({ queueFull: 3 });
    expect(changes).toBe(2);
  });

  it('tells each receiver which port a frame came in by', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    a.link.send(frame(MAC_BROADCAST, A));
    b.link.send(frame(MAC_BROADCAST, A));
    expect(c.link.origins).toEqual([a.port.origin, b.port.origin]);
    expect(new Set([a, b, c].map(({ port }) => port.origin)).size).toBe(3);
  });

  it('counts a frame that the receiver refuses where it came from', () => {
    const [a, gateway] = [plug('a'), plug('gateway')];
    gateway.link.transmit = () => gateway.link.sink!.dropped('fromGuest', Drop.malformed, 1);
    a.link.send(frame(MAC_BROADCAST, A));
    expect(a.port.traffic.fromGuest.snapshot().drops).toEqual({ malformed: 1 });
    expect(gateway.port.traffic.fromGuest.snapshot().drops).toEqual({});
  });

  it('does not flood to a detached port and forgets its stations', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    b.link.send(frame(MAC_BROADCAST, B));
    b.link.attach('detached');
    a.link.send(frame(B, A));
    expect(b.link.taken).toHaveLength(0);
    expect(c.link.taken).toHaveLength(2);
    b.link.attach('attached');
    a.link.send(frame(B, A));
    expect(b.link.taken).toHaveLength(1);
  });

  it('reports a congested station by its MAC, and its end to all ports', () => {
    const [a, b, c] = [plug('a'), plug('b'), plug('c')];
    b.link.send(frame(MAC_BROADCAST, B));
    b.link.congested = true;
    expect(a.link.sink!.congestedTowards(B)).toBe(true);
    expect(a.link.sink!.congestedTowards(C)).toBe(false);
    expect(a.link.sink!.congestedTowards(MAC_BROADCAST)).toBe(false);
    b.link.congested = false;
    b.link.sink!.drained();
    expect([a.link.resumes, b.link.resumes, c.link.resumes]).toEqual([1, 0, 1]);
  });

  it('R46 removes a port while others wait for it', () => {
    const [a, b] = [plug('a'), plug('b')];
    b.link.send(frame(MAC_BROADCAST, B));
    b.link.congested = true;
    fabric.unplug(b.port);
    expect(a.link.resumes).toBe(1);
    expect(a.link.sink!.congestedTowards(B)).toBe(false);
    a.link.send(frame(B, A));
    b.link.send(frame(A, B), frame(A, B));
    expect(b.link.taken).toHaveLength(0);
    expect(b.port.traffic.fromGuest.snapshot().drops).toEqual({ notConnected: 2 });
  });

  it('takes 1024 ports and refuses the next', () => {
    const ports = Array.from(
      { length: 1024 },
      (_, i) => new Port(`p${i}`, new FakeLink(), () => undefined),
    );
    for (const port of ports) expect(fabric.plug(port)).toBe(true);
    const late = new Port('late', new FakeLink(), () => undefined);
    expect(fabric.plug(late)).toBe(false);
    fabric.unplug(ports[500]!);
    expect(fabric.plug(late)).toBe(true);
  });
});
