/**
 * The Setup page (R62): over the real program and this computer's real faults, in a throw-away
 * root where they can be made and repaired; and over a program in memory, for its looks. With
 * PATCHCORD_SCREENS=1 its pictures are written to screens/.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { launchBrowser, launchBrowserBy } from '../lab/browser.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { ThrowAwayRoot } from '../lab/throwAwayRoot.ts';
import { someWrong } from '../renderer/fakeChecks.ts';
import { FakeProgram } from '../renderer/fakeProgram.ts';
import { laboratory } from '../renderer/fakeState.ts';
import { hostRenderer, type RendererHost } from './rendererHost.ts';
import { WindowHand } from './windowHand.ts';

const SCREENS = 'test/e2e/screens';
const KEEP = process.env['PATCHCORD_SCREENS'] === '1';

async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WindowHand> {
  const viewport = { width: 900, height: 680 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(30_000);
  const hand = new WindowHand(await context.newPage());
  await hand.page.goto(url);
  return hand;
}

const check = (hand: WindowHand, name: string) =>
  hand.dialog.getByRole('listitem').filter({ hasText: name });

describeLab('R62 repair what the Setup page shows', ['root', 'ip', 'chromium'], () => {
  const CLI = join(import.meta.dirname, '../../out/main/cli.js');
  let root: ThrowAwayRoot;
  let program: ChildProcess;
  let browser: Browser;
  let hand: WindowHand;

  const pingRange = (): string =>
    root.must('cat', '/proc/sys/net/ipv4/ping_group_range').trim().replaceAll('\t', ' ');

  /** Goes on by Tab until the focus is where it was meant to be. */
  async function tabTo(name: string): Promise<void> {
    const wanted = hand.page.locator(':focus').and(hand.button(name));
    for (let steps = 0; (await wanted.count()) === 0; steps++) {
      expect(steps, `no way by Tab to “${name}”`).toBeLessThan(60);
      await hand.page.keyboard.press('Tab');
    }
  }

  beforeAll(async () => {
    root = await ThrowAwayRoot.make();
    // What is wrong with this computer: no TUN driver, and nobody may ping.
    root.must('rm', '/dev/net/tun');
    root.must('sh', '-c', 'echo 1 0 > /proc/sys/net/ipv4/ping_group_range');
    const data = ['--data-dir', '/tmp/data'];
    program = root.spawn([process.execPath, CLI, ...data, 'serve', '--no-open', '--json']);
    const [line] = (await once(createInterface({ input: program.stdout! }), 'line')) as [string];
    browser = await launchBrowserBy(root.enteringNetwork);
    hand = await openPage(browser, (JSON.parse(line) as { url: string }).url);
  });

  afterAll(async () => {
    await browser.close();
    const gone = once(program, 'exit');
    program.kill('SIGTERM');
    await gone;
    root.dispose();
  });

  it('R67 by keyboard alone: one, then all that is left', async () => {
    await hand.button('More').waitFor();
    await tabTo('More');
    await hand.page.keyboard.press('Enter');
    await hand.page.getByRole('menuitem', { name: 'Setup…' }).waitFor();
    await hand.page.keyboard.press('Enter');
    await check(hand, 'TUN/TAP driver').getByText('There is no TUN/TAP driver').waitFor();
    expect(root.run(['test', '-e', '/dev/net/tun']).status).toBe(1);

    await tabTo('Repair: TUN/TAP driver');
    await hand.page.keyboard.press('Enter');
    await check(hand, 'TUN/TAP driver').getByText('Repaired.').waitFor();
    expect(root.must('stat', '--format=%a', '/dev/net/tun').trim()).toBe('666');
    expect(await hand.focused()).toContain('TUN/TAP driver');

    expect(pingRange()).toBe('1 0');
    await tabTo('Repair: Ping');
    await hand.page.keyboard.press('Enter');
    await check(hand, 'Ping').getByText('Repaired.').waitFor();
    expect(pingRange()).toBe('0 2147483647');

    await hand.page.keyboard.press('Escape');
    await hand.dialog.waitFor({ state: 'detached' });
    expect(hand.complaints).toEqual([]);
  });

  it('what goes wrong again is found by checking again, and repaired with one button for all', async () => {
    await hand.chooseMore('Setup…');
    await check(hand, 'TUN/TAP driver').getByText('The TUN/TAP driver is there.').waitFor();
    root.must('rm', '/dev/net/tun');
    root.must('sh', '-c', 'echo 1 0 > /proc/sys/net/ipv4/ping_group_range');
    await hand.button('Check again').click();
    await check(hand, 'TUN/TAP driver').getByText('There is no TUN/TAP driver').waitFor();
    await hand.button('Repair all').click();
    await hand.button('Repair all').waitFor({ state: 'detached' });
    await check(hand, 'Ping').getByText('You may use ping sockets.').waitFor();
    expect([root.run(['test', '-c', '/dev/net/tun']).status, pingRange()]).toEqual([
      0,
      '0 2147483647',
    ]);
    await hand.button('Close').last().click();
    await hand.dialog.waitFor({ state: 'detached' });
  });
});

