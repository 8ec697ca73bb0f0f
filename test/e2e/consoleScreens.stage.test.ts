/** The console as a person meets it: its languages, its keys, and a connection that is lost. */
import { expect } from 'vitest';
import { labTests } from '../lab/prerequisites.ts';
import { useStage } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);
const stage = useStage();

const button = (name: string) => stage.hand.button(name);
const focused = () => stage.hand.focused();
const openSettings = () => stage.hand.openSettings('Debian 13');

describe('R67 languages', () => {
  const htmlLang = () => stage.page.evaluate(() => document.documentElement.lang);

  it('a system in German gets German, down to its numbers; English is a choice that stays', async () => {
    await stage.open({ locale: 'de-AT' });
    await stage.page
      .getByRole('option', { name: /Debian 13.*Läuft.*Gemeinsames Netzwerk/ })
      .waitFor();
    expect(await htmlLang()).toBe('de');
    stage.program.guests.report(1_000);
    stage.program.guests.move(stage.program.port('Debian 13', 1), 0, 3_400_000);
    stage.program.guests.report(2_000);
    await stage.page.getByText('3,4 MB/s').waitFor();
    await openSettings();
    await stage.page.getByRole('img', { name: /„Debian 13“ ist im Netzwerk „Shared“/ }).waitFor();
    await stage.page.keyboard.press('Escape');
    await stage.page.getByRole('combobox', { name: 'Sprache' }).selectOption('English');
    await button('New VM…').waitFor();
    await stage.page.reload();
    await button('New VM…').waitFor();
    expect(await htmlLang()).toBe('en');
  });
});

describe('R67 by keyboard alone', () => {
  it('removes a VM with Delete, asking once', async () => {
    await stage.open();
    await stage.page.getByRole('option', { name: 'Windows 98' }).focus();
    await stage.page.keyboard.press('Delete');
    await stage.page.getByRole('alertdialog').waitFor();
    expect(await focused()).toBe('Cancel');
    await stage.page.keyboard.press('Tab');
    await stage.page.keyboard.press('Enter');
    await expect.poll(() => stage.program.panel.vms.length).toBe(3);
  });
});

describe('the connection', () => {
  it('says when it is lost, and comes back by itself', async () => {
    await stage.open();
    await stage.page.getByRole('option', { name: 'Debian 13' }).waitFor();
    stage.server.admit(false);
    await stage.page.getByText('Connection lost, retrying…').waitFor();
    await stage.program.call('vm.set', { vm: 'Haiku', name: 'Haiku R1' });
    stage.server.admit(true);
    await stage.page.getByRole('option', { name: 'Haiku R1' }).waitFor();
    expect(await stage.page.getByText('Connection lost, retrying…').count()).toBe(0);
    await stage.program.call('vm.set', { vm: 'Haiku R1', name: 'Haiku R2' });
    await stage.page.getByRole('option', { name: 'Haiku R2' }).waitFor();
  });
});
