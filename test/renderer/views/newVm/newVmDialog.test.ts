import { flushPromises, mount, type DOMWrapper } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import VmKindChoice from '../../../../src-renderer/views/newVm/VmKindChoice.vue';
import NewVmDialog from '../../../../src-renderer/views/newVm/NewVmDialog.vue';
import { over, startProgram } from '../../standInBridge.ts';

async function dialog() {
  const { program } = await startProgram();
  const stubs = { ModalDialog: { template: '<div><slot /></div>' } };
  const view = mount(NewVmDialog, { global: { ...over(program), stubs } });
  await flushPromises();
  const field = (label: string): DOMWrapper<Element> => {
    const found = view.findAll('label').find((one) => one.text() === label)!;
    return view.find(`#${CSS.escape(found.attributes('for')!)}`);
  };
  const create = async (): Promise<void> => {
    await view
      .findAll('button')
      .find((one) => one.text() === 'Create')!
      .trigger('click');
    await flushPromises();
  };
  return { view, program, field, create };
}

it('Create is one call, and shows how to start the VM', async () => {
  const { view, program, field, create } = await dialog();
  await field('Name').setValue('box');
  const before = program.calls.length;
  await create();
  const made = program.calls.slice(before).map(({ name }) => name);
  expect(made.filter((name) => name !== 'vm.args')).toEqual(['vm.apply']);
  expect(view.text()).toContain('-netdev');
});

it('a refusal leaves what was typed', async () => {
  const { view, program, field, create } = await dialog();
  await field('Name').setValue('Debian 13');
  await create();
  expect(view.text()).toContain('is already');
  expect((field('Name').element as HTMLInputElement).value).toBe('Debian 13');
  expect(program.panel.vms.filter(({ name }) => name === 'Debian 13')).toHaveLength(1);
});

describe('R55 the kind of a new VM', () => {
  it('is QEMU, unless a TAP is chosen, whose name is then asked for', async () => {
    const { view, program, field, create } = await dialog();
    expect(view.text()).not.toContain('TAP name');
    await field('Name').setValue('box');
    await field('Kind').setValue('tap');
    expect(view.text()).not.toContain('QEMU command');
    await field('TAP name (optional)').setValue(' pcbox ');
    await create();
    expect(program.callsOf('vm.apply')[0]).toMatchObject({
      vm: { name: 'box', attachment: { kind: 'tap', name: 'pcbox' }, command: null },
    });
    expect(view.text()).toContain('moves it to a network namespace');
  });

  it('shows beside the name why that TAP is unavailable', async () => {
    const { view, field, create } = await dialog();
    await field('Name').setValue('box');
    await field('Kind').setValue('heldTap');
    await field('TAP name (optional)').setValue('gone0');
    await create();
    const choice = view.findComponent(VmKindChoice);
    expect(choice.text()).toContain('The TAP “gone0” was not found');
  });
});
