/** The built desktop program on the stand-in for Electron. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ControlServer } from '../../src-main/shell/control/controlServer.ts';
import { OpenService } from '../app/openService.ts';
import { labTests } from '../lab/prerequisites.ts';
import { spawnProgram, StandInDesktop } from '../lab/electronStandIn/standInDesktop.ts';
import { callFromPage } from './desktop.ts';
import { promiseDesktop } from './desktopPromises.ts';
import { WindowHand } from './windowHand.ts';

const { describe, it: test } = labTests(['chromium']);

describe('the promises', () => {
  promiseDesktop(() => StandInDesktop.start());
});

async function withDesktop(use: (desktop: StandInDesktop) => Promise<void>): Promise<void> {
  const desktop = await StandInDesktop.start();
  try {
    await use(desktop);
  } finally {
    await desktop.dispose();
  }
}

test('R59 R60 R61 a VM is added and re-plugged in the window, which is hidden, shown and quit: all is there again', async () => {
  const desktop = await StandInDesktop.start();
  const hand = new WindowHand(desktop.page);
  await hand.page.locator('main').getByRole('button', { name: 'New VM…' }).click();
  await hand.box('Name').fill('web');
  await hand.button('Create').click();
  await hand.button('Done').click();
  await hand.openSettings('web');
  await hand.radio('Internal network').click();
  await hand.button('OK').click();
  await hand.row('web').getByText('Internal network — Internal').waitFor();

  await desktop.closeWindow();
  expect(await desktop.isVisible()).toBe(false);
  expect(await desktop.startAgain()).toBe(0);
  await expect.poll(() => desktop.isVisible()).toBe(true);
  await hand.row('web').getByText('Internal network — Internal').waitFor();
  expect(hand.complaints).toEqual([]);
  expect(await desktop.quit()).toBe(0);

  const again = await StandInDesktop.start(desktop.dataDir);
  await new WindowHand(again.page).row('web').getByText('Internal network — Internal').waitFor();
  await again.dispose();
});

test('R59 the window is sandboxed and isolated; refusals are the program’s own', () =>
  withDesktop(async (desktop) => {
    const { page } = desktop;
    expect(await desktop.state()).toMatchObject({
      preferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
      },
      hasIcon: true,
    });
    await page.evaluate(`void setTimeout(() => (location.href = 'https://example.invalid/a'))`);
    await page.evaluate(`void window.open('https://example.invalid/b')`);
    await expect
      .poll(async () => (await desktop.state()).refused)
      .toEqual(
        expect.arrayContaining([
          'navigation https://example.invalid/a',
          'window https://example.invalid/b',
        ]),
      );
    const check = (permission: string, origin: string): Promise<unknown> =>
      desktop.ask({ do: 'checkPermission', permission, origin });
    expect(await check('clipboard-sanitized-write', 'patchcord://app')).toBe(true);
    expect(await check('clipboard-sanitized-write', 'https://example.invalid')).toBe(false);
    expect(await check('clipboard-sanitized-write', 'patchcord://app.example.invalid')).toBe(false);
    expect(await check('media', 'patchcord://app')).toBe(false);
  }));

test('R59 no page is embedded, and none is handed to the desktop’s own browser', () =>
  withDesktop(async (desktop) => {
    expect(await desktop.ask({ do: 'attachWebview' })).toBe(false);
    await desktop.page.evaluate(`void window.open('mailto:somebody@example.invalid')`);
    await desktop.page.evaluate(`void window.open('https://example.invalid/c')`);
    await expect
      .poll(async () => (await desktop.state()).refused)
      .toContain('window https://example.invalid/c');
    expect((await desktop.state()).opened).toEqual([]);
  }));

test('R59 only what the page itself has created is saved as a file', () =>
  withDesktop(async (desktop) => {
    const save = (url: string): Promise<unknown> =>
      desktop.page.evaluate(
        `Object.assign(document.createElement('a'), { href: ${url}, download: 'file.txt' }).click()`,
      );
    await save(`'data:text/plain,anything'`);
    await save(`'/index.html'`);
    await expect
      .poll(async () => (await desktop.state()).refused.toSorted())
      .toEqual(['download data:text/plain,anything', 'download patchcord://app/index.html']);
    expect((await desktop.state()).saved).toEqual([]);

    await save(`URL.createObjectURL(new Blob(['an export']))`);
    await expect.poll(async () => (await desktop.state()).saved).toEqual(['file.txt']);
  }));

test('R59 a frame inside the page is ignored', () =>
  withDesktop(async ({ page }) => {
    // A frame of our own origin, past the policy that would not have it: the worst case.
    await page.evaluate(`document.body.append(document.createElement('iframe'))`);
    const frame = page.frames()[1]!;
    const send = (name: string): string =>
      `window.__send('patchcord', { id: 5, call: 'vm.add', args: { name: '${name}' } })`;
    await frame.evaluate(send('from a frame'));
    expect(await callFromPage(page, 'vm.list')).toEqual([]);
    await page.evaluate(send('from the page'));
    expect(await callFromPage(page, 'vm.list')).toMatchObject([{ name: 'from the page' }]);
  }));

test('R61 the tray says how many run, opens and quits', () =>
  withDesktop(async (desktop) => {
    expect(await desktop.state()).toMatchObject({
      icon: 'idle',
      toolTip: 'Patchcord: No VMs yet',
      menu: ['No VMs yet', '—', 'Pause all', 'Open Patchcord', 'Quit'],
    });
    await callFromPage(desktop.page, 'vm.add', { name: 'web' });
    await expect.poll(async () => (await desktop.state()).menu[0]).toBe('0 of 1 VMs running');
    await desktop.closeWindow();
    await desktop.ask({ do: 'clickTray' });
    expect(await desktop.isVisible()).toBe(true);
    await desktop.closeWindow();
    await desktop.ask({ do: 'clickMenu', path: ['Open Patchcord'] });
    expect(await desktop.isVisible()).toBe(true);
  }));

test('R61 switch a VM’s network from the tray', () =>
  withDesktop(async (desktop) => {
    await callFromPage(desktop.page, 'vm.add', { name: 'R&D' });
    const adapter = ['R&&D', 'Adapter 1: Shared networking'];
    const places = (): Promise<unknown> => desktop.ask({ do: 'readMenu', path: adapter });
    await expect
      .poll(places)
      .toEqual([
        'Not connected',
        '* Shared networking',
        'Internal network',
        '—',
        '* Cable connected',
      ]);
    await desktop.ask({ do: 'clickMenu', path: [...adapter, 'Internal network'] });
    await new WindowHand(desktop.page)
      .row('R&D')
      .getByText('Internal network — Internal')
      .waitFor();
    await expect
      .poll(() => desktop.ask({ do: 'readMenu', path: ['R&&D'] }))
      .toEqual(['Adapter 1: Internal network']);
  }));

test('R61 pause all in the tray, resume in the window', () =>
  withDesktop(async (desktop) => {
    const hand = new WindowHand(desktop.page);
    await desktop.ask({ do: 'clickMenu', path: ['Pause all'] });
    await hand.button('Resume').waitFor();
    await expect.poll(async () => (await desktop.state()).icon).toBe('paused');
    await hand.button('Resume').click();
    await expect.poll(async () => (await desktop.state()).icon).toBe('idle');
    expect(hand.complaints).toEqual([]);
  }));

test('R61 R67 the tray is in the language of the preferences', () =>
  withDesktop(async (desktop) => {
    await callFromPage(desktop.page, 'preferences.set', { language: 'de' });
    await expect.poll(async () => (await desktop.state()).menu.at(-1)).toBe('Beenden');
    await new WindowHand(desktop.page).button('Mehr').waitFor();
  }));

test('R61 the notification that it stays in the tray is shown once', () =>
  withDesktop(async (desktop) => {
    await desktop.closeWindow();
    await desktop.ask({ do: 'clickTray' });
    await desktop.closeWindow();
    const { notifications } = await desktop.state();
    expect(notifications).toEqual([expect.stringContaining('Patchcord is still running')]);
  }));

test('R61 closing quits if the preferences say so', () =>
  withDesktop(async (desktop) => {
    await callFromPage(desktop.page, 'preferences.set', { closeToTray: false });
    // The program hears of it with the next panel.
    await expect
      .poll(() => callFromPage(desktop.page, 'preferences.get'))
      .toMatchObject({ closeToTray: false });
    void desktop.closeWindow();
    expect(await desktop.exited()).toBe(0);
  }));

test('R61 start at login writes the autostart entry, and the folder is shown', () =>
  withDesktop(async (desktop) => {
    const entry = join(desktop.dataDir, 'autostart/io.github.patchcord.Patchcord.desktop');
    await callFromPage(desktop.page, 'preferences.set', { startAtLogin: true });
    expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=.*"--hidden"/m);
    await callFromPage(desktop.page, 'preferences.set', { startAtLogin: false });
    expect(existsSync(entry)).toBe(false);
    await callFromPage(desktop.page, 'dataDir.open');
    expect((await desktop.state()).opened).toEqual([desktop.dataDir]);
  }));

test.each(['SIGTERM', 'SIGINT'] as const)('R61 %s ends it cleanly', (signal) =>
  withDesktop(async (desktop) => {
    desktop.kill(signal);
    expect(await desktop.exited()).toBe(0);
  }),
);

test('where `serve` runs already, the window says so and the program ends', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'patchcord-'));
  const service = await OpenService.open(dataDir);
  const server = await ControlServer.listen(dataDir, service);
  const child = spawnProgram(dataDir, false);
  let err = '';
  child.stderr!.on('data', (chunk) => (err += String(chunk)));
  await once(child, 'exit');
  expect(child.exitCode).toBe(1);
  expect(err).toContain('Patchcord cannot start: Patchcord is already running');
  await server.close();
  await service.close();
  rmSync(dataDir, { recursive: true });
});
