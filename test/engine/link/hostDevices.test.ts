import { beforeEach, expect, it, vi } from 'vitest';
import { MonitoredDevices } from '../../../src-main/engine/link/hostDevices.ts';

/** Every monitor that was opened: it knows lan0 as device 2. */
const monitors = vi.hoisted(() => [] as { listeners: Set<() => void>; closed: boolean }[]);

vi.mock('../../../native/lib/linkMonitor.ts', () => ({
  LinkMonitor: class {
    readonly #state = { listeners: new Set<() => void>(), closed: false };
    readonly #lan0 = { index: 2, name: 'lan0' };

    constructor() {
      monitors.push(this.#state);
    }

    byName(name: string) {
      return name === 'lan0' ? this.#lan0 : null;
    }

    byIndex(index: number) {
      return index === 2 ? this.#lan0 : null;
    }

    listen(listener: () => void): void {
      this.#state.listeners.add(listener);
    }

    unlisten(listener: () => void): void {
      this.#state.listeners.delete(listener);
    }

    close(): void {
      this.#state.closed = true;
    }
  },
}));

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [first, second] = [vi.fn(), vi.fn()];
let devices: MonitoredDevices;

beforeEach(() => {
  monitors.length = 0;
  devices = new MonitoredDevices();
});

it('opens no monitor before a device is of interest, and knows none', () => {
  expect([devices.byName('lan0'), devices.byIndex(2), monitors]).toEqual([null, null, []]);
});

it('has one monitor for all listeners, closed after the last', async () => {
  devices.listen(first);
  devices.listen(second);
  expect([devices.byName('lan0')?.index, devices.byIndex(2)?.name]).toEqual([2, 'lan0']);
  devices.unlisten(first);
  await nextTurn();
  expect(monitors).toEqual([{ listeners: new Set([second]), closed: false }]);
  devices.unlisten(second);
  await nextTurn();
  expect([monitors[0]!.closed, devices.byName('lan0')]).toEqual([true, null]);
});

it('a listener that replaces the last one finds the devices known', async () => {
  devices.listen(first);
  devices.unlisten(first);
  devices.listen(second);
  expect(devices.byName('lan0')).not.toBeNull();
  await nextTurn();
  expect(monitors.map(({ closed }) => closed)).toEqual([false]);
});

it('a listener that comes later gets a new monitor', async () => {
  devices.listen(first);
  devices.unlisten(first);
  await nextTurn();
  devices.listen(second);
  expect(monitors.map(({ closed }) => closed)).toEqual([true, false]);
});
