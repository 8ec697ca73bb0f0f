import { expect, test } from 'vitest';
import { openBench } from './bench.ts';

test('R61 a pause takes out every cable, keeps what is set, and outlives a restart', async () => {
  const first = await openBench();
  const { id } = await first.call('vm.add', { name: 'web', command: 'qemu' });
  await first.call('vm.start', { vm: 'web' });
  const before = await first.call('vm.get', { vm: 'web' });
  expect(await first.call('panel.pause', { paused: true })).toMatchObject({ paused: true });
  expect(first.engine.config.ports).toMatchObject([{ id: `${id}/1`, networkId: null }]);
  expect(first.hypervisor.specs).toMatchObject([{ cards: [{ n: 1, plugged: false }] }]);
  const paused = await first.call('vm.get', { vm: 'web' });
  expect(paused.adapters[0]).toMatchObject({ mode: 'shared', network: 'Shared', link: 'down' });
  await first.patchcord.close();

  const second = await openBench({ dataDir: first.dataDir });
  expect(await second.call('status.get', {})).toMatchObject({ paused: true });
  expect(second.engine.config.ports).toMatchObject([{ networkId: null }]);
  await second.call('panel.pause', { paused: false });
  const { networkId } = before.adapters[0]!;
  expect(second.engine.config.ports).toMatchObject([{ networkId }]);
  expect(second.hypervisor.specs).toMatchObject([{ cards: [{ plugged: true }] }]);
});

test('R61 a guest started during a pause starts with its cables out', async () => {
  const { call, hypervisor } = await openBench();
  await call('vm.add', { name: 'web', command: 'qemu' });
  await call('panel.pause', { paused: true });
  await call('vm.start', { vm: 'web' });
  expect(hypervisor.started).toMatchObject([{ cards: [{ plugged: false }] }]);
});
