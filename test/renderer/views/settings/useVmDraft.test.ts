import { beforeEach, describe, expect, it } from 'vitest';
import { computed } from 'vue';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useVmDraft } from '../../../../src-renderer/views/settings/useVmDraft.ts';
import { usePanel } from '../../../../src-renderer/stores/panel.ts';
import type { StandInProgram } from '../../../app/standInProgram.ts';
import { startProgram } from '../../standInBridge.ts';
import { within } from '../../within.ts';

const refused = new PatchcordError('portInUse', { protocol: 'tcp', address: '', port: 8444 });
const lost = new PatchcordError('connectionLost');
const rule = { n: 1, protocol: 'tcp', address: '127.0.0.1', guestPort: 443 } as const;
const toNewNetwork = { mode: 'internal', network: null, nic: null, newNetwork: 'DMZ' } as const;

let program: StandInProgram;
let nextPanel: () => Promise<void>;
let debian: string;
const vm = () => program.panel.vms.find(({ id }) => id === debian)!;
const ports = () => program.panel.forwards.map(({ port }) => port);
const debianDraft = () =>
  within(program, () => {
    const panel = usePanel();
    return useVmDraft(computed(() => panel.vms.find(({ id }) => id === debian)));
  });

beforeEach(async () => {
  ({ program, nextPanel } = await startProgram());
  debian = program.vm('Debian 13').id;
});

describe('applying', () => {
  it('is one call; where it is refused, all of the draft is kept', async () => {
    const draft = await debianDraft();
    draft.setName('Debian 14');
    draft.setAdapter(2, { connection: toNewNetwork });
    draft.addForward({ key: 1, port: 8443, ...rule });
    program.refuseNext('vm.apply', refused);
    const before = draft.edits.value;
    expect(await draft.apply()).toBe(false);
    expect(draft.edits.value).toEqual(before);
    expect(draft.faults.value).toMatchObject([{ page: 'forwards', field: 'forwards' }]);

    expect(await draft.apply()).toBe(true);
    expect(draft.changed.value).toBe(false);
    expect(vm()).toMatchObject({ name: 'Debian 14' });
    expect(vm().adapters[1]).toMatchObject({ network: 'DMZ' });
    expect(ports()).toEqual([2222, 8080, 8443]);
    expect(program.callsOf('vm.apply').at(-1)).toMatchObject({
      networks: ['DMZ'],
      change: { name: 'Debian 14' },
    });
  });

  it('two adapters that want the same new network get one', async () => {
    const draft = await debianDraft();
    draft.setAdapter(1, { connection: toNewNetwork });
    draft.setAdapter(2, { connection: toNewNetwork });
    expect(await draft.apply()).toBe(true);
    expect(vm().adapters.map(({ network }) => network)).toEqual(['DMZ', 'DMZ']);
  });

  it('R6 a cable that is pulled goes with the VM, its connection as it was', async () => {
    const draft = await debianDraft();
    draft.setAdapter(1, { cable: false });
    expect(await draft.apply()).toBe(true);
    const [first, second] = vm().adapters;
    expect(first).toMatchObject({ cable: false, mode: 'shared', network: 'Shared', link: 'down' });
    expect(second).toMatchObject({ cable: true, link: 'up' });
    expect(draft.changed.value).toBe(false);
  });
});

describe('an answer that is lost with its connection', () => {
  beforeEach(() => {
    const apply = program.handlers['vm.apply'];
    program.handlers['vm.apply'] = async (args) => {
      await apply(args);
      await nextPanel();
      program.handlers['vm.apply'] = apply;
      throw lost;
    };
  });

  it('an adapter that was added is not added again', async () => {
    const draft = await debianDraft();
    await draft.addAdapter();
    expect(await draft.apply()).toBe(false);
    expect(draft.changed.value).toBe(false);
    await draft.apply();
    expect(vm().adapters).toHaveLength(3);
  });

  it('a rule that was added is not added again', async () => {
    const draft = await debianDraft();
    draft.addForward({ key: 1, port: 8443, ...rule });
    expect(await draft.apply()).toBe(false);
    expect(await draft.apply()).toBe(true);
    expect(ports()).toEqual([2222, 8080, 8443]);
  });
});

it('what is typed while a call is under way stays a draft', async () => {
  const draft = await debianDraft();
  draft.setName('Debian 14');
  draft.setAdapter(2, { connection: toNewNetwork });
  draft.addForward({ key: 1, port: 8443, ...rule });
  await draft.addAdapter();
  draft.setAdapter(3, { connection: toNewNetwork });
  const apply = program.handlers['vm.apply'];
  program.handlers['vm.apply'] = (args) => {
    draft.setName('Debian 15');
    draft.setCommand('qemu-system-x86_64 -m 4096');
    draft.addForward({ key: 2, port: 8444, ...rule });
    return apply(args);
  };
  expect(await draft.apply()).toBe(true);
  expect(draft.edits.value).toEqual({
    name: 'Debian 15',
    command: 'qemu-system-x86_64 -m 4096',
    ...{ adapters: {}, added: [], removed: [] },
    addedForwards: [{ key: 2, port: 8444, ...rule }],
    ...{ changedForwards: {}, removedForwards: [] },
  });
  expect(vm().name).toBe('Debian 14');
});
