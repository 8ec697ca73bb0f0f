/** What a port counts, and how it stands between link and switch; stageRow.test.ts has policies. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type Fabric, Port } from '../../../src-main/engine/switch/port.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { batchOf, FakeLink, frame } from '../../scenario/fakeLink.ts';

let link: FakeLink;
let port: Port;
let changes: number;
let told: string[];

const fabric: Fabric = {
  receive: (from, batch) => told.push(`receive ${from.id} ${batch.count}`),
  portDown: ({ id }) => told.push(`down ${id}`),
  drained: ({ id }) => told.push(`drained ${id}`),
  congestedTowards: (mac) => mac === 1,
};

beforeEach(() => {
  link = new FakeLink('guest');
  port = new Port('vm/1', link, () => (changes += 1));
  changes = 0;
  told = [];
});

describe('a port on a switch', () => {
  beforeEach(() => {
    port.fabric = fabric;
    port.open();
  });

  it('hands on batches and news of its link', () => {
    link.send(frame(1, 2), frame(1, 2));
    link.sink!.drained();
    link.attach('detached');
    expect(told).toEqual(['receive vm/1 2', 'drained vm/1', 'down vm/1']);
    expect(port.up).toBe(false);
    link.attach('attached');
    expect([port.up, told.length]).toEqual([true, 3]);
    expect([1, 2].map((mac) => port.congestedTowards(mac))).toEqual([true, false]);
  });

  it('reports one change for a batch, however many frames it has', () => {
    link.send(frame(1, 2), frame(1, 2), frame(1, 2));
    expect(changes).toBe(1);
  });

  it('sends what was selected, in one call, and counts it', () => {
    const batch = batchOf([frame(1, 2, 60, 7), frame(1, 2, 100, 8), frame(1, 2, 200, 9)]);
    expect([port.select(2), port.select(0)]).toEqual([true, false]);
    port.deliver(port, batch);
    expect([link.transmits, link.taken.map((octets) => octets[30])]).toEqual([1, [9, 7]]);
    expect(port.traffic.toGuest.snapshot()).toEqual({ frames: 2, octets: 260, drops: {} });
    expect(port.select(1)).toBe(true);
  });

  it('counts a guest’s frames that the link of another port drops where they came from', () => {
    const other = new Port('gateway', new FakeLink('gateway'), () => undefined);
    other.open();
    other.link.transmit = () => other.dropped('fromGuest', Drop.malformed, 1);
    other.link.settle = () => other.dropped('fromGuest', Drop.badSource, 2);
    other.select(0);
    other.deliver(port, batchOf([frame(1, 2)]));
    other.settle(port);
    other.dropped('fromGuest', Drop.queueFull, 3);
    expect(port.traffic.fromGuest.snapshot().drops).toEqual({ malformed: 1, badSource: 2 });
    expect(other.traffic.fromGuest.snapshot().drops).toEqual({ queueFull: 3 });
  });
});

it('without a switch, frames are counted as not connected, and nothing is congested', () => {
  port.open();
  link.send(frame(1, 2), frame(1, 2));
  link.sink!.drained();
  expect(port.traffic.fromGuest.snapshot()).toEqual({
    frames: 0,
    octets: 0,
    drops: { notConnected: 2 },
  });
  expect(port.congestedTowards(1)).toBe(false);
});

describe('the origin of a batch', () => {
  it('is stamped by the first port that receives it', () => {
    const batch = batchOf([frame(1, 2)]);
    port.receive(batch);
    new Port('patch', new FakeLink(), () => undefined).receive(batch);
    expect(batch.origin).toBe(port.origin);
  });

  it('differs from port to port, but a port keeps it, with its counters, when it is replaced', () => {
    const successor = new Port('vm/1', new FakeLink(), () => undefined, port);
    const other = new Port('vm/2', new FakeLink(), () => undefined);
    expect([successor.origin, successor.traffic]).toEqual([port.origin, port.traffic]);
    expect(other.origin).not.toBe(port.origin);
    expect(port.origin).toBeGreaterThan(0);
  });
});

it('is down once closed', () => {
  port.open();
  expect(port.up).toBe(true);
  port.close();
  expect([port.up, link.closed]).toEqual([false, true]);
});
