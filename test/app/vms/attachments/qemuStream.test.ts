import { expect, test } from 'vitest';
import { qemuStream } from '../../../../src-main/app/vms/attachments/qemuStream.ts';
import { openBench } from '../../bench.ts';

const place = { vm: { id: 'vm-a', name: 'Alpha' }, n: 1, others: [] };

test('an adapter has it without a choice, and a TAP is refused', async () => {
  const { app } = (await openBench()).patchcord;
  expect(qemuStream.choose(app, place, null, null)).toEqual({ kind: 'qemuStream' });
  expect(() => qemuStream.choose(app, place, 'tap0', null)).toThrow('tapOfTapVms');
});

test('the engine dials the hypervisor’s socket', () => {
  const link = qemuStream.link({ kind: 'qemuStream' }, '52-54-00-00-00-01', () => '/run/vm-a-1');
  expect(link).toEqual({ kind: 'qemuStream', path: '/run/vm-a-1' });
});
