/**
 * How many clicks everyday changes take, from the console and back to it, as the browser counts
 * them: at most three each. Keys for what has to be typed are not clicks. README.md has the counts.
 */
import type { Locator } from 'playwright-core';
import { beforeEach, expect } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';
import { useStage } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);

const stage = useStage();

beforeEach(async () => {
  const count = `window.clicks = 0; addEventListener('pointerdown', () => window.clicks++, true);`;
  await stage.open({ prepare: (page) => page.addInitScript(count) });
  await stage.hand.row('Debian 13').waitFor();
});

const clicks = (): Promise<number> => stage.hand.page.evaluate('window.clicks');
const menuItem = (name: RegExp): Locator => stage.hand.page.getByRole('menuitem', { name });
const end = (name: string): Locator => stage.hand.page.getByRole('menuitemradio', { name });

/** The hand glides: a menu beside a menu stays open while the pointer is on its way there. */
async function glideAndClick(target: Locator): Promise<void> {
  await target.waitFor();
  const { x, y, width, height } = (await target.boundingBox())!;
  await stage.hand.page.mouse.move(x + width / 2, y + height / 2, { steps: 20 });
  await target.click();
}

async function replug(to: string): Promise<void> {
  await stage.hand.row('Debian 13').click({ button: 'right' });
  await menuItem(/Adapter 1/).click();
  await glideAndClick(end(to));
}

describe('R5 R29 at most three clicks', () => {
  it('move the guest from NAT to an internal network', async () => {
    await replug('Internal network — Test lab');
    await expect
      .poll(() => stage.program.vm('Debian 13').adapters[0])
      .toMatchObject({ network: 'Test lab' });
    expect(await clicks()).toBe(3);
  });

  it('unplug the cable', async () => {
    await replug('Not connected');
    await expect.poll(() => stage.program.vm('Debian 13').adapters[0]!.mode).toBe('none');
    expect(await clicks()).toBe(3);
  });

  it('plug it in again', async () => {
    await stage.program.call('adapter.set', { vm: 'Debian 13', n: 1, mode: 'none' });
    await replug('Shared networking — Shared');
    await expect.poll(() => stage.program.vm('Debian 13').adapters[0]!.mode).toBe('shared');
    expect(await clicks()).toBe(3);
  });

  it('forward a port', async () => {
    await stage.hand.row('Debian 13').click({ button: 'right' });
    await menuItem(/Port forwarding/).click();
    await stage.hand.box('Host port').focus();
    await stage.hand.page.keyboard.type('8443');
    await stage.hand.box('Guest port').focus();
    await stage.hand.page.keyboard.type('443');
    await stage.hand.page.keyboard.press('Enter');
    await stage.hand.button('OK').click();
    await stage.hand.dialog.waitFor({ state: 'detached' });
    expect(stage.program.panel.forwards.map(({ port }) => port)).toContain(8443);
    expect(await clicks()).toBeLessThanOrEqual(3);
  });
});

describe('R1 R41 at most seven clicks', () => {
  it('a second adapter, on a new internal network', async () => {
    await stage.hand.openSettings('Haiku');
    await stage.hand.button('Add adapter').click();
    await stage.hand.radio('Internal network').click();
    // The browser's own list is none of the page's: one click opens it, one chooses.
    const ofTheList = 2;
    const list = stage.hand.page.getByRole('combobox', { name: 'Network' });
    await list.selectOption({ label: 'New internal network…' });
    await stage.hand.box('Name of the new network').focus();
    await stage.hand.page.keyboard.type('Back office');
    await stage.hand.button('OK').click();
    await stage.hand.dialog.waitFor({ state: 'detached' });
    expect(stage.program.vm('Haiku').adapters.at(-1)).toMatchObject({ network: 'Back office' });
    expect((await clicks()) + ofTheList).toBe(7);
  });
});

describe('R2 at most three clicks', () => {
  it('make a VM on the LAN, by the NIC that is suggested', async () => {
    // The wireless one comes first; the wired one is suggested all the same.
    stage.program.computer.nics.reverse();
    await stage.program.setHostAdapter(null);
    await stage.hand.button('New VM…').click();
    await stage.hand.page.keyboard.type('On the LAN');
    await stage.hand.radio('Host adapter').click();
    const nic = stage.hand.page.getByRole('combobox', { name: 'Host’s network card' });
    await expect.poll(() => nic.inputValue()).toBe('enp3s0');
    expect(await nic.locator('optgroup').first().locator('option').allTextContents()).toEqual([
      'enp3s0',
      'wlp2s0 (wireless)',
    ]);
    await stage.hand.button('Create').click();
    await stage.hand.page.getByText('“On the LAN” is ready').waitFor();
    expect(stage.program.callsOf('vm.apply')[0]).toMatchObject({
      vm: { name: 'On the LAN', mode: 'host', nic: 'enp3s0' },
    });
    expect(await clicks()).toBe(3);
  });
});

describe('R67 the menu of a VM by keyboard alone', () => {
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await stage.hand.page.keyboard.press(key);
  };
  /** The item that has the focus, once it has. */
  const until = (text: string) => expect.poll(() => stage.hand.focused()).toContain(text);

  it.each(['Shift+F10', 'ContextMenu'])('%s opens it; arrows and Enter replug', async (key) => {
    await stage.hand.row('OpenBSD firewall').focus();
    await press(key);
    await stage.hand.page.getByRole('menu', { name: 'OpenBSD firewall' }).waitFor();
    expect(await stage.hand.violations()).toEqual([]);
    await until('Adapter 1');
    await press('ArrowDown');
    await until('Adapter 2');
    await press('ArrowRight');
    await until('Not connected');
    expect(await stage.hand.violations()).toEqual([]);
    await press('ArrowDown');
    await until('Shared networking — Shared');
    await press('Enter');
    await expect
      .poll(() => stage.program.vm('OpenBSD firewall').adapters[1])
      .toMatchObject({ network: 'Shared' });
    await until('OpenBSD firewall');
  });

  it('Remove in it asks once, and Cancel comes back to the list', async () => {
    await stage.hand.row('Haiku').focus();
    await press('Shift+F10');
    await menuItem(/Settings/).waitFor();
    await press('End');
    await until('Remove…');
    await press('Enter');
    await stage.hand.page.getByRole('alertdialog').waitFor();
    await until('Cancel');
    await press('Enter');
    await until('Haiku');
    expect(stage.program.panel.vms).toHaveLength(4);
  });

  it('Ctrl+F searches; Esc clears, and once more goes back to the list', async () => {
    const box = stage.hand.page.getByRole('searchbox', { name: 'Search VMs' });
    const rows = stage.hand.page
      .getByRole('listbox', { name: 'Virtual machines' })
      .getByRole('option');
    await press('Control+f');
    await stage.hand.page.keyboard.type('haiku');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await stage.hand.violations()).toEqual([]);
    await press('Escape');
    expect(await box.inputValue()).toBe('');
    await expect.poll(() => rows.count()).toBe(4);
    await press('Escape');
    await until('Haiku');
  });
});
