/**
 * The window with the real program and a real guest: actions by mouse and keyboard, and what the
 * guest sees of them. It is in a browser, opened by the link from `patchcord serve`.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readWebLink } from '../../src-main/shell/web/webLink.ts';
import { launchBrowserIn } from '../lab/browser.ts';
import { Guest } from '../lab/guest.ts';
import { Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { WindowHand } from './windowHand.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'curl', 'chromium'];
const SHARED = /192\.168\.131\.\d+/;
const INTERNAL = /169\.254\.\d+\.\d+/;
/** A rate above zero. */
const MOVING = /[1-9][\d.,]* [kMG]B\/s/;
const STILL = /0 B\/s\s*Out\s*0 B\/s/;

describeLab('R59 the window over QEMU guests', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let browser: Browser;
  let guest: Guest;
  let hand: WindowHand;

  /** Another window, in a second browser. */
  async function openWindow(): Promise<WindowHand> {
    const context = await browser.newContext({
      viewport: { width: 1080, height: 720 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(30_000);
    const opened = new WindowHand(await context.newPage());
    await opened.page.goto(readWebLink(program.dataDir)!);
    return opened;
  }

  const shows = (text: RegExp) => hand.row('one').getByText(text).first().waitFor();

  beforeAll(async () => {
    outside = await Outside.open('window');
    program = await RunningProgram.start(outside.host);
    browser = await launchBrowserIn(outside.host);
    guest = await Guest.prepare({ name: 'one' });
    hand = await openWindow();
  });

  // Closes dialogs that the test before left open.
  beforeEach(() => hand.page.reload());

  afterAll(async () => {
    await browser.close();
    await program.dispose();
    await guest.stop();
    outside.dispose();
  });

  it('from nothing to a VM in two clicks, and by one more to a guest with an address', async () => {
    await hand.page.getByRole('heading', { name: 'No virtual machines yet' }).waitFor();
    await hand.page.locator('main').getByRole('button', { name: 'New VM…' }).click();
    await hand.box('Name').fill('one');
    await hand.box('QEMU command (optional)').fill(guest.command);
    await hand.button('Create').click();
    await hand.button('Start now').click();
    await shows(SHARED);
    await shows(/Link up/);
    await shows(/Running/);
    const { ip } = await guest.lease();
    expect(await hand.row('one').textContent()).toContain(ip);
    expect(await hand.violations()).toEqual([]);
  });

  it('R63 throughput moves with the guest, at most four times a second, and stands still with it', async () => {
    const arrived: { event: string; atMs: number }[] = [];
    hand.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const { event } = JSON.parse(String(payload)) as { event?: string };
        if (event) arrived.push({ event, atMs: performance.now() });
      }),
    );
    await hand.page.reload();
    const url = `http://${OUTSIDE_ADDRESS}:8080/octets/1000000000/1`;
    const fetching = guest.run(`timeout 3 wget -q -O /dev/null ${url}`);
    await shows(MOVING);
    await fetching;
    await shows(STILL);
    const activity = arrived.filter(({ event }) => event === 'activity');
    const seconds = (activity.at(-1)!.atMs - activity[0]!.atMs) / 1000;
    expect(activity.length).toBeGreaterThan(4);
    expect((activity.length - 1) / seconds).toBeLessThanOrEqual(4.2);
    expect(arrived.length - activity.length).toBeLessThan(4);
  });

  it('R5 R6 the cable is moved while the guest runs; dialog, console and guest follow', async () => {
    await hand.openSettings('one');
    const facts = hand.dialog.getByRole('region', { name: 'Live status' });
    await facts.getByText(SHARED).waitFor();

    await hand.radio('Internal network').click();
    await hand.button('Apply').click();
    await facts.getByText(INTERNAL).waitFor();
    await guest.until('grep -q ip=169.254 /run/lease.eth0');

    await hand.radio('Not connected').click();
    await hand.button('Apply').click();
    await facts.getByText('Down').waitFor();
    await guest.until('[ "$(cat /sys/class/net/eth0/carrier)" = 0 ]');
    expect(await hand.violations()).toEqual([]);

    await hand.radio('Shared networking').click();
    await hand.button('OK').click();
    await hand.dialog.waitFor({ state: 'detached' });
    await shows(SHARED);
    await shows(/Link up/);
    await guest.until('grep -q ip=192.168.131 /run/lease.eth0');
  });

  it('R29 a forward that was added is one that curl can use', async () => {
    await guest.run('mkdir -p /tmp/www; echo from the guest >/tmp/www/index.html');
    await guest.run('httpd -p 80 -h /tmp/www');
    await hand.openSettings('one');
    await hand.setting(/^Port forwarding/).click();
    await hand.box('Host port').fill('8080');
    await hand.box('Guest port').fill('80');
    await hand.page.keyboard.press('Enter');
    await hand.button('Apply').click();
    await hand.dialog.getByRole('cell', { name: 'Listening' }).waitFor();
    const page = await outside.host.run('curl', '-sS', '-m', '5', 'http://127.0.0.1:8080/');
    expect(page).toBe('from the guest\n');
    expect(await hand.violations()).toEqual([]);

    await hand.button('Remove the rule for host port 8080').click();
    await hand.button('OK').click();
    await hand.dialog.waitFor({ state: 'detached' });
    const refused = outside.host.run('curl', '-sS', '-m', '2', 'http://127.0.0.1:8080/');
    await expect(refused).rejects.toThrow();
  });

  it('R51 the arguments that are copied are those of `vm args`, as a shell reads them', async () => {
    await hand.openSettings('one');
    await hand.setting(/^QEMU arguments/).click();
    await hand.button('Copy').click();
    await hand.button('Copied').waitFor();
    const copied = await hand.page.evaluate(() => navigator.clipboard.readText());
    const words = await outside.host.run('sh', '-c', `printf '%s\\n' ${copied}`);
    expect(words.trimEnd().split('\n')).toEqual(await program.json('vm', 'args', 'one'));
    await hand.button('Cancel').click();
  });

  it('R63 leases and connections of a real guest are in the tables', async () => {
    const { ip } = await guest.lease();
    const talking = guest.run(`timeout 4 nc ${OUTSIDE_ADDRESS} 8083 >/dev/null`);
    await hand.button('Activity…').click();
    await hand.setting(/Leases/).click();
    await hand.dialog.getByRole('cell', { name: ip!, exact: true }).waitFor();
    await hand.setting(/Connections/).click();
    await hand.dialog.getByRole('cell', { name: `${OUTSIDE_ADDRESS}:8083` }).waitFor();
    await hand.setting(/MAC table/).click();
    await hand.dialog.getByRole('cell', { name: 'one, adapter 1' }).waitFor();
    expect(await hand.violations()).toEqual([]);
    await hand.button('Close').first().click();
    await talking;
  });

  it('R52 a QEMU that ends at once: its last words are in the window', async () => {
    const command = 'qemu-system-x86_64 -display none -nonsense';
    await program.json('vm', 'add', 'broken');
    await program.json('vm', 'set', 'broken', '--command', command);
    await hand.row('broken').click();
    await hand.button('Start').click();
    await hand.row('broken').getByText('-nonsense: invalid option').waitFor();
    const alert = hand.page.getByRole('alert');
    expect(await alert.textContent()).toContain('-nonsense: invalid option');
    expect(await hand.violations()).toEqual([]);
    await hand.row('broken').press('Delete');
    await hand.page.getByRole('alertdialog').getByText('Remove', { exact: true }).click();
    await hand.row('broken').waitFor({ state: 'detached' });
  });

  it('R51 a restart of the engine shows, and heals by itself', async () => {
    await program.json('engine', 'restart');
    await hand.page.getByText('Network engine is running, restarted once').waitFor();
    await shows(/Link up/);
    await shows(SHARED);
    const { output } = await guest.run(`echo again | nc -w 5 ${OUTSIDE_ADDRESS} 7`);
    expect(output).toBe('again\n');
  });

  it('R65 two windows follow each other, and a draft keeps what was typed', async () => {
    const other = await openWindow();
    await other.openSettings('one');
    await other.box('MAC address').fill('00-03-FF-AA-BB-CC');
    await hand.openSettings('one');
    await hand.setting(/^Name/).click();
    await hand.box('Name').fill('renamed');
    await hand.button('OK').click();
    await other.dialog.getByText('Settings for “renamed”').waitFor();
    expect(await other.box('MAC address').inputValue()).toBe('00-03-FF-AA-BB-CC');
    await other.button('Cancel').click();
    await program.json('vm', 'set', 'renamed', '--name', 'one');
    await Promise.all([hand.row('one').waitFor(), other.row('one').waitFor()]);
    expect(other.complaints).toEqual([]);
    await other.page.context().close();
  });

  it('R65 the program is ended: the window says so; nothing was complained of', async () => {
    expect(hand.complaints).toEqual([]);
    await program.end();
    await hand.page.getByText('Connection lost, retrying…').waitFor();
  });
});
