/** A port with stages, on a switch with one other port. */
import { beforeEach, describe, expect, it } from 'vitest';
import { MAC_BROADCAST } from '../../../src-main/address/mac.ts';
import { FrameBatch } from '../../../src-main/engine/link/frameBatch.ts';
import { Port } from '../../../src-main/engine/switch/port.ts';
import type { PortStage, StageMaker, StageSink } from '../../../src-main/engine/switch/stage.ts';
import { Switch } from '../../../src-main/engine/switch/switch.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { FakeLink, frame } from '../../scenario/fakeLink.ts';

const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;

let a: FakeLink;
let b: FakeLink;
let port: Port;

function plug(fabric: Switch, link: FakeLink): Port {
  const plugged = new Port(link.name, link, () => undefined);
  fabric.plug(plugged);
  plugged.open();
  return plugged;
}

beforeEach(() => {
  const fabric = new Switch(() => 0, 1);
  a = new FakeLink('a');
  b = new FakeLink('b');
  port = plug(fabric, a);
  plug(fabric, b);
});

/** Broadcasts with these marks. */
const send = (from: FakeLink, ...marks: number[]): void =>
  from.send(...marks.map((mark) => frame(MAC_BROADCAST, from === a ? A : B, 60, mark)));

const marksOf = (link: FakeLink): number[] => link.taken.map((octets) => octets[30]!);

/** Passes everything; a test overrides what it needs. */
class PassingStage implements PortStage {
  closed = false;
  readonly sink: StageSink;

  constructor(sink: StageSink) {
    this.sink = sink;
  }

  inward(_batch: FrameBatch): void {
    // Passes.
  }

  outward(_batch: FrameBatch, _selection: Uint16Array, count: number): number {
    return count;
  }

  close(): void {
    this.closed = true;
  }
}

/** Discards every second frame, both ways. */
class EverySecond extends PassingStage {
  override inward(batch: FrameBatch): void {
    const kept = (batch.count + 1) >> 1;
    for (let place = 0; place < kept; place += 1) batch.keep(2 * place, place);
    this.sink.dropped('fromGuest', Drop.queueFull, batch.count - kept);
    batch.count = kept;
  }

  override outward(_batch: FrameBatch, selection: Uint16Array, count: number): number {
    const kept = (count + 1) >> 1;
    for (let k = 0; k < kept; k += 1) selection[k] = selection[2 * k]!;
    this.sink.dropped('toGuest', Drop.queueFull, count - kept);
    return kept;
  }
}

/** Holds every frame until the test releases it. */
class Holding extends PassingStage {
  readonly held = { inward: new FrameBatch(), outward: new FrameBatch() };

  override inward(batch: FrameBatch): void {
    for (let i = 0; i < batch.count; i += 1) this.held.inward.copy(batch, i);
    batch.count = 0;
  }

  override outward(batch: FrameBatch, selection: Uint16Array, count: number): number {
    for (let k = 0; k < count; k += 1) this.held.outward.copy(batch, selection[k]!);
    return 0;
  }

  release(): void {
    this.sink.releaseInward(this.held.inward);
    this.sink.releaseOutward(this.held.outward);
  }
}

class Reversing extends PassingStage {
  override outward(_batch: FrameBatch, selection: Uint16Array, count: number): number {
    selection.subarray(0, count).reverse();
    return count;
  }
}

/** Writes down the frames that pass it. */
class Counting extends PassingStage {
  readonly counts = { inward: 0, outward: 0 };

  override inward(batch: FrameBatch): void {
    this.counts.inward += batch.count;
  }

  override outward(_batch: FrameBatch, _selection: Uint16Array, count: number): number {
    this.counts.outward += count;
    return count;
  }
}

/** Puts stages of these classes on the port, and returns them. */
function stages<S extends PassingStage>(...kinds: (new (sink: StageSink) => S)[]): S[] {
  const made: S[] = [];
  const makers = kinds.map((Kind): StageMaker => (sink) => {
    const stage = new Kind(sink);
    made.push(stage);
    return stage;
  });
  port.setStages(makers);
  return made;
}

const drops = () => ({
  fromGuest: port.traffic.fromGuest.snapshot().drops,
  toGuest: port.traffic.toGuest.snapshot().drops,
});

describe('a port with stages', () => {
  it('drops what a stage discards, and counts it in its direction', () => {
    stages(EverySecond);
    send(a, 1, 2, 3, 4, 5);
    send(b, 6, 7);
    expect([marksOf(b), marksOf(a)]).toEqual([[1, 3, 5], [6]]);
    expect(drops()).toEqual({ fromGuest: { queueFull: 2 }, toGuest: { queueFull: 1 } });
    expect([port.traffic.fromGuest.frames, port.traffic.toGuest.frames]).toEqual([3, 1]);
  });

  it('counts and passes on what is held only when it is released', () => {
    const [holding] = stages(Holding);
    send(a, 1, 2);
    send(b, 3);
    expect([marksOf(b), marksOf(a), port.traffic.toGuest.octets]).toEqual([[], [], 0]);
    holding!.release();
    expect([marksOf(b), marksOf(a)]).toEqual([[1, 2], [3]]);
    expect([port.traffic.fromGuest.octets, port.traffic.toGuest.octets]).toEqual([120, 60]);
    expect([b.origins, a.log.at(-1)]).toEqual([[port.origin, port.origin], 'settle a']);
  });

  it('passes released frames through the stages that were still before them', () => {
    const [near, holding, far] = stages<Counting | Holding>(Counting, Holding, Counting);
    send(a, 1, 2);
    send(b, 3);
    (holding as Holding).release();
    expect((near as Counting).counts).toEqual({ inward: 2, outward: 1 });
    expect((far as Counting).counts).toEqual({ inward: 2, outward: 1 });
    expect([marksOf(b), marksOf(a)]).toEqual([[1, 2], [3]]);
  });

  it('delivers in the order that a stage chose', () => {
    stages(Reversing);
    send(b, 1, 2, 3);
    expect(marksOf(a)).toEqual([3, 2, 1]);
  });

  it('runs stages from the guest to the network, and back in reverse', () => {
    const [near, , far] = stages<Counting | EverySecond>(Counting, EverySecond, Counting);
    send(a, 1, 2, 3, 4);
    send(b, 5, 6, 7, 8);
    expect((near as Counting).counts).toEqual({ inward: 4, outward: 2 });
    expect((far as Counting).counts).toEqual({ inward: 2, outward: 4 });
  });

  it('closes the stages that others replace, and its own when it closes', () => {
    const [first] = stages(PassingStage);
    const [second] = stages(PassingStage);
    expect([first!.closed, second!.closed]).toEqual([true, false]);
    port.close();
    expect(second!.closed).toBe(true);
  });

  it('has a direct way without stages: no batch passes a row', () => {
    const [counting] = stages(Counting);
    port.setStages([]);
    send(a, 1);
    send(b, 2);
    expect(counting!.counts).toEqual({ inward: 0, outward: 0 });
    expect([marksOf(b), marksOf(a)]).toEqual([[1], [2]]);
  });

  it('that is not plugged in counts frames as not connected before any stage', () => {
    const [counting] = stages(Counting);
    port.fabric!.portDown(port);
    (port.fabric as Switch).unplug(port);
    send(a, 1, 2);
    expect([counting!.counts.inward, drops().fromGuest]).toEqual([0, { notConnected: 2 }]);
  });
});
