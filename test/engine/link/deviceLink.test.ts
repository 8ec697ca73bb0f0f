/** A device that is opened, lost and opened again; heldTapLink.test.ts has one that is refused. */
import { beforeEach, expect, it, vi } from 'vitest';
import type { PumpEvents } from '../../../native/lib/framePump.ts';
import { TapLink } from '../../../src-main/engine/link/tapLink.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { batchOf, frame, RecordingSink } from '../../scenario/fakeLink.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

/** Every pump so far. A TAP takes no carrier while `broken`. */
const taps = vi.hoisted(() => ({
  broken: false,
  pumps: [] as { events: PumpEvents; carriers: boolean[]; closed: boolean }[],
}));

vi.mock('../../../native/lib/framePump.ts', () => ({
  FramePump: class {
    readonly refused = 0;
    readonly #state: (typeof taps.pumps)[number];

    constructor(_fd: number, _kind: string, _batch: unknown, events: PumpEvents) {
      this.#state = { events, carriers: [], closed: false };
      taps.pumps.push(this.#state);
    }

    setCarrier(up: boolean): void {
      if (taps.broken) throw new Error('ENODEV');
      this.#state.carriers.push(up);
    }

    close(): void {
      this.#state.closed = true;
    }
  },
}));

let clock: ManualClock;
let sink: RecordingSink;
let link: TapLink;

function open(): void {
  const devices = {
    byName: () => null,
    byIndex: () => null,
    listen: () => undefined,
    unlisten: () => undefined,
  };
  const privileges = { openTap: () => ({ fd: 7, name: 'pclab' }) } as never;
  link = new TapLink({ name: 'pclab', mac: null, address: null }, clock, { devices, privileges });
  link.setCarrier(true);
  link.open(sink);
}

beforeEach(() => {
  Object.assign(taps, { broken: false, pumps: [] });
  clock = new ManualClock();
  sink = new RecordingSink();
});

it('has the carrier that was set before it opened', () => {
  open();
  expect([link.state, taps.pumps[0]!.carriers, sink.states]).toEqual([
    'attached',
    [true],
    ['attached'],
  ]);
});

it('is detached when its device is lost, and opens another', () => {
  open();
  taps.pumps[0]!.events.lost('ENODEV');
  clock.advance(10_000);
  expect(sink.states).toEqual(['attached', 'detached', 'attached']);
  expect(taps.pumps.map(({ closed }) => closed)).toEqual([true, false]);
});

it('stays detached and closes the descriptor when setting it up fails', () => {
  taps.broken = true;
  open();
  expect([link.state, link.problem === null, sink.states]).toEqual(['detached', false, []]);
  expect(taps.pumps[0]!.closed).toBe(true);
});

it('counts frames that come while it is detached', () => {
  taps.broken = true;
  open();
  link.transmit(batchOf([frame(1, 2), frame(1, 2)]), Uint16Array.of(0, 1), 2);
  expect(sink.drops).toEqual({ [`toGuest ${Drop.detached}`]: 2 });
});

it('reports nothing any more once closed', () => {
  open();
  link.close();
  expect([taps.pumps[0]!.closed, sink.states, clock.armed]).toEqual([true, ['attached'], 0]);
});
