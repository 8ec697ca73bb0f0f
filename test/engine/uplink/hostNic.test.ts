import { beforeEach, describe, expect, it } from 'vitest';
import type { Netdev } from '../../../native/lib/linkMonitor.ts';
import type { FrameBatch } from '../../../src-main/engine/link/frameBatch.ts';
import type { PumpEndEvents } from '../../../src-main/engine/link/pumpEnd.ts';
import { HostNic } from '../../../src-main/engine/uplink/hostNic.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { batchOf, frame, RecordingSink } from '../../scenario/fakeLink.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

const NIC = 0x0200_0000_0001;
const LAN = 0x0200_0000_0002;
const A = 0x0003_ff00_000a;
const B = 0x0003_ff00_000b;
const NESTED = 0x5254_0000_0001;
const BROADCAST = 0xffff_ffff_ffff;
const up: Netdev = { index: 2, name: 'lan0', mac: NIC, up: true, mtu: 1500 };

/** One of the two descriptors. */
class FakeEnd {
  readonly taken: Buffer[] = [];
  readonly events: PumpEndEvents;
  congested = false;
  closed = false;
  filters = 0;

  constructor(events: PumpEndEvents) {
    this.events = events;
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    for (let k = 0; k < count; k += 1) {
      const at = batch.offsets[selection[k]!]!;
      this.taken.push(Buffer.from(batch.slab.subarray(at, at + batch.lengths[selection[k]!]!)));
    }
  }

  setFilter(): void {
    this.filters += 1;
  }

  close(): void {
    this.closed = true;
  }
}

let clock: ManualClock;
let device: Netdev | null;
let stirred: () => void;
let wires: FakeEnd[];
let hosts: FakeEnd[];
let isolations: string[];
let refusal: Error | null;
let sink: RecordingSink;
let nic: HostNic;

function open(change: { isolated?: boolean; translate?: boolean } = {}): void {
  const config = { nic: 'lan0', isolated: false, translate: false, ...change };
  nic = new HostNic(config, {
    clock,
    seed: 7,
    devices: {
      byName: (name) => (device?.name === name ? device : null),
      byIndex: (index) => (device?.index === index ? device : null),
      listen: (listener) => (stirred = listener),
      unlisten: () => undefined,
    },
    privileges: {
      isolate: (name: string, on: boolean) => isolations.push(`${name} ${on}`),
    } as never,
    ends: {
      openWire(_nic, _view, events) {
        if (refusal !== null) throw refusal;
        wires.push(new FakeEnd(events));
        return wires.at(-1)!;
      },
      openHost(_nic, _mac, events) {
        hosts.push(new FakeEnd(events));
        return hosts.at(-1)!;
      },
    },
  });
  nic.setGuests([A, B]);
  nic.open(sink);
}

function transmit(...frames: Buffer[]): void {
  nic.transmit(
    batchOf(frames),
    Uint16Array.from(frames, (_, i) => i),
    frames.length,
  );
}

function change(to: Netdev | null): void {
  device = to;
  stirred();
}

beforeEach(() => {
  clock = new ManualClock();
  device = up;
  wires = [];
  hosts = [];
  isolations = [];
  refusal = null;
  sink = new RecordingSink();
});

