/**
 * A VM’s settings as a person meets them: what OK, Cancel, Apply and Esc
 * do, what is refused and where that is said.
 */
import { expect } from 'vitest';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { labTests } from '../lab/prerequisites.ts';
import { useStage } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);
const stage = useStage();

const button = (name: string) => stage.hand.button(name);
const setting = (name: RegExp) => stage.hand.setting(name);
const box = (name: string) => stage.hand.box(name);
const dialog = () => stage.hand.dialog;
const focused = () => stage.hand.focused();
const openSettings = () => stage.hand.openSettings('Debian 13');

describe('R59 the settings dialog', () => {
  it('keeps a draft while settings are switched, and Cancel throws it away', async () => {
    await stage.open();
    await openSettings();
    expect(await button('Apply').isDisabled()).toBe(true);
    await setting(/^Name/).click();
    await box('Name').fill('Debian 14');
    await setting(/Adapter 1/).click();
    await setting(/^Name/).click();
    expect(await box('Name').inputValue()).toBe('Debian 14');
    expect(await button('Apply').isEnabled()).toBe(true);
    await button('Cancel').click();
    await dialog().waitFor({ state: 'detached' });
    expect(stage.program.callsOf('vm.apply')).toEqual([]);
  });

  it('applies everything in one call, stays open on Apply and closes on OK', async () => {
    await stage.open();
    await openSettings();
    await stage.page.getByRole('radio', { name: 'Not connected' }).click();
    await setting(/^Name/).click();
    await box('Name').fill('Debian 14');
    await button('Apply').click();
    await expect.poll(() => button('Apply').isDisabled()).toBe(true);
    expect(stage.program.callsOf('vm.apply')).toHaveLength(1);
    expect(stage.program.vm('Debian 14').adapters[0]).toMatchObject({ mode: 'none', link: 'down' });
    await button('OK').click();
    await dialog().waitFor({ state: 'detached' });
    expect(stage.program.callsOf('vm.apply')).toHaveLength(1);
  });

  it('puts the program’s refusal at the field it is about, and loses nothing', async () => {
    await stage.open();
    await openSettings();
    await setting(/^Name/).click();
    await box('Name').fill('Haiku');
    await setting(/Adapter 1/).click();
    await button('OK').click();
    await stage.page.getByRole('heading', { name: 'Name' }).waitFor();
    expect(await box('Name').getAttribute('aria-invalid')).toBe('true');
    expect(await box('Name').inputValue()).toBe('Haiku');
    stage.program.refuseNext('vm.apply', new PatchcordError('internal', { reason: 'no space' }));
    await box('Name').fill('Debian 14');
    await button('OK').click();
    await stage.page.getByText('no space').waitFor();
    await button('OK').click();
    await dialog().waitFor({ state: 'detached' });
    expect(stage.program.panel.vms.map(({ name }) => name)).toContain('Debian 14');
  });

  it('R4 says whose MAC address was typed, and takes a free one in one click', async () => {
    await stage.open();
    await openSettings();
    await box('MAC address').fill('00-03-ff:5d:21:01');
    await stage.page
      .getByText('Adapter 1 of “OpenBSD firewall” already has this address.')
      .waitFor();
    await button('Use a free address').click();
    await stage.page.getByText('already has this address').waitFor({ state: 'detached' });
    await button('OK').click();
    await dialog().waitFor({ state: 'detached' });
    const macs = stage.program.panel.vms.flatMap((vm) => vm.adapters.map(({ mac }) => mac));
    expect(new Set(macs).size).toBe(macs.length);
    expect(stage.program.callsOf('vm.apply')).toHaveLength(1);
  });

  it('asks once before Esc throws changes away', async () => {
    await stage.open();
    await openSettings();
    await stage.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await openSettings();
    await button('Add adapter').click();
    await setting(/Adapter 3/).waitFor();
    await stage.page.keyboard.press('Escape');
    await button('Keep editing').click();
    expect(await setting(/Adapter 3/).count()).toBe(1);
    await stage.page.keyboard.press('Escape');
    await button('Discard').click();
    await dialog().waitFor({ state: 'detached' });
    expect(stage.program.vm('Debian 13').adapters).toHaveLength(2);
  });

  it('makes a new internal network with the adapter that needs it (R41)', async () => {
    await stage.open();
    await openSettings();
    await setting(/Adapter 2/).click();
    await stage.page
      .getByRole('combobox', { name: 'Network' })
      .selectOption('New internal network…');
    await box('Name of the new network').fill('DMZ');
    await button('OK').click();
    await dialog().waitFor({ state: 'detached' });
    expect(stage.program.vm('Debian 13').adapters[1]).toMatchObject({
      mode: 'internal',
      network: 'DMZ',
    });
  });

  it('adds and removes port forwards with OK (R29)', async () => {
    await stage.open();
    await openSettings();
    await setting(/^Port forwarding/).click();
    await box('Host port').fill('80');
    await box('Guest port').fill('80');
    await stage.page.keyboard.press('Enter');
    await stage.page.getByText('Ports below 1024').waitFor();
    await box('Host port').fill('8445');
    await box('Guest port').fill('443');
    await stage.page.keyboard.press('Enter');
    await stage.page.getByText('127.0.0.1:8445').waitFor();
    await button('Remove the rule for host port 2222').click();
    expect(stage.program.panel.forwards.map(({ port }) => port)).toEqual([2222, 8080]);
    await button('OK').click();
    await dialog().waitFor({ state: 'detached' });
    expect(stage.program.panel.forwards.map(({ port }) => port)).toEqual([8080, 8445]);
  });

  it('follows a change made elsewhere, but keeps what was touched', async () => {
    await stage.open();
    await openSettings();
    await box('MAC address').fill('00-03-FF-AA-BB-CC');
    const { id, adapters } = stage.program.vm('Debian 13');
    const { mac } = adapters[0]!;
    const reserved = { network: 'Shared', mac, address: '192.168.131.99' };
    await stage.program.call('network.reserve', reserved);
    await stage.program.call('vm.set', { vm: id, name: 'Debian trixie' });
    await dialog().getByText('192.168.131.99').waitFor();
    await setting(/Debian trixie/).waitFor();
    expect(await box('MAC address').inputValue()).toBe('00-03-FF-AA-BB-CC');
  });
});

