/**
 * A cable pulled out of its adapter, and put back, wherever the window lets a person do it: in the
 * settings and in a VM's menu; and how the list and the map show it. The guest's side of it is in
 * liveChange.test.ts.
 */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from '../lab/browser.ts';
import { labTests } from '../lab/prerequisites.ts';
import { FakeProgram } from '../renderer/fakeProgram.ts';
import { laboratory } from '../renderer/fakeState.ts';
import { MapHand } from './mapHand.ts';
import { hostRenderer, type RendererHost } from './rendererHost.ts';

const { describe, it } = labTests(['chromium']);

let browser: Browser;
let host: RendererHost;
let program: FakeProgram;
let hand: MapHand;

beforeAll(async () => {
  host = await hostRenderer(() => program);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await host.close();
});

beforeEach(() => {
  program = new FakeProgram(laboratory());
});

afterEach(async () => {
  expect(hand.complaints).toEqual([]);
  await hand.page.context().close();
});

async function open(colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  const viewport = { width: 1180, height: 720 };
  const looks = { viewport, colorScheme, reducedMotion: 'reduce' } as const;
  hand = new MapHand(await (await browser.newContext(looks)).newPage());
  await hand.page.goto(host.url);
  await hand.row('Debian 13').waitFor();
}

const first = () => program.vm('debian').adapters[0]!;
const tick = (): Locator => hand.page.getByRole('checkbox', { name: 'Cable connected' });
const unplugged = (): Locator => hand.row('Debian 13').getByText('Cable unplugged');

async function chooseInMenu(entry: string): Promise<void> {
  const item = (name: string | RegExp) => hand.page.getByRole('menuitem', { name });
  await hand.row('Debian 13').click({ button: 'right' });
  await item(/Adapter 1/).focus();
  await hand.page.keyboard.press('ArrowRight');
  await item(entry).focus();
  expect(await hand.violations()).toEqual([]);
  await hand.page.keyboard.press('Enter');
}

describe('R6 a cable out of its adapter', () => {
  it('by the settings, its connection as it was', async () => {
    await open();
    await hand.openSettings('Debian 13');
    await tick().uncheck();
    await hand.page.getByRole('img', { name: 'The cable of “Debian 13” leads nowhere.' }).waitFor();
    expect(await hand.violations()).toEqual([]);
    await hand.button('OK').click();
    await unplugged().waitFor();
    expect(first()).toMatchObject({ cable: false, mode: 'shared', networkId: 'shared' });
    await hand.openSettings('Debian 13');
    await tick().check();
    await hand.button('OK').click();
    await unplugged().waitFor({ state: 'detached' });
    expect(first()).toMatchObject({ cable: true, link: 'up' });
  });

  it('cannot be ticked where none is connected', async () => {
    await open();
    await hand.openSettings('OpenBSD firewall');
    await hand.setting(/Adapter 3/).click();
    await expect.poll(() => tick().isDisabled()).toBe(true);
    expect(await tick().isChecked()).toBe(false);
    await hand.radio('Internal network').click();
    await expect.poll(() => tick().isEnabled()).toBe(true);
    expect(await tick().isChecked()).toBe(true);
  });

  it('R67 by the VM’s menu and the keyboard, and back in', async () => {
    await open();
    await chooseInMenu('Unplug cable');
    await unplugged().waitFor();
    expect(first()).toMatchObject({ cable: false, mode: 'shared', link: 'down' });
    await chooseInMenu('Plug cable in');
    await unplugged().waitFor({ state: 'detached' });
    expect(first()).toMatchObject({ cable: true, link: 'up' });
  });

  it('R64 R67 on the map by keyboard, and back in', async () => {
    await open();
    await hand.openMap();
    const plugged = hand.adapter(/Debian 13, adapter 1, plugged into Shared networking/);
    const pulled = hand.adapter(/Debian 13, adapter 1, cable unplugged/);
    await plugged.focus();
    for (const key of ['Enter', 'End', 'ArrowUp', 'Enter']) await hand.page.keyboard.press(key);
    await pulled.waitFor();
    expect(first()).toMatchObject({ cable: false, mode: 'shared', networkId: 'shared' });
    await pulled.press('Enter');
    const entry = hand.page.getByRole('option', { name: 'Plug cable in' });
    await entry.waitFor();
    expect(await hand.violations()).toEqual([]);
    await entry.click();
    await plugged.waitFor();
    expect(first()).toMatchObject({ cable: true, link: 'up' });
  });

  it.each(['light', 'dark'] as const)('R64 R67 on the map and in the list, %s', async (scheme) => {
    Object.assign(first(), { cable: false, link: 'down', ip: [] });
    await open(scheme);
    await unplugged().waitFor();
    expect(await hand.violations()).toEqual([]);
    await hand.openMap();
    const said = 'Debian 13, adapter 1, cable unplugged, set to Shared networking — Shared';
    await hand.adapter(said).getByText('Cable unplugged').waitFor();
    await hand.cable('debian/1').locator('.pulled').waitFor();
    expect(await hand.cable('debian/2').locator('.pulled').count()).toBe(0);
    expect(await hand.violations()).toEqual([]);
  });
});
