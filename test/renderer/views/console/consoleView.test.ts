import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import { useSetUpDialog } from '../../../../src-renderer/views/setup/setUpDialog.ts';
import MoreMenu from '../../../../src-renderer/views/console/MoreMenu.vue';
import ConsoleView from '../../../../src-renderer/views/console/ConsoleView.vue';
import type { Problem } from '../../../../src-main/contract/errors.ts';
import { nothing } from '../../../app/laboratory.ts';
import type { StandInProgram } from '../../../app/standInProgram.ts';
import { over, startProgram } from '../../standInBridge.ts';

enableAutoUnmount(afterEach);

let program: StandInProgram;
let nextPanel: () => Promise<void>;
beforeEach(async () => {
  ({ program, nextPanel } = await startProgram());
});

/** The window is given these notices. */
function give(notices: Problem[]): void {
  const { status, ...panel } = program.panel;
  program.handlers['panel.get'] = () => ({ ...panel, status: { ...status, notices } });
}

async function console_() {
  const view = mount(ConsoleView, {
    props: { created: null },
    global: over(program),
    attachTo: document.body,
  });
  await flushPromises();
  const button = (name: string) => view.findAll('button').find((one) => one.text() === name)!;
  const rows = () => view.findAll('[role=option]');
  return { view, button, rows };
}

describe('the console', () => {
  it('lists every VM with its state, cables, links and addresses', async () => {
    const { rows } = await console_();
    expect(rows()).toHaveLength(4);
    expect(rows()[0]!.text()).toMatch(/Debian 13.*Running.*Shared networking — Shared.*Link up/);
    expect(rows()[0]!.text()).toContain('192.168.131.16');
    expect(rows()[1]!.text()).toMatch(/Adapter 3:.*Not connected.*Link down/);
    expect(rows()[2]!.text()).toContain('Not running, no start command');
  });

  it('R6 says of a pulled cable that it is out, and where it leads', async () => {
    for (const n of [1, 2]) await program.call('adapter.set', { vm: 'Debian 13', n, cable: false });
    const { rows } = await console_();
    expect(rows()[0]!.text()).toMatch(/Shared networking — Shared.*Cable unplugged/);
    expect(rows()[0]!.text()).not.toContain('192.168.131.16');
    expect(rows()[1]!.text()).not.toContain('Cable unplugged');
  });

  it('offers Start only for a VM that has a command and does not run', async () => {
    const { button, rows } = await console_();
    const disabled = async (row: number) => {
      await rows()[row]!.trigger('click');
      return ['Start', 'Stop'].map((name) => button(name).attributes('disabled') !== undefined);
    };
    expect(await disabled(0)).toEqual([true, false]);
    expect(await disabled(2)).toEqual([true, true]);
    expect(await disabled(3)).toEqual([false, true]);
    await button('Start').trigger('click');
    await flushPromises();
    expect(program.vm('Haiku').running).toBe(true);
  });

  it('asks the guest to stop first, then offers to force it off', async () => {
    program.app.hypervisor.ignoresRequests = true;
    const { view, button } = await console_();
    await button('Stop').trigger('click');
    await flushPromises();
    expect(view.text()).toContain('The guest was asked to shut down.');
    await button('Force off').trigger('click');
    await nextPanel();
    const { id, running } = program.vm('Debian 13');
    expect(running).toBe(false);
    expect(program.callsOf('vm.stop')).toEqual([
      { vm: id, force: false },
      { vm: id, force: true },
    ]);
    expect(view.text()).not.toContain('The guest was asked to shut down.');
  });

  it('moves by arrows and opens settings with Enter', async () => {
    const { view, rows } = await console_();
    await rows()[0]!.trigger('keydown', { key: 'ArrowDown' });
    expect(rows()[1]!.attributes('aria-selected')).toBe('true');
    await rows()[1]!.trigger('keydown', { key: 'End' });
    await rows()[3]!.trigger('keydown', { key: 'Enter' });
    expect(view.emitted('settings')).toEqual([[program.vm('Haiku').id]]);
  });

  it('says once why a VM did not start: in its line, and aloud', async () => {
    const problem = new PatchcordError('hypervisorExited', { status: 1, output: 'invalid option' });
    const { hypervisor } = program.app;
    hypervisor.startError = problem;
    const report = { state: 'stopped', carrier: [], problem } as const;
    hypervisor.reports.set(program.vm('Haiku').id, report);
    const { view, button, rows } = await console_();
    await rows()[3]!.trigger('click');
    await button('Start').trigger('click');
    await flushPromises();
    expect(rows()[3]!.text()).toContain('invalid option');
    expect(view.get('[role=alert]').text()).toContain('invalid option');
    expect(view.find('.banner').exists()).toBe(false);
  });

  it('selects a neighbour when the selected VM goes away', async () => {
    const { rows } = await console_();
    await rows()[3]!.trigger('click');
    await program.call('vm.remove', { vm: 'Haiku' });
    await nextPanel();
    expect(rows()[2]!.attributes('aria-selected')).toBe('true');
  });

  it('R62 leads to the Setup page: always, and from what it can put right', async () => {
    give([
      { code: 'uplinkDown', params: { network: 'LAN', nic: 'eth0' } },
      { code: 'notInGroup', params: { path: '/usr/lib/patchcord/patchcord-helper' } },
    ]);
    const { view, button } = await console_();
    view.findComponent(MoreMenu).vm.$emit('setup');
    expect(view.emitted('setup')).toHaveLength(1);
    const offers = view.findAll('.banner').map((banner) => banner.find('button').exists());
    expect(offers).toEqual([false, true]);
    await button('Set up…').trigger('click');
    expect(useSetUpDialog().isOpen).toBe(true);
  });

  it('shows what the user should know, and the way to the first VM', async () => {
    ({ program } = await startProgram(nothing));
    give([{ code: 'internal', params: { reason: 'disk full' } }]);
    const { view, button } = await console_();
    expect(view.text()).toContain('disk full');
    expect(view.text()).toContain('No virtual machines yet');
    await button('New VM…').trigger('click');
    expect(view.emitted('newVm')).toHaveLength(1);
  });

  it('finds VMs by name, network and address, and shows all again', async () => {
    const { view, button, rows } = await console_();
    const names = () => rows().map((row) => row.get('.name').text());
    const box = view.get('input[type=search]');
    await box.setValue('WIN');
    expect(names()).toEqual(['Windows 98']);
    expect(rows()[0]!.attributes('aria-selected')).toBe('true');
    await box.setValue('test lab');
    expect(names()).toEqual(['Debian 13']);
    await box.setValue('192.168.131.17');
    expect(names()).toEqual(['OpenBSD firewall']);
    await box.setValue('no such');
    expect(rows()).toHaveLength(0);
    expect(view.text()).toContain('No VM matches “no such”');
    for (const name of ['Settings…', 'Start', 'Stop', 'Remove…'])
      expect(button(name).attributes('disabled'), name).toBeDefined();
    await button('Show all').trigger('click');
    expect(rows()).toHaveLength(4);
  });

  it('a new VM is shown even if it does not match the search', async () => {
    const { view, rows } = await console_();
    await view.get('input[type=search]').setValue('Windows');
    await view.setProps({ created: program.vm('Haiku').id });
    expect(rows()).toHaveLength(4);
    expect(rows()[3]!.attributes('aria-selected')).toBe('true');
  });
});
