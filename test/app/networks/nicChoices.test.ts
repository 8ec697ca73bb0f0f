import { expect, test } from 'vitest';
import { openBench } from '../bench.ts';

const onEth0 = { mode: 'host', nic: 'eth0' } as const;

test('R11 an excluded NIC is not offered, also after a restart; its adapters stay', async () => {
  const first = await openBench();
  const { adapters } = await first.call('vm.add', { name: 'Alpha', ...onEth0 });
  const [choice] = await first.call('nic.set', { nic: 'eth0', offered: false });
  expect(choice).toMatchObject({ name: 'eth0', offered: false });
  await first.patchcord.close();

  const { call, refusal, engine } = await openBench({ dataDir: first.dataDir });
  expect(await call('nic.list', {})).toMatchObject([{ name: 'eth0', offered: false }]);
  expect(engine.config.networks.at(-1)!.uplink).toMatchObject({ nic: 'eth0' });
  await call('vm.set', { vm: 'Alpha', name: 'Renamed', adapters });
  for (const plug of [onEth0, { mode: 'host', network: 'eth0' } as const])
    expect(await refusal('vm.add', { name: 'Beta', ...plug })).toMatchObject({
      ...{ code: 'nicExcluded', params: { nic: 'eth0' } },
    });
  expect((await refusal('vm.add', { name: 'Beta', mode: 'host' })).code).toBe('noNic');

  await call('nic.set', { nic: 'eth0', offered: true });
  await call('vm.add', { name: 'Beta', ...onEth0 });
});

test('an unknown NIC cannot be excluded', async () => {
  const { refusal } = await openBench();
  const error = await refusal('nic.set', { nic: 'eth9', offered: false });
  expect(error).toMatchObject({ code: 'nicUnknown', params: { known: 'eth0' } });
});
