/** Preferences, settings files and About in the built window, with the app on stand-ins. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { nothing } from '../app/laboratory.ts';
import { labTests } from '../lab/prerequisites.ts';
import { useStage } from './screenStage.ts';
import type { WindowHand } from './windowHand.ts';

const { it: test } = labTests(['chromium']);
const stage = useStage(nothing);

async function openWindow(): Promise<WindowHand> {
  const hand = await stage.open({ width: 960, height: 640, locale: 'en-GB' });
  await hand.button('More').waitFor();
  return hand;
}

async function choose(hand: WindowHand, entry: string): Promise<void> {
  await hand.chooseMore(entry);
  await hand.dialog.waitFor();
}

test('take my settings to another computer', async () => {
  await stage.program.call('vm.add', { name: 'web', command: 'qemu -m 512', mode: 'internal' });
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
  await stage.close();

  await stage.start(nothing);
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
  expect(stage.program.panel.vms).toEqual([]);
  await question.getByRole('button', { name: 'Import', exact: true }).click();
  await there.page.getByText('Imported.').waitFor();
  await there.button('OK').click();
  await there.row('web').getByText('Internal network — Internal').waitFor();
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
  expect(stage.program.panel.preferences.language).toBe('de');
});

test('R3 an invalid MAC prefix is reported where it is typed', async () => {
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
  expect(stage.program.panel.preferences.macPrefix).toBe('52-54-00');
});

test('R61 a pause by another face is shown, and can be ended here', async () => {
  const hand = await openWindow();
  await stage.program.call('panel.pause', { paused: true });
  await hand.button('Resume').click();
  await hand.button('Resume').waitFor({ state: 'hidden' });
  expect(stage.program.panel.status.paused).toBe(false);
});

test('copy the diagnostics into a report', async () => {
  const hand = await openWindow();
  await stage.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await choose(hand, 'About Patchcord…');
  await hand.page.getByRole('cell', { name: 'electron', exact: true }).waitFor();
  await hand.button('Copy diagnostics').click();
  await hand.button('Copied').waitFor();
  const copied = await hand.page.evaluate('navigator.clipboard.readText()');
  expect(JSON.parse(copied as string)).toMatchObject({ version: '0.1.0', paused: false });
});
