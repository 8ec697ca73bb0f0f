import { expect, test, vi } from 'vitest';
import { LeaseKeeper } from '../../../src-main/app/networks/leaseKeeper.ts';
import type { EngineSnapshot } from '../../../src-main/engine/engineConfig.ts';
import { openBench } from '../bench.ts';

async function openKeeper() {
  const { call, clock, engine, patchcord } = await openBench();
  await call('vm.add', { name: 'Alpha' });
  const { app } = patchcord;
  const warn = vi.fn();
  const keeper = new LeaseKeeper(app, engine, clock, { warn });
  const networkId = app.state.networks[0]!.id;
  engine.leases = [10, 11].map((low) => ({
    ...{ networkId, mac: 0x5254_0000_0000 + low, address: `192.168.131.${low}` },
    ...{ hostname: '', expiresAtMs: 7 },
  }));
  return { app, clock, engine, keeper, warn };
}

const snapshotOf = (address: string): EngineSnapshot =>
  ({ ports: [{ id: 'vm-1/1', addresses: [address] }] }) as unknown as EngineSnapshot;

test('leases are stored in the store’s order, and not again while they are the same', async () => {
  const { app, engine, keeper } = await openKeeper();
  engine.leases = engine.leases.toReversed();
  const commit = vi.spyOn(app, 'commit');
  await keeper.keep();
  expect(app.state.leases.map(({ address }) => address)).toEqual([
    '192.168.131.10',
    '192.168.131.11',
  ]);
  await keeper.keep();
  expect(commit).toHaveBeenCalledOnce();
});

test('a failure is logged, keeps the stored leases, and the next snapshot tries again', async () => {
  const { app, clock, engine, keeper, warn } = await openKeeper();
  await keeper.keep();
  engine.mood = 'failing';
  await keeper.keep();
  expect(warn).toHaveBeenCalledOnce();
  expect(app.state.leases).toHaveLength(2);
  const before = engine.queries;
  keeper.take(snapshotOf('192.168.131.10'));
  clock.advance(1000);
  expect(engine.queries).toBe(before + 1);
});

test('closing cancels a reading that is due', async () => {
  const { clock, engine, keeper } = await openKeeper();
  keeper.take(snapshotOf('192.168.131.10'));
  keeper.close();
  clock.advance(1000);
  expect(engine.queries).toBe(0);
});