describe('R67 by keyboard alone', () => {
  it('goes from the list into a setting, changes it, and comes back to the list', async () => {
    await stage.open();
    await stage.page.getByRole('option', { name: 'Debian 13' }).waitFor();
    await stage.page.getByRole('option', { name: 'Debian 13' }).focus();
    await stage.page.keyboard.press('ArrowDown');
    await stage.page.keyboard.press('Enter');
    await dialog().waitFor();
    expect(await focused()).toContain('Adapter 1');
    await stage.page.keyboard.press('ArrowDown');
    expect(await focused()).toContain('Adapter 2');
    await stage.page.keyboard.press('Tab');
    await stage.page.keyboard.press('Tab');
    expect(await focused()).toContain('Internal network');
    await stage.page.keyboard.press('ArrowUp');
    expect(await focused()).toContain('Shared networking');
    await stage.page.getByRole('radio', { name: /Shared networking/, checked: true }).waitFor();
    await stage.page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'detached' });
    expect(stage.program.vm('OpenBSD firewall').adapters[1]).toMatchObject({
      mode: 'shared',
      network: 'Shared',
    });
    expect(await focused()).toContain('OpenBSD firewall');
  });

  it('keeps the focus inside an open dialog', async () => {
    await stage.open();
    await openSettings();
    for (let i = 0; i < 30; i++) {
      await stage.page.keyboard.press('Tab');
      expect(
        await stage.page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null),
      ).toBe(true);
    }
  });
});
