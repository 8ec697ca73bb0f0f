import { describe, expect, test } from 'vitest';
import { checkedAdapters, newAdapter } from '../../../src-main/app/vms/adapters.ts';
import { openBench, type Bench } from '../bench.ts';

async function benchWithVm(): Promise<Bench> {
  const bench = await openBench();
  await bench.call('vm.add', { name: 'Alpha' });
  return bench;
}

describe('the adapters of a dialog', () => {
  const settings = { model: 'e1000', mode: 'none', network: null, nic: null, cable: true } as const;

  test('get derived MACs that differ from the given ones', async () => {
    const { app } = (await benchWithVm()).patchcord;
    const vm = app.state.vms[0]!;
    const derived = vm.adapters[0]!.mac;
    const adapters = checkedAdapters(app, { ...vm, adapters: [] }, [
      { ...settings, n: 1, mac: '' },
      { ...settings, n: 2, mac: derived },
    ]);
    const macs = new Map(adapters.map(({ n, mac }) => [n, mac]));
    expect(macs.get(2)).toBe(derived);
    expect(macs.get(1)).toMatch(/^00-03-FF-/);
    expect(macs.get(1)).not.toBe(derived);
  });

  test('may not have a number twice', async () => {
    const { app } = (await benchWithVm()).patchcord;
    const twice = [1, 1].map((n) => ({ ...settings, n, mac: '' }));
    expect(() => checkedAdapters(app, app.state.vms[0]!, twice)).toThrow('adapterTwice');
  });
});

test('a new adapter has the same MAC for the same VM and number, while that is free', async () => {
  const { app } = (await benchWithVm()).patchcord;
  const vm = app.state.vms[0]!;
  const macOf = (n: number): string => newAdapter(app, vm, n, {}).mac;
  expect(macOf(2)).toBe(macOf(2));
  expect(macOf(2)).not.toBe(macOf(3));
  expect(macOf(1)).not.toBe(vm.adapters[0]!.mac);
});

test('an adapter keeps every setting that a change does not name', async () => {
  const { call } = await benchWithVm();
  const { adapters } = await call('vm.get', { vm: 'Alpha' });
  const after = await call('adapter.set', { vm: 'Alpha', n: 1, cable: false });
  expect(after.adapters).toEqual([{ ...adapters[0]!, cable: false }]);
});
