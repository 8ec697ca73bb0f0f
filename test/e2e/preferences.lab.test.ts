/** Preferences, settings files and About in the built window, over the app with stand-ins behind it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { Patchcord } from '../../src-main/app/patchcord.ts';
import { StandInEngine, StandInHypervisor } from '../app/standIns.ts';
import { launchBrowser } from '../lab/browser.ts';
import { labTests } from '../lab/prerequisites.ts';
import { hostRenderer, type RendererHost } from './rendererHost.ts';
import { WindowHand } from './windowHand.ts';

const { it: test } = labTests(['chromium']);
const folder = mkdtempSync(join(tmpdir(), 'patchcord-'));

let browser: Browser;
let host: RendererHost;
let program: Patchcord;
let context: BrowserContext;
const programs: Patchcord[] = [];

/** A computer of its own: its data folder, its VMs. */
async function newComputer(): Promise<Patchcord> {
  const dataDir = join(folder, String(programs.length));
  const opened = await Patchcord.open({
    ...{ dataDir, version: '0.1.0', nics: () => [], hostAddresses: () => [] },
    engine: new StandInEngine(),
    hypervisors: { qemu: new StandInHypervisor(dataDir), none: null },
  });
  programs.push(opened);
  return opened;
}

beforeAll(async () => {
  browser = await launchBrowser();
  host = await hostRenderer(() => program);
});
afterAll(async () => {
  await browser.close();
  await host.close();
  for (const each of programs) await each.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  program = await newComputer();
  context = await browser.newContext({ viewport: { width: 960, height: 640 }, locale: 'en-GB' });
});
afterEach(() => context.close());

async function openWindow(): Promise<WindowHand> {
  const hand = new WindowHand(await context.newPage());
  await hand.page.goto(host.url);
  await hand.button('More').waitFor();
  return hand;
}

async function choose(hand: WindowHand, entry: string): Promise<void> {
  await hand.chooseMore(entry);
  await hand.dialog.waitFor();
}

test('take my settings to another computer', async () => {
  await program.handlers['vm.add']({
    ...{
      name: 'web',
      attachment: { kind: 'qemuStream' },
      command: 'qemu -m 512',
      mode: 'internal',
    },
  });
  const here = await openWindow();
  await choose(here, 'Preferences…');
  await here.setting(/^Data/).click();
  const [download] = await Promise.all([
    here.page.waitForEvent('download'),
    here.button('Export…').click(),
  ]);
  expect(download.suggestedFilename()).toBe('patchcord-settings.json');
  const file = { name: 'x.json', mimeType: 'application/json' };
  const buffer = readFileSync(await download.path());
  expect(here.complaints).toEqual([]);

  program = await newComputer();
  const there = await openWindow();
  await choose(there, 'Preferences…');
  await there.setting(/^Data/).click();
  const chooser = there.page.locator('input[type=file]');
  await chooser.setInputFiles({ ...file, buffer: Buffer.from('no JSON') });
  await there.page.getByText('Nothing was changed.').waitFor();
  await chooser.setInputFiles({ ...file, buffer });
  const question = there.page.getByRole('dialog', { name: 'Import these settings?' });
  await question.getByText('VMs to add').waitFor();
  expect(await there.violations()).toEqual([]);
  expect((await program.handlers['panel.get']({})).vms).toEqual([]);
  await question.getByRole('button', { name: 'Import', exact: true }).click();
  await there.page.getByText('Imported.').waitFor();
  await there.button('OK').click();
  await there.row('web').getByText('Internal network — Internal').waitFor();
  expect(there.complaints).toEqual([]);
});

test('R67 prefer another language, by keyboard alone', async () => {
  const hand = await openWindow();
  const { keyboard } = hand.page;
  await hand.button('More').focus();
  await keyboard.press('Enter');
  await hand.page.getByRole('menuitem', { name: 'Preferences…' }).waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await hand.setting(/^General/).waitFor();
  await expect.poll(() => hand.focused()).toMatch(/^General/);
  await hand.page.getByLabel('Language').last().focus();
  await keyboard.press('D');
  await hand.button('OK').focus();
  await keyboard.press('Enter');
  await hand.button('Mehr').waitFor();
  const { preferences } = await program.handlers['panel.get']({});
  expect(preferences.language).toBe('de');
});

test('R3 a MAC prefix that cannot be one is told where it is typed', async () => {
  const hand = await openWindow();
  await choose(hand, 'Preferences…');
  await hand.setting(/^New VMs/).click();
  await hand.box('MAC addresses begin with').fill('01-00-5E');
  await hand.page.getByText('is not a valid beginning for MAC addresses').waitFor();
  await hand.button('OK').click();
  expect(await hand.dialog.isVisible()).toBe(true);
  await hand.box('MAC addresses begin with').fill('52:54:00');
  await hand.button('OK').click();
  await hand.dialog.waitFor({ state: 'hidden' });
  expect((await program.handlers['panel.get']({})).preferences.macPrefix).toBe('52-54-00');
});

test('R61 a pause from elsewhere is seen, and ended here', async () => {
  const hand = await openWindow();
  await program.handlers['panel.pause']({ paused: true });
  await hand.button('Resume').click();
  await hand.button('Resume').waitFor({ state: 'hidden' });
  expect((await program.handlers['status.get']({})) as object).toMatchObject({ paused: false });
});

test('copy the diagnostics into a report', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const hand = await openWindow();
  await choose(hand, 'About Patchcord…');
  await hand.page.getByRole('cell', { name: 'electron', exact: true }).waitFor();
  await hand.button('Copy diagnostics').click();
  await hand.button('Copied').waitFor();
  const copied = await hand.page.evaluate('navigator.clipboard.readText()');
  expect(JSON.parse(copied as string)).toMatchObject({ version: '0.1.0', paused: false });
  expect(hand.complaints).toEqual([]);
});
