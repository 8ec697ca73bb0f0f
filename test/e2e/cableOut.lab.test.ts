/**
 * A cable that is unplugged and plugged in again, in each place where the window allows it: the
 * settings, a VM's menu, the map; and how list and map show it. liveChange.lab.test.ts tests what the
 * guest sees.
 */
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';
import { type Looks, useStage } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);

const stage = useStage();

async function open(looks: Looks = {}): Promise<void> {
  await stage.open({ width: 1180, ...looks });
  await stage.hand.row('Debian 13').waitFor();
}

const first = () => stage.program.vm('Debian 13').adapters[0]!;
const tick = (): Locator => stage.hand.page.getByRole('checkbox', { name: 'Cable connected' });
const unplugged = (): Locator => stage.hand.row('Debian 13').getByText('Cable unplugged');

async function chooseInMenu(entry: string): Promise<void> {
  const item = (name: string | RegExp) => stage.hand.page.getByRole('menuitem', { name });
  await stage.hand.row('Debian 13').click({ button: 'right' });
  await item(/Adapter 1/).focus();
  await stage.hand.page.keyboard.press('ArrowRight');
  await item(entry).focus();
  expect(await stage.hand.violations()).toEqual([]);
  await stage.hand.page.keyboard.press('Enter');
}

describe('R6 a cable out of its adapter', () => {
  it('by the settings, its connection as it was', async () => {
    await open();
    await stage.hand.openSettings('Debian 13');
    await tick().uncheck();
    await stage.hand.page.getByRole('img', { name: '“Debian 13” is not connected.' }).waitFor();
    expect(await stage.hand.violations()).toEqual([]);
    await stage.hand.button('OK').click();
    await unplugged().waitFor();
    expect(first()).toMatchObject({ cable: false, mode: 'shared', network: 'Shared' });
    await stage.hand.openSettings('Debian 13');
    await tick().check();
    await stage.hand.button('OK').click();
    await unplugged().waitFor({ state: 'detached' });
    expect(first()).toMatchObject({ cable: true, link: 'up' });
  });

  it('cannot be ticked where none is connected', async () => {
    await open();
    await stage.hand.openSettings('OpenBSD firewall');
    await stage.hand.setting(/Adapter 3/).click();
    await expect.poll(() => tick().isDisabled()).toBe(true);
    expect(await tick().isChecked()).toBe(false);
    await stage.hand.radio('Internal network').click();
    await expect.poll(() => tick().isEnabled()).toBe(true);
    expect(await tick().isChecked()).toBe(true);
  });

  it('R67 by the VM’s menu and the keyboard, and back in', async () => {
    await open();
    await chooseInMenu('Unplug cable');
    await unplugged().waitFor();
    expect(first()).toMatchObject({ cable: false, mode: 'shared', link: 'down' });
    await chooseInMenu('Plug in cable');
    await unplugged().waitFor({ state: 'detached' });
    expect(first()).toMatchObject({ cable: true, link: 'up' });
  });

  it('R64 R67 on the map by keyboard, and back in', async () => {
    await open();
    await stage.hand.openMap();
    const plugged = stage.hand.adapter(/Debian 13, adapter 1, plugged into Shared networking/);
    const pulled = stage.hand.adapter(/Debian 13, adapter 1, cable unplugged/);
    await plugged.focus();
    for (const key of ['Enter', 'End', 'ArrowUp', 'Enter'])
      await stage.hand.page.keyboard.press(key);
    await pulled.waitFor();
    expect(first()).toMatchObject({ cable: false, mode: 'shared', network: 'Shared' });
    await pulled.press('Enter');
    const entry = stage.hand.page.getByRole('option', { name: 'Plug in cable' });
    await entry.waitFor();
    expect(await stage.hand.violations()).toEqual([]);
    await entry.click();
    await plugged.waitFor();
    expect(first()).toMatchObject({ cable: true, link: 'up' });
  });

  it.each(['light', 'dark'] as const)('R64 R67 on the map and in the list, %s', async (theme) => {
    await stage.program.call('adapter.set', { vm: 'Debian 13', n: 1, cable: false });
    await open({ theme });
    await unplugged().waitFor();
    expect(await stage.hand.violations()).toEqual([]);
    await stage.hand.openMap();
    const said = 'Debian 13, adapter 1, cable unplugged, set to Shared networking — Shared';
    await stage.hand.adapter(said).getByText('Cable unplugged').waitFor();
    await stage.hand.cable(stage.program.port('Debian 13', 1)).locator('.pulled').waitFor();
    expect(
      await stage.hand.cable(stage.program.port('Debian 13', 2)).locator('.pulled').count(),
    ).toBe(0);
    expect(await stage.hand.violations()).toEqual([]);
  });
});
