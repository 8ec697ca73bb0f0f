import { expect, test } from 'vitest';
import type { PortSnapshot } from '../../src-main/engine/engineConfig.ts';
import { openBench } from './bench.ts';

const still = { frames: 0, octets: 0, drops: {} };

function port(id: string, address: string): PortSnapshot {
  const traffic = { fromGuest: still, toGuest: still };
  return { id, attached: true, problem: null, addresses: [address], ...traffic };
}

test('R6 a pulled cable leads nowhere, keeps what is set, and outlives a restart', async () => {
  const first = await openBench();
  await first.call('vm.add', { name: 'web', command: 'qemu' });
  await first.call('vm.start', { vm: 'web' });
  const before = await first.call('vm.get', { vm: 'web' });
  expect(before.adapters[0]).toMatchObject({ cable: true });
  const out = await first.call('adapter.set', { vm: 'web', n: 1, cable: false });
  const { networkId } = before.adapters[0]!;
  const set = { mode: 'shared', network: 'Shared', networkId };
  expect(out.adapters[0]).toMatchObject({ ...set, cable: false, link: 'down', ip: [] });
  expect(first.engine.config.ports).toMatchObject([{ networkId: null }]);
  expect(first.hypervisor.specs).toMatchObject([{ cards: [{ plugged: false }] }]);
  await first.patchcord.close();

  const second = await openBench({ dataDir: first.dataDir });
  expect(second.engine.config.ports).toMatchObject([{ networkId: null }]);
  await second.call('adapter.set', { vm: 'web', n: 1, cable: true });
  expect(second.engine.config.ports).toMatchObject([{ networkId }]);
  expect(second.hypervisor.specs).toMatchObject([{ cards: [{ plugged: true }] }]);
});

test('R6 only the pulled one of several cables is out, and addresses of its guest are gone', async () => {
  const { call, engine, hypervisor } = await openBench();
  const { id } = await call('vm.add', { name: 'web' });
  await call('adapter.add', { vm: 'web', cable: false });
  hypervisor.tell(id, 'running');
  engine.tell({ ports: [port(`${id}/1`, '10.0.0.3'), port(`${id}/2`, '10.0.0.4')] });
  const { adapters } = await call('vm.get', { vm: 'web' });
  expect(adapters).toMatchObject([
    { n: 1, cable: true, link: 'up', ip: ['10.0.0.3'] },
    { n: 2, cable: false, link: 'down', ip: [], mode: 'shared', network: 'Shared' },
  ]);
});

test('R6 an adapter that is set elsewhere, or nowhere and back, keeps its cable out', async () => {
  const { call, engine } = await openBench();
  await call('vm.add', { name: 'web', cable: false });
  for (const mode of ['internal', 'none', 'shared'] as const) {
    const { adapters } = await call('adapter.set', { vm: 'web', n: 1, mode });
    expect(adapters).toMatchObject([{ mode, cable: false, link: 'down' }]);
    expect(engine.config.ports).toMatchObject([{ networkId: null }]);
  }
});

test('R6 the dialog’s list says of each adapter whether its cable is in; unsaid, it is', async () => {
  const { call } = await openBench();
  const { adapters } = await call('vm.add', { name: 'web' });
  const { n, mode, network, nic, mac, model } = adapters[0]!;
  const unsaid = { n, mode, network, nic, mac, model };
  const cables = async (cable: boolean | undefined): Promise<boolean[]> => {
    const wanted = cable === undefined ? unsaid : { ...unsaid, cable };
    const vm = await call('vm.set', { vm: 'web', adapters: [wanted] });
    return vm.adapters.map((adapter) => adapter.cable);
  };
  expect(await cables(false)).toEqual([false]);
  expect(await cables(undefined)).toEqual([true]);
});

test('R6 R29 a forward to a pulled cable waits, and listens again once it is in', async () => {
  const { call, engine } = await openBench();
  await call('vm.add', { name: 'web' });
  const rule = { vm: 'web', protocol: 'tcp', port: 47_311, guestPort: 80 } as const;
  const { id } = await call('forward.add', rule);
  const listening = (): string[] =>
    engine.config.networks.flatMap(({ nat }) => nat?.forwards.map((forward) => forward.id) ?? []);
  expect(listening()).toEqual([id]);
  engine.tell({ forwards: [{ id, problem: null }] });
  const state = async (): Promise<string> => (await call('forward.list', {}))[0]!.state;
  expect(await state()).toBe('listening');
  await call('adapter.set', { vm: 'web', n: 1, cable: false });
  expect(listening()).toEqual([]);
  expect(await state()).toBe('waiting');
  await call('adapter.set', { vm: 'web', n: 1, cable: true });
  expect(listening()).toEqual([id]);
});
