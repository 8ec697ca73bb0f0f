import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QemuCarrier, REPLUG_MS } from '../../../src-main/hypervisor/qemu/qemuCarrier.ts';

describe('QemuCarrier', () => {
  let told: boolean[];
  let taken: boolean;
  let carrier: QemuCarrier;
  const changed = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    taken = true;
    carrier = new QemuCarrier((up) => {
      told.push(up);
      return Promise.resolve(taken);
    }, changed);
  });
  afterEach(() => vi.useRealTimers());

  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

  it('R6 sends a change once, and everything to a new guest', async () => {
    carrier.apply({ plugged: true, networkId: 'a' }, false);
    expect(told).toEqual([]);
    carrier.attached();
    carrier.apply({ plugged: true, networkId: 'a' }, true);
    carrier.apply({ plugged: false, networkId: null }, true);
    carrier.apply({ plugged: false, networkId: null }, true);
    expect(told).toEqual([true, false]);
    carrier.detached();
    carrier.attached();
    expect(told).toEqual([true, false, false]);
    await settle();
    expect(carrier.up).toBe(false);
  });

  it('R5 pulls and plugs when the network changes, once however often it changes', async () => {
    carrier.apply({ plugged: true, networkId: 'a' }, false);
    carrier.attached();
    carrier.apply({ plugged: true, networkId: 'b' }, true);
    expect(told).toEqual([true, false]);
    vi.advanceTimersByTime(REPLUG_MS - 1);
    carrier.apply({ plugged: true, networkId: 'c' }, true);
    carrier.apply({ plugged: true, networkId: 'c' }, true);
    vi.advanceTimersByTime(REPLUG_MS - 1);
    expect(told).toEqual([true, false]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual([true, false, true]);
    await settle();
    expect(carrier.up).toBe(true);
  });

  it('R6 a cable that is unplugged while it is out stays out', () => {
    carrier.apply({ plugged: true, networkId: 'a' }, false);
    carrier.attached();
    carrier.apply({ plugged: true, networkId: 'b' }, true);
    carrier.apply({ plugged: false, networkId: null }, true);
    vi.advanceTimersByTime(REPLUG_MS);
    expect(told).toEqual([true, false]);
  });

  it('is up only after QEMU has accepted it, and is sent again if not', async () => {
    taken = false;
    carrier.apply({ plugged: true, networkId: 'a' }, false);
    carrier.attached();
    expect(carrier.up).toBe(false);
    await settle();
    expect(carrier.up).toBe(false);
    taken = true;
    carrier.apply({ plugged: true, networkId: 'a' }, true);
    await settle();
    expect(told).toEqual([true, true]);
    expect(carrier.up).toBe(true);
    expect(changed).toHaveBeenCalled();
  });
});
