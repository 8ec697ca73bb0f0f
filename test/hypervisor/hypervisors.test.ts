import { expect, test } from 'vitest';
import type { VmKind } from '../../src-main/contract/vm.ts';
import {
  applyToAll,
  eachHypervisor,
  makeHypervisors,
  reportOf,
} from '../../src-main/hypervisor/hypervisors.ts';
import { StandInHypervisor } from '../app/standIns.ts';
import { freshDataDir } from '../store/dataDir.ts';

const specOf = ({ id }: { id: string }) => ({ id, name: id, command: null, cards: [] });
const vms: { id: string; kind: VmKind }[] = [
  { id: 'vm-a', kind: 'qemu' },
  { id: 'vm-b', kind: 'none' },
  { id: 'vm-c', kind: 'qemu' },
];

test('each hypervisor gets the VMs of its kind, and none that nothing here runs', () => {
  const qemu = new StandInHypervisor(freshDataDir());
  applyToAll({ qemu, none: null }, vms, specOf);
  expect(qemu.specs.map(({ id }) => id)).toEqual(['vm-a', 'vm-c']);
  expect(eachHypervisor({ qemu, none: null })).toEqual([qemu]);
});

test('a VM that no hypervisor runs is stopped', () => {
  const qemu = new StandInHypervisor(freshDataDir());
  qemu.tell('vm-a', 'running', [1]);
  const reports = vms.map((vm) => reportOf({ qemu, none: null }, vm));
  expect(reports).toEqual([
    { state: 'running', carrier: [1], problem: null },
    { state: 'stopped', carrier: [], problem: null },
    { state: 'stopped', carrier: [], problem: null },
  ]);
});

test('the table has a hypervisor for each kind but `none`', async () => {
  const hypervisors = makeHypervisors({ dataDir: freshDataDir() });
  expect(Object.keys(hypervisors)).toEqual(['qemu', 'none']);
  expect(hypervisors.none).toBeNull();
  await hypervisors.qemu.close();
});
