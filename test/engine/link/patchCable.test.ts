import { beforeEach, describe, expect, it } from 'vitest';
import { patchCable } from '../../../src-main/engine/link/patchCable.ts';
import { Port } from '../../../src-main/engine/switch/port.ts';
import { Switch } from '../../../src-main/engine/switch/switch.ts';
import { MAC_BROADCAST } from '../../../src-main/address/mac.ts';
import { FakeLink, frame } from '../../scenario/fakeLink.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;
const B_TOO = 0x0003_ff00_00bb;

let clock: ManualClock;
let left: Switch;
let right: Switch;
let a: FakeLink;
let b: FakeLink;
let ends: [Port, Port];

function plug(fabric: Switch, link: FakeLink): Port {
  const port = new Port(link.name, link, () => undefined);
  fabric.plug(port);
  port.open();
  return port;
}

function patch(one: Switch, other: Switch): [Port, Port] {
  const [near, far] = patchCable();
  const ports: [Port, Port] = [
    new Port('near', near, () => undefined),
    new Port('far', far, () => undefined),
  ];
  one.plug(ports[0]);
  other.plug(ports[1]);
  for (const port of ports) port.open();
  return ports;
}

beforeEach(() => {
  clock = new ManualClock();
  left = new Switch(() => clock.now(), 1);
  right = new Switch(() => clock.now(), 2);
  a = new FakeLink('a');
  b = new FakeLink('b');
  plug(left, a);
  plug(right, b);
  ends = patch(left, right);
});

describe('R43 patch cable', () => {
  it('carries broadcasts and, once learned, unicasts both ways', () => {
    const question = frame(MAC_BROADCAST, A, 60, 1);
    const answer = frame(A, B, 1514, 2);
    a.send(question);
    b.send(answer);
    expect(b.taken).toEqual([question]);
    expect(a.taken).toEqual([answer]);
  });

  it('crosses with what the far switch learned only: a station beyond is no reason to flood', () => {
    const third = new FakeLink('third');
    plug(left, third);
    a.send(frame(MAC_BROADCAST, A));
    b.send(frame(A, B));
    a.send(frame(B, A));
    expect([third.taken.length, b.taken.length]).toEqual([1, 2]);
    const stations = left.stations().map(({ mac, portId }) => [mac, portId]);
    expect(stations).toContainEqual([B, 'near']);
  });

  it('takes of a batch what goes over, in order, and leaves the rest', () => {
    const neighbour = new FakeLink('neighbour');
    plug(left, neighbour);
    neighbour.send(frame(MAC_BROADCAST, B_TOO));
    b.taken.length = 0;
    const crossing = [frame(MAC_BROADCAST, A, 60, 1), frame(B, A, 700, 3)];
    a.send(crossing[0]!, frame(B_TOO, A, 60, 2), crossing[1]!);
    expect(b.taken).toEqual(crossing);
    expect(b.transmits).toBe(1 + 1);
  });

  it('keeps the origin of a frame: the port of the guest, not its own', () => {
    const [third, fourth] = [new FakeLink('third'), new FakeLink('fourth')];
    const [near, far] = [plug(left, third), plug(right, fourth)];
    third.send(frame(MAC_BROADCAST, A));
    fourth.send(frame(MAC_BROADCAST, B));
    expect(b.origins).toEqual([near.origin, far.origin]);
    expect(a.origins).toEqual([near.origin, far.origin]);
  });

  it('answers of a batch cross back within it', () => {
    const answer = frame(A, B);
    b.answers = [answer];
    a.send(frame(MAC_BROADCAST, A));
    expect(a.taken).toEqual([answer]);
  });

  it('loses nothing of a batch where a neighbour answers before it has crossed', () => {
    const neighbour = new FakeLink('neighbour');
    plug(left, neighbour);
    neighbour.send(frame(MAC_BROADCAST, B_TOO));
    b.taken.length = 0;
    const question = frame(MAC_BROADCAST, A, 60, 1);
    const answer = frame(MAC_BROADCAST, B_TOO, 60, 2);
    neighbour.answers = [answer];
    a.send(frame(B_TOO, A), question);
    expect(b.taken).toEqual([question, answer]);
  });

  it('passes on whether a station beyond is congested, and wakes who waits for it', () => {
    b.send(frame(MAC_BROADCAST, B));
    expect(left.congestedTowards(B)).toBe(false);
    b.congested = true;
    expect(left.congestedTowards(B)).toBe(true);
    b.congested = false;
    b.sink!.drained();
    expect(a.resumes).toBe(1);
  });

  it('wakes who waits for a station beyond when it is taken out', () => {
    left.unplug(ends[0]);
    expect(a.resumes).toBe(1);
    right.unplug(ends[1]);
    for (const port of ends) port.close();
    a.send(frame(MAC_BROADCAST, A));
    expect(b.taken).toHaveLength(0);
  });

  it('a loop that was not refused ends in drops, and is counted', () => {
    const [again] = patch(right, left);
    a.send(frame(MAC_BROADCAST, A));
    const drops = [...ends, again].map(({ traffic }) => traffic.toGuest.snapshot().drops);
    expect(drops).toContainEqual({ queueFull: 1 });
    expect(b.taken.length).toBeLessThanOrEqual(2);
  });
});