describeLab('R62 R67 the Setup page', ['chromium'], () => {
  let browser: Browser;
  let host: RendererHost;
  let program: FakeProgram;

  beforeAll(async () => {
    host = await hostRenderer(() => program);
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await host.close();
  });

  async function open(options: BrowserContextOptions = {}): Promise<WindowHand> {
    program = new FakeProgram(laboratory());
    program.checks = someWrong();
    return openPage(browser, host.url, options);
  }

  async function look(hand: WindowHand, picture: string): Promise<void> {
    if (KEEP) await hand.page.screenshot({ path: `${SCREENS}/${picture}.png` });
    expect(await hand.violations(), picture).toEqual([]);
  }

  it.each(['light', 'dark'] as const)('is readable and accessible, %s', async (colorScheme) => {
    const hand = await open({ colorScheme });
    program.refuse.set(
      'doctor.repair',
      new PatchcordError('repairRefused', { command: 'sudo /usr/lib/patchcord/setup member' }),
    );
    await hand.chooseMore('Setup…');
    await hand.dialog.getByText('4 things need attention.').waitFor();
    await look(hand, `setup-${colorScheme}`);
    await hand.button('Repair: Group “patchcord”').click();
    await hand.dialog.getByRole('alert').waitFor();
    await hand.button('Repair: TUN/TAP driver').click();
    await hand.dialog.getByText('Repaired.').waitFor();
    await look(hand, `setup-refused-${colorScheme}`);
    expect(hand.complaints).toEqual([]);
    await hand.page.context().close();
  });

  it('speaks German', async () => {
    const hand = await open({ locale: 'de-DE' });
    await hand.chooseMore('Einrichtung …', 'Mehr');
    await hand.dialog.getByText('4 Punkte brauchen Ihre Aufmerksamkeit.').waitFor();
    await check(hand, 'TUN/TAP-Treiber').getByText('Es gibt keinen TUN/TAP-Treiber').waitFor();
    await look(hand, 'setup-german-light');
    await hand.page.context().close();
  });

  it('fits a window of half the width, as at 200 % scaling', async () => {
    const hand = await open({ viewport: { width: 450, height: 340 } });
    await hand.chooseMore('Setup…');
    await hand.dialog.getByText('4 things need attention.').waitFor();
    await look(hand, 'setup-narrow-light');
    const overflow = await hand.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await hand.page.context().close();
  });

  it('opens beside the reason why Host adapter cannot be had, and the typed stays', async () => {
    const hand = await open();
    await hand.openSettings('Debian 13');
    await hand.box('MAC address').fill('00-03-FF-AA-BB-CC');
    if (KEEP) await hand.page.screenshot({ path: `${SCREENS}/settings-set-up-light.png` });
    await hand.button('Set up Host adapter…').click();
    await hand.page.getByText('4 things need attention.').waitFor();
    await hand.page.keyboard.press('Escape');
    await hand.page.getByText('4 things need attention.').waitFor({ state: 'detached' });
    expect(await hand.box('MAC address').inputValue()).toBe('00-03-FF-AA-BB-CC');
    expect(await hand.focused()).toBe('Set up Host adapter…');
    await hand.page.context().close();
  });

  it('opens from the banner where a VM cannot have its Host adapter', async () => {
    const hand = await open();
    program.state.status.notices = [
      { code: 'notInGroup', params: { path: '/usr/lib/patchcord/patchcord-helper' } },
    ];
    program.tell();
    await look(hand, 'console-set-up-light');
    await hand.button('Set up…').click();
    await hand.dialog.getByText('4 things need attention.').waitFor();
    await hand.page.context().close();
  });
});