describe('host NIC', () => {
  it('R12 R13 R14 sends to the host, the wire or both, unchanged, and to neither what is a guest’s', () => {
    open();
    const [toHost, toLan, toAll, toB] = [NIC, LAN, BROADCAST, B].map((to) => frame(to, A));
    transmit(toHost!, toLan!, toAll!, toB!);
    expect(wires[0]!.taken).toEqual([toLan, toAll]);
    expect(hosts[0]!.taken).toEqual([toHost, toAll]);
  });

  it('R15 R16 shows guests what is theirs, and nothing that is the host’s or others’', () => {
    open();
    const mine = [frame(A, LAN), frame(B, NIC), frame(BROADCAST, NIC)];
    const others = [frame(NIC, LAN), frame(LAN, NIC), frame(BROADCAST, A), Buffer.alloc(5)];
    wires[0]!.events.receive(
      batchOf([others[0]!, mine[0]!, others[1]!, mine[1]!, ...others, mine[2]!]),
    );
    expect(sink.frames).toEqual(mine);
    hosts[0]!.events.receive(batchOf([frame(BROADCAST, NIC)]));
    expect(sink.frames).toHaveLength(3);
  });

  it('a guest of a guest is a station as soon as it has been heard', () => {
    open();
    wires[0]!.events.receive(batchOf([frame(NESTED, LAN)]));
    const filters = wires[0]!.filters;
    transmit(frame(LAN, NESTED));
    expect(wires[0]!.filters).toBe(filters + 1);
    wires[0]!.events.receive(batchOf([frame(NESTED, LAN)]));
    expect(sink.frames).toHaveLength(1);
    transmit(frame(LAN, NESTED));
    expect(wires[0]!.filters).toBe(filters + 1);
  });

  it('R44 a guest of a guest that has been silent for 300 s may be on the LAN by now', () => {
    open();
    transmit(frame(LAN, NESTED), frame(LAN, A));
    clock.advance(200_000);
    transmit(frame(LAN, NESTED));
    clock.advance(299_000);
    wires[0]!.events.receive(batchOf([frame(A, NESTED)]));
    expect(sink.frames).toEqual([]);
    const filters = wires[0]!.filters;
    clock.advance(1_000);
    expect(wires[0]!.filters).toBe(filters + 1);
    wires[0]!.events.receive(batchOf([frame(A, NESTED)]));
    expect(sink.frames).toEqual([frame(A, NESTED)]);
    // The adapters of this network stay for as long as they are.
    wires[0]!.events.receive(batchOf([frame(BROADCAST, A)]));
    expect(sink.frames).toHaveLength(1);
  });

  it('what is longer than the NIC’s MTU does not leave, and is counted; the host still has it', () => {
    open();
    const [long, fits, group] = [1519, 1518, 1519].map((length, i) => {
      const made = Buffer.alloc(length);
      frame(i === 2 ? BROADCAST : LAN, A).copy(made);
      return made;
    });
    transmit(long!, fits!, group!);
    expect(wires[0]!.taken).toEqual([fits]);
    expect(hosts[0]!.taken).toEqual([group]);
    expect(sink.drops).toEqual({ [`fromGuest ${Drop.oversized}`]: 2 });
    change({ ...up, mtu: 9000 });
    transmit(long!);
    expect(wires[0]!.taken).toEqual([fits, long]);
    change({ ...up, mtu: 1400 });
    const superFrame = batchOf([frame(LAN, A), frame(LAN, A)]);
    superFrame.offloads.set([1 | (1 << 8) | (1448 << 16), 0, 1 | (1 << 8) | (1348 << 16), 0]);
    nic.transmit(superFrame, Uint16Array.of(0, 1), 2);
    expect(wires[0]!.taken).toHaveLength(3);
    expect(sink.drops).toEqual({ [`fromGuest ${Drop.oversized}`]: 3 });
  });

  it('R16 a frame that bears the NIC’s own MAC is dropped, and teaches nothing', () => {
    open();
    transmit(frame(LAN, NIC));
    expect(wires[0]!.taken).toEqual([]);
    expect(sink.drops).toEqual({ [`fromGuest ${Drop.badSource}`]: 1 });
    wires[0]!.events.receive(batchOf([frame(NIC, LAN)]));
    expect(sink.frames).toEqual([]);
  });

  it('R18 cuts the host off while open, without a way to the host', () => {
    open({ isolated: true });
    transmit(frame(NIC, A), frame(BROADCAST, A));
    expect(hosts).toEqual([]);
    expect(wires[0]!.taken).toHaveLength(1);
    nic.close();
    expect(isolations).toEqual(['lan0 true', 'lan0 false']);
  });

  it('R18 gives the NIC back to the host immediately if it cannot be opened', () => {
    refusal = Object.assign(new Error('refused'), { code: 'nicNotAllowed' });
    open({ isolated: true });
    expect(nic.problem).toBe('nicNotAllowed');
    nic.close();
    expect(isolations).toEqual(['lan0 true', 'lan0 false']);
  });

  it('R20 follows the NIC: down, up, renamed, another MAC, deleted, back', () => {
    open();
    change({ ...up, up: false });
    expect([nic.state, wires[0]!.closed, hosts[0]!.closed]).toEqual(['detached', true, true]);
    transmit(frame(LAN, A));
    expect(sink.drops).toEqual({ [`toGuest ${Drop.detached}`]: 1 });
    change(up);
    expect([nic.state, wires.length]).toEqual(['attached', 2]);
    change({ ...up, name: 'eth9' });
    expect([nic.state, wires.length]).toEqual(['attached', 2]);
    change(up);
    change({ ...up, mac: LAN });
    expect([nic.state, wires.length]).toEqual(['attached', 3]);
    change(null);
    expect(nic.state).toBe('detached');
    change({ ...up, index: 9 });
    expect(sink.states).toEqual([
      'attached',
      'detached',
      'attached',
      'detached',
      'attached',
      'detached',
      'attached',
    ]);
  });

  it('reports why it is refused, and tries again', () => {
    refusal = Object.assign(new Error('no'), { code: 'helperMissing' });
    open();
    expect([nic.state, nic.problem]).toEqual(['detached', 'helperMissing']);
    refusal = null;
    clock.advance(100);
    expect([nic.state, nic.problem]).toEqual(['attached', null]);
  });

  it('R19 behind one MAC the wire sees the NIC’s, and other ports the guest’s', () => {
    open({ translate: true });
    const batch = batchOf([frame(LAN, A)]);
    nic.transmit(batch, Uint16Array.of(0), 1);
    expect(wires[0]!.taken).toEqual([frame(LAN, NIC)]);
    expect(batch.slab.subarray(0, 60)).toEqual(frame(LAN, A));
  });
});
