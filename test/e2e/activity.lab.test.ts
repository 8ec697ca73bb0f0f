/**
 * “Which VM is using the line, and for what?” with real guests: one downloads, the other is idle. The
 * answer is read from the chart's table and saved as a CSV file, by keyboard only.
 */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWebLink } from '../../src-main/shell/web/webLink.ts';
import { launchBrowserIn } from '../lab/browser.ts';
import type { Guest } from '../lab/guest.ts';
import { Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { WindowHand } from './windowHand.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'curl', 'chromium'];
/** A server that sends until the connection ends (lab/outsideServer.ts). */
const ENDLESS = `${OUTSIDE_ADDRESS}:8083`;

describeLab('R63 Activity over QEMU guests', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let browser: Browser;
  let busy: Guest;
  let hand: WindowHand;

  beforeAll(async () => {
    outside = await Outside.open('activity');
    program = await RunningProgram.start(outside.host);
    [busy] = await Promise.all([
      program.startVm(['--mode', 'shared'], { name: 'busy' }),
      program.startVm(['--mode', 'shared'], { name: 'idle' }),
    ]);
    await busy.lease();
    browser = await launchBrowserIn(outside.host);
    const context = await browser.newContext({ viewport: { width: 1080, height: 720 } });
    context.setDefaultTimeout(30_000);
    hand = new WindowHand(await context.newPage());
    await hand.page.goto(readWebLink(program.dataDir)!);
    await hand.row('busy').waitFor();
    // Reads slowly, to leave the cores to other tests. It ends with the guest.
    const reading = 'while head -c 200000 >/dev/null; do sleep 0.2; done';
    const line = `nc ${ENDLESS.replace(':', ' ')} </dev/null | ${reading}`;
    await busy.run(`(${line}) >/dev/null 2>&1 &`);
  });

  afterAll(async () => {
    await browser.close();
    await program.dispose();
    outside.dispose();
  });

  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await hand.page.keyboard.press(key);
  };
  const firstRow = () => hand.dialog.locator('tbody tr').first().textContent();
  const trail = (vm: string) => hand.row(vm).getByRole('img', { name: /Last minute/ });

  it('the console shows which adapters had traffic in the last minute', async () => {
    await expect
      .poll(() => trail('busy').getAttribute('aria-label'), { timeout: 20_000 })
      .toMatch(/in up to [\d.]+ [kM]B\/s/);
    expect(await hand.violations()).toEqual([]);
  });

  it('the dialog shows the time before it was opened, and the busiest adapter', async () => {
    await hand.button('Activity…').focus();
    await press('Enter');
    await hand.dialog.waitFor();
    await hand.dialog.getByRole('button', { name: 'In, peak' }).focus();
    await press('Enter');
    await expect.poll(firstRow).toMatch(/busy, adapter 1.*[kM]B\/s/);
    expect(await hand.dialog.getByRole('slider').getAttribute('aria-valuetext')).toContain('busy');
    expect(await hand.violations()).toEqual([]);
  });

  it('the connections are saved as CSV, octets as numbers', async () => {
    await hand.setting(/Throughput/).focus();
    await press('ArrowRight', 'ArrowRight');
    await hand.dialog.getByRole('cell', { name: ENDLESS }).waitFor();
    await hand.button('Save as CSV').focus();
    const [download] = await Promise.all([hand.page.waitForEvent('download'), press('Enter')]);
    expect(download.suggestedFilename()).toBe('patchcord-flows.csv');
    const [heading, ...lines] = (await readFile(await download.path(), 'utf8'))
      .trim()
      .split('\r\n');
    expect(heading).toBe('VM,Protocol,Guest,Remote,State,Out,In');
    const { ip } = await busy.lease();
    const line = lines.find((one) => one.includes(ENDLESS))!;
    expect(line).toMatch(new RegExp(`^busy,tcp,${ip}:\\d+,${ENDLESS},[a-z-]+,\\d+,\\d+$`));
    expect(Number(line.split(',').at(-1))).toBeGreaterThan(100_000);
    expect(hand.complaints).toEqual([]);
  });

  it('dropped frames of a real guest are explained, with what to do', async () => {
    await busy.run('ping -c 1 -W 1 169.254.1.1; true');
    await hand.setting(/Drops/).click();
    const row = hand.dialog.getByRole('row').filter({ hasText: 'busy, adapter 1' });
    await row
      .filter({ hasText: 'is not allowed from here' })
      .getByText(/harmless/)
      .waitFor();
    expect(await hand.violations()).toEqual([]);
  });
});
