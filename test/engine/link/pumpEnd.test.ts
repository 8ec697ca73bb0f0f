/** The queue before a pump; test/native/framePump.lab.test.ts has pumps over real devices. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PumpEvents } from '../../../native/lib/framePump.ts';
import { ALL_FRAMES, type FrameBatch } from '../../../src-main/engine/link/frameBatch.ts';
import { PumpEnd } from '../../../src-main/engine/link/pumpEnd.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { batchOf, frame } from '../../scenario/fakeLink.ts';

/** A kernel with room for `room` frames, each marked by its last octet; `refusing` are refused. */
const kernel = vi.hoisted(() => ({
  room: Infinity,
  refusing: [] as number[],
  written: [] as number[],
  watched: false,
  closed: false,
  events: null as PumpEvents | null,
}));

vi.mock('../../../native/lib/framePump.ts', () => ({
  FramePump: class {
    refused = 0;

    constructor(_fd: number, _kind: string, _batch: FrameBatch, events: PumpEvents) {
      kernel.events = events;
    }

    write(batch: FrameBatch, selection: Uint16Array, start: number, end: number): number {
      this.refused = 0;
      for (let k = start; k < end; k += 1) {
        const mark = batch.slab[batch.offsets[selection[k]!]! + 59]!;
        if (kernel.room === 0) return k;
        if (kernel.refusing.includes(mark)) this.refused += 1;
        else {
          kernel.room -= 1;
          kernel.written.push(mark);
        }
      }
      return end;
    }

    watchWritable(on: boolean): void {
      kernel.watched = on;
    }

    close(): void {
      kernel.closed = true;
    }
  },
}));

const drops: [reason: number, frames: number][] = [];
let drains: number;
let end: PumpEnd;

function transmit(...marks: number[]): void {
  end.transmit(batchOf(marks.map((mark) => frame(1, 2, 60, mark))), ALL_FRAMES, marks.length);
}

/** The kernel has room again, and says so. */
function makeRoom(room: number): void {
  kernel.room = room;
  kernel.events!.writable();
}

beforeEach(() => {
  Object.assign(kernel, { room: Infinity, refusing: [], written: [], closed: false });
  drops.length = 0;
  drains = 0;
  end = new PumpEnd(7, 'tap', {
    receive: () => undefined,
    dropped: (reason, frames) => drops.push([reason, frames]),
    drained: () => (drains += 1),
    lost: () => undefined,
  });
});

describe('frames that the kernel has no room for', () => {
  it('wait in their order, with all later ones behind them', () => {
    kernel.room = 2;
    transmit(1, 2, 3);
    expect([end.congested, kernel.watched]).toEqual([true, true]);
    kernel.room = 1;
    transmit(4);
    expect(kernel.written).toEqual([1, 2]);
    makeRoom(10);
    expect(kernel.written).toEqual([1, 2, 3, 4]);
    expect([end.congested, kernel.watched, drains, drops]).toEqual([false, false, 1, []]);
    transmit(5);
    expect(kernel.written.at(-1)).toBe(5);
  });

  it('go on waiting when there is no room after all', () => {
    kernel.room = 0;
    transmit(1, 2);
    makeRoom(0);
    expect([end.congested, drains]).toEqual([true, 0]);
    makeRoom(2);
    expect([kernel.written, drains]).toEqual([[1, 2], 1]);
  });

  it('are dropped and counted when only some find room', () => {
    kernel.room = 0;
    transmit(1, 2, 3);
    makeRoom(1);
    expect([kernel.written, drops, end.congested]).toEqual([[1], [[Drop.queueFull, 2]], false]);
  });

  it('are dropped and counted when the queue is full', () => {
    kernel.room = 0;
    const marks = Array.from({ length: 1000 }, () => 1);
    transmit(...marks);
    transmit(...marks);
    expect(drops).toEqual([[Drop.queueFull, 2000 - 1024]]);
    makeRoom(Infinity);
    expect(kernel.written).toHaveLength(1024);
  });

  it('are forgotten when the end closes', () => {
    kernel.room = 0;
    transmit(1);
    end.close();
    expect([end.congested, kernel.closed, kernel.written]).toEqual([false, true, []]);
  });
});

it('a frame that the kernel refuses is counted; those behind it are sent', () => {
  kernel.refusing = [2];
  transmit(1, 2, 3);
  expect([kernel.written, drops, end.congested]).toEqual([[1, 3], [[Drop.queueFull, 1]], false]);
});
