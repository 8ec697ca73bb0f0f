import { expect, test } from 'vitest';
import { openBench } from '../bench.ts';

test('R63 diagnostics show the program’s state, and nothing private', async () => {
  const { call, dataDir } = await openBench();
  const secrets = ['Payroll server', 'secretDisk', 'Ministry'];
  await call('network.add', { name: 'Ministry', kind: 'internal' });
  const vm = await call('vm.add', { name: secrets[0]!, command: 'qemu -hda secretDisk.img' });
  await call('forward.add', { vm: vm.id, protocol: 'tcp', port: 47_301, guestPort: 22 });
  const facts = await call('diagnostics.get', {});
  expect(facts).toMatchObject({
    version: '1.2.3',
    versions: { node: process.versions.node },
    engine: { state: 'running', restarts: 0 },
    vms: [{ state: 'stopped', adapters: [{ mode: 'shared', model: 'virtio', link: 'down' }] }],
    forwards: { waiting: 1 },
  });
  expect(facts.checks.map(({ id }) => id)).toContain('tun-device');
  const text = JSON.stringify(facts);
  for (const secret of [...secrets, vm.id, dataDir, process.env['HOME']!, 'token'])
    expect(text).not.toContain(secret);
  expect(text).not.toMatch(/([0-9a-f]{2}[-:]){5}[0-9a-f]{2}/i);
  // Versions have two or three parts, addresses four.
  expect(text).not.toMatch(/\b\d{1,3}(\.\d{1,3}){3}\b/);
});
