import { expect, test, vi } from 'vitest';
import { Applier } from '../../../src-main/app/desired/applier.ts';
import { EngineReports } from '../../../src-main/app/engineReports.ts';
import { HostChanges } from '../../../src-main/host/hostChanges.ts';
import { freshDataDir } from '../../store/dataDir.ts';
import { openBench } from '../bench.ts';

/** An applier beside the app's own. A VM uses eth0, which is dedicated. */
async function openApplier() {
  const bench = await openBench({ changes: new HostChanges(freshDataDir(), () => undefined) });
  await bench.call('vm.add', { name: 'Alpha', mode: 'host', nic: 'eth0' });
  await bench.call('network.set', { network: 'eth0', change: { dedicated: true } });
  const folder = freshDataDir();
  const changes = new HostChanges(folder, () => undefined);
  const warn = vi.fn();
  const { engine, clock, hypervisor } = bench;
  const applier = new Applier({
    ...{ app: bench.patchcord.app, engine, clock, changes, log: { warn } },
    ...{ reports: new EngineReports(), hypervisors: { qemu: hypervisor, none: null } },
  });
  return { ...bench, applier, warn, left: () => new HostChanges(folder).left() };
}

test('the engine and the hypervisor get everything', async () => {
  const { applier, engine, hypervisor } = await openApplier();
  hypervisor.specs = [];
  const before = engine.config;
  applier.apply();
  expect(engine.config).toEqual(before);
  expect(engine.config).not.toBe(before);
  expect(hypervisor.specs).toMatchObject([{ name: 'Alpha', cards: [{ n: 1, plugged: true }] }]);
});

test('R18 a dedicated NIC is written down until it is given back', async () => {
  const { applier, call, left } = await openApplier();
  applier.apply();
  expect(left()).toEqual(['eth0']);
  await call('network.set', { network: 'eth0', change: { dedicated: false } });
  applier.apply();
  await applier.settled();
  expect(left()).toEqual([]);
  await call('network.set', { network: 'eth0', change: { dedicated: true } });
  applier.apply();
  applier.close();
  expect(left()).toEqual([]);
});

test('an engine that refuses is logged, and its NICs stay written down', async () => {
  const { applier, call, engine, left, warn } = await openApplier();
  applier.apply();
  await call('network.set', { network: 'eth0', change: { dedicated: false } });
  engine.mood = 'failing';
  applier.apply();
  await applier.settled();
  expect(warn).toHaveBeenCalledOnce();
  expect(left()).toEqual(['eth0']);
});

test('waiting for an engine that does not answer ends after a second', async () => {
  const { applier, clock, engine } = await openApplier();
  engine.mood = 'silent';
  applier.apply();
  let settled = false;
  const waiting = applier.settled().then(() => (settled = true));
  clock.advance(999);
  await Promise.resolve();
  expect(settled).toBe(false);
  clock.advance(1);
  await waiting;
  expect(settled).toBe(true);
});
