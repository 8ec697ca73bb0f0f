import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PatchcordError } from '../../../../src-main/contract/errors.ts';
import SetupDialog from '../../../../src-renderer/views/setup/SetupDialog.vue';
import { nothing } from '../../../app/laboratory.ts';
import type { StandInProgram } from '../../../app/standInProgram.ts';
import { over, startProgram } from '../../standInBridge.ts';

let program: StandInProgram;
let view: VueWrapper;

beforeEach(async () => {
  ({ program } = await startProgram(nothing));
  view = mount(SetupDialog, { global: over(program), attachTo: document.body });
  await flushPromises();
});

afterEach(() => view.unmount());

const row = (name: string): HTMLElement =>
  [...document.querySelectorAll('li')].find((one) => one.textContent.startsWith(name))!;
const inRow = (name: string) => row(name).querySelector<HTMLButtonElement>('button.repair');
const button = (text: string) =>
  [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === text);
const state = () => document.querySelector('[role=status]')!.textContent;

async function press(target: HTMLElement): Promise<void> {
  target.focus();
  target.click();
  await flushPromises();
}

describe('R62 the Setup page', () => {
  it('shows each check with its state; what is wrong with its meaning and remedy', () => {
    expect(document.querySelectorAll('li')).toHaveLength(10);
    expect(row('Native module').textContent).toMatch(/OK.*The native module is loaded/);
    expect(row('TUN/TAP driver').textContent).toMatch(
      /Problem.*no TUN\/TAP driver \(ENOENT.*reaches this computer.*loads it/,
    );
    expect(row('Helper').textContent).toContain('Not checked');
    expect(state()).toBe('4 things need attention.');
    expect(inRow('KVM')).toBeNull();
  });

  it('repairs one: the row says so and keeps the focus', async () => {
    await press(inRow('Ping')!);
    expect(row('Ping').textContent).toMatch(/OK.*You are allowed to use ping sockets.*Repaired/);
    expect(document.activeElement).toBe(row('Ping'));
    expect(state()).toBe('3 things need attention.');
  });

  it('says what a repair was refused with, and gives the command to copy', async () => {
    const command = 'sudo /usr/lib/patchcord/setup member';
    program.refuseNext('doctor.repair', new PatchcordError('repairRefused', { command }));
    await press(inRow('Group')!);
    const said = row('Group').querySelector('[role=alert]')!.textContent;
    expect(said).toContain(`Ask one to run: ${command}`);
    expect(row('Group').querySelector('pre')!.textContent).toBe(command);
  });

  it('repairs all, and then has nothing left to offer', async () => {
    await press(button('Repair all')!);
    expect(document.querySelectorAll('button.repair')).toHaveLength(0);
    expect(button('Repair all')).toBeUndefined();
    expect(state()).toBe('One thing needs attention.');
  });

  it('checks again when asked, and says when all is well', async () => {
    const checks = await program.handlers['doctor.list']({});
    program.handlers['doctor.list'] = () =>
      checks.map((check) => ({ ...check, status: 'ok', repairable: false }));
    await press(button('Check again')!);
    expect(state()).toBe('Everything is ready.');
  });

  it('closes', async () => {
    await press(button('Close')!);
    expect(view.emitted('close')).toHaveLength(1);
  });
});
