/**
 * Setup (R62): with the real program in a throw-away root, where faults can be created and repaired;
 * and with the app on stand-ins, for the ways that open it.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ChildProcess } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loseHostAdapter } from '../app/laboratory.ts';
import { launchBrowserBy } from '../lab/browser.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { ThrowAwayRoot } from '../lab/throwAwayRoot.ts';
import { Keyboard } from './keyboard.ts';
import { useStage } from './screenStage.ts';
import { WindowHand } from './windowHand.ts';

async function openPage(browser: Browser, url: string): Promise<WindowHand> {
  const hand = new WindowHand(await browser.newPage({ reducedMotion: 'reduce' }));
  hand.page.setDefaultTimeout(30_000);
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
  let keys: Keyboard;

  const pingRange = (): string =>
    root.must('cat', '/proc/sys/net/ipv4/ping_group_range').trim().replaceAll('\t', ' ');

  beforeAll(async () => {
    root = await ThrowAwayRoot.make();
    // Creates two faults: no TUN driver, and no ping sockets for users.
    root.must('rm', '/dev/net/tun');
    root.must('sh', '-c', 'echo 1 0 > /proc/sys/net/ipv4/ping_group_range');
    const data = ['--data-dir', '/tmp/data'];
    program = root.spawn([process.execPath, CLI, ...data, 'serve', '--no-open', '--json']);
    const [line] = (await once(createInterface({ input: program.stdout! }), 'line')) as [string];
    browser = await launchBrowserBy(root.enteringNetwork);
    hand = await openPage(browser, (JSON.parse(line) as { url: string }).url);
    keys = new Keyboard(hand.page);
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
    await keys.choose(hand.button('More'));
    await hand.page.getByRole('menuitem', { name: 'Setup…' }).waitFor();
    await hand.page.keyboard.press('Enter');
    await check(hand, 'TUN/TAP driver').getByText('There is no TUN/TAP driver').waitFor();
    expect(root.run(['test', '-e', '/dev/net/tun']).status).toBe(1);

    await keys.choose(hand.button('Repair: TUN/TAP driver'));
    await check(hand, 'TUN/TAP driver').getByText('Repaired.').waitFor();
    expect(root.must('stat', '--format=%a', '/dev/net/tun').trim()).toBe('666');
    expect(await hand.focused()).toContain('TUN/TAP driver');

    expect(pingRange()).toBe('1 0');
    await keys.choose(hand.button('Repair: Ping'));
    await check(hand, 'Ping').getByText('Repaired.').waitFor();
    expect(pingRange()).toBe('0 2147483647');

    await hand.page.keyboard.press('Escape');
    await hand.dialog.waitFor({ state: 'detached' });
    expect(hand.complaints).toEqual([]);
  });

  it('what goes wrong again is found by checking again, and repaired with one button for all', async () => {
    await hand.chooseMore('Setup…');
    await check(hand, 'TUN/TAP driver').getByText('The TUN/TAP driver is ready.').waitFor();
    root.must('rm', '/dev/net/tun');
    root.must('sh', '-c', 'echo 1 0 > /proc/sys/net/ipv4/ping_group_range');
    await hand.button('Check again').click();
    await check(hand, 'TUN/TAP driver').getByText('There is no TUN/TAP driver').waitFor();
    await hand.button('Repair all').click();
    await hand.button('Repair all').waitFor({ state: 'detached' });
    await check(hand, 'Ping').getByText('You are allowed to use ping sockets.').waitFor();
    expect([root.run(['test', '-c', '/dev/net/tun']).status, pingRange()]).toEqual([
      0,
      '0 2147483647',
    ]);
    await hand.button('Close').last().click();
    await hand.dialog.waitFor({ state: 'detached' });
  });
});

describeLab('R62 R67 the Setup page', ['chromium'], () => {
  const stage = useStage();

  it('speaks German', async () => {
    const hand = await stage.open({ locale: 'de-DE' });
    await hand.chooseMore('Einrichtung …', 'Mehr');
    await hand.dialog.getByText('4 Punkte brauchen Ihre Aufmerksamkeit.').waitFor();
    await check(hand, 'TUN/TAP-Treiber').getByText('Es gibt keinen TUN/TAP-Treiber').waitFor();
  });

  it('opens beside the reason why Host adapter is unavailable, and the input is kept', async () => {
    const hand = await stage.open();
    await hand.openSettings('Debian 13');
    await hand.box('MAC address').fill('00-03-FF-AA-BB-CC');
    await hand.button('Set up Host adapter…').click();
    await hand.page.getByText('4 things need attention.').waitFor();
    await hand.page.keyboard.press('Escape');
    await hand.page.getByText('4 things need attention.').waitFor({ state: 'detached' });
    expect(await hand.box('MAC address').inputValue()).toBe('00-03-FF-AA-BB-CC');
    expect(await hand.focused()).toBe('Set up Host adapter…');
  });

  it('opens from the banner about a VM without its Host adapter', async () => {
    const hand = await stage.open();
    await loseHostAdapter(stage.program);
    await hand.button('Set up…').click();
    await hand.dialog.getByText('4 things need attention.').waitFor();
  });
});
