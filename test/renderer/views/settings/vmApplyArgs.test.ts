import { expect, it } from 'vitest';
import { vmApplyArgs } from '../../../../src-renderer/views/settings/vmApplyArgs.ts';
import { noEdits } from '../../../../src-renderer/views/settings/vmDraft.ts';
import { laboratory } from '../../givenView.ts';

const { vms, forwards } = laboratory();
const vm = vms.find(({ id }) => id === 'debian')!;
const [first, second] = forwards.filter(({ vmId }) => vmId === vm.id);
const { n, protocol, address, port, guestPort } = first!;
const rule = { n, protocol, address, port, guestPort };

it('of a draft without edits nothing is changed', () => {
  expect(vmApplyArgs(vm, noEdits, forwards)).toEqual({
    vm: vm.id,
    networks: [],
    change: {},
    forwards: { removed: [], changed: [], added: [] },
  });
});

it('texts are trimmed; an empty command is none; a new network is named once', () => {
  const connection = { mode: 'internal', network: null, nic: null, newNetwork: ' DMZ ' } as const;
  const adapters = { 1: { connection }, 2: { connection, mac: '0003ff5d2001' } };
  const edits = { ...noEdits, name: ' New ', command: ' ', adapters };
  const { networks, change } = vmApplyArgs(vm, edits, forwards);
  expect(networks).toEqual(['DMZ']);
  expect(change).toMatchObject({
    name: 'New',
    command: null,
    adapters: [{ network: 'DMZ' }, { network: 'DMZ', mac: '00-03-FF-5D-20-01' }],
  });
});

it('what is done already is not asked for again', () => {
  const edits = {
    ...noEdits,
    addedForwards: [{ key: 1, ...rule }],
    changedForwards: { [second!.id]: rule, gone: rule },
    removedForwards: ['gone'],
  };
  expect(vmApplyArgs(vm, edits, forwards).forwards).toEqual({
    removed: [],
    changed: [{ ...rule, id: second!.id }],
    added: [],
  });
  const again = { ...edits, removedForwards: [first!.id] };
  expect(vmApplyArgs(vm, again, forwards).forwards!.added).toEqual([rule]);
});
