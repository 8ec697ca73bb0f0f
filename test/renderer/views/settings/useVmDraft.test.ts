import { beforeEach, describe, expect, it } from 'vitest';
import { computed } from 'vue';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useVmDraft } from '../../../../src-renderer/views/settings/useVmDraft.ts';
import { usePanel } from '../../../../src-renderer/stores/panel.ts';
import { FakeProgram } from '../../fakeProgram.ts';
import { laboratory } from '../../fakeState.ts';
import { within } from '../../within.ts';

const refused = new PatchcordError('portInUse', { protocol: 'tcp', address: '', port: 8444 });
const lost = new PatchcordError('connectionLost');
const rule = { n: 1, protocol: 'tcp', address: '127.0.0.1', guestPort: 443 } as const;
const toNewNetwork = { mode: 'internal', network: null, nic: null, newNetwork: 'DMZ' } as const;

let program: FakeProgram;
const draftOf = (vmId: string) =>
  within(program, () => {
    const panel = usePanel();
    return useVmDraft(computed(() => panel.vms.find(({ id }) => id === vmId)));
  });
const callsOf = (name: string) => program.calls.filter((call) => call.name === name);

beforeEach(() => {
  program = new FakeProgram(laboratory());
});

describe('applying several things of which one is refused', () => {
  it('keeps the refused rule, says what went through, and does nothing twice', async () => {
    const draft = await draftOf('debian');
    draft.setName('Debian 14');
    draft.setAdapter(2, { connection: toNewNetwork });
    draft.addForward({ key: 1, port: 8443, ...rule });
    draft.addForward({ key: 2, port: 8444, ...rule });
    const addForward = program.handlers['forward.add'];
    let taken = 0;
    program.handlers['forward.add'] = (args) => {
      if (args.port === 8444 && taken++ === 0) throw refused;
      return addForward(args);
    };
    expect(await draft.apply()).toBe(false);
    expect(draft.applied.value).toEqual([
      'the network “DMZ”',
      'this VM’s settings',
      'the rule for host port 8443',
    ]);
    expect(draft.edits.value.addedForwards.map(({ port }) => port)).toEqual([8444]);
    expect(draft.faults.value).toMatchObject([{ page: 'forwards', field: 'forwards' }]);

    expect(await draft.apply()).toBe(true);
    expect(draft.changed.value).toBe(false);
    expect(draft.applied.value).toEqual([]);
    expect(callsOf('network.add')).toHaveLength(1);
    expect(callsOf('vm.set')).toHaveLength(1);
    expect(program.state.forwards.map(({ port }) => port)).toEqual([2222, 8080, 8443, 8444]);
  });

  it('two adapters that want the same new network get one', async () => {
    const draft = await draftOf('debian');
    draft.setAdapter(1, { connection: toNewNetwork });
    draft.setAdapter(2, { connection: toNewNetwork });
    expect(await draft.apply()).toBe(true);
    expect(callsOf('network.add')).toHaveLength(1);
    expect(program.vm('debian').adapters.map(({ network }) => network)).toEqual(['DMZ', 'DMZ']);
  });

  it('R6 a cable that is pulled goes with the VM, its connection as it was', async () => {
    const draft = await draftOf('debian');
    draft.setAdapter(1, { cable: false });
    expect(await draft.apply()).toBe(true);
    const [first, second] = program.vm('debian').adapters;
    expect(first).toMatchObject({ cable: false, mode: 'shared', network: 'Shared', link: 'down' });
    expect(second).toMatchObject({ cable: true, link: 'up' });
    expect(draft.changed.value).toBe(false);
  });

  it('a network that was made is not made again when the VM was refused', async () => {
    const draft = await draftOf('debian');
    draft.setAdapter(2, { connection: toNewNetwork });
    program.refuse.set('vm.set', new PatchcordError('internal', { reason: 'no space' }));
    expect(await draft.apply()).toBe(false);
    expect(draft.applied.value).toEqual(['the network “DMZ”']);
    expect(draft.adapters.value[1]).toMatchObject({ mode: 'internal', newNetwork: null });
    expect(await draft.apply()).toBe(true);
    expect(callsOf('network.add')).toHaveLength(1);
    expect(program.vm('debian').adapters[1]).toMatchObject({ network: 'DMZ' });
  });
});

describe('an answer that is lost with its connection', () => {
  /** The call is carried out, but its answer does not come. */
  function loseAnswer(name: 'vm.set' | 'forward.add'): void {
    const handle = program.handlers[name] as (args: unknown) => unknown;
    program.handlers[name] = (args: unknown) => {
      handle(args);
      program.handlers[name] = handle as never;
      throw lost;
    };
  }

  it('an adapter that was added is not added again', async () => {
    const draft = await draftOf('debian');
    await draft.addAdapter();
    loseAnswer('vm.set');
    expect(await draft.apply()).toBe(false);
    expect(draft.changed.value).toBe(false);
    await draft.apply();
    expect(program.vm('debian').adapters).toHaveLength(3);
  });

  it('a rule that was added is not added again', async () => {
    const draft = await draftOf('debian');
    draft.addForward({ key: 1, port: 8443, ...rule });
    loseAnswer('forward.add');
    expect(await draft.apply()).toBe(false);
    expect(await draft.apply()).toBe(true);
    expect(callsOf('forward.add')).toHaveLength(1);
  });
});

it('what is typed while a call is under way stays a draft', async () => {
  const draft = await draftOf('debian');
  draft.setName('Debian 14');
  const setVm = program.handlers['vm.set'];
  program.handlers['vm.set'] = (args) => {
    draft.setName('Debian 15');
    draft.setCommand('qemu-system-x86_64 -m 4096');
    return setVm(args);
  };
  await draft.apply();
  expect(draft.name.value).toBe('Debian 15');
  expect(draft.command.value).toBe('qemu-system-x86_64 -m 4096');
  expect(program.vm('debian').name).toBe('Debian 14');
  expect(callsOf('vm.set')).toHaveLength(1);
});
