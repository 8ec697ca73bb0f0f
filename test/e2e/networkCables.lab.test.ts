/**
 * Changes to networks and forwards, as real guests see them: reserved addresses, patch cables, a
 * forward that is changed while it listens, and its test; by the command line and in a browser.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../lab/browser.ts';
import { freePort } from '../lab/freePort.ts';
import type { Guest } from '../lab/guest.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import type { Network } from '../../src-main/contract/network.ts';
import { readWebLink } from '../../src-main/shell/web/webLink.ts';
import { WindowHand } from './windowHand.ts';

const QEMU = ['qemu-system-x86_64', 'busybox'];

/** Unplugged and plugged in again, as the guest sees it; the lease that this leads to. */
async function replugged(
  program: RunningProgram,
  guest: Guest,
  vm: string,
  ...plug: string[]
): Promise<Record<string, string>> {
  await program.json('adapter', 'set', vm, '1', 'mode=none');
  await guest.until('test ! -e /run/lease.eth0');
  await program.json('adapter', 'set', vm, '1', ...plug);
  return guest.lease();
}

describeLab('R43 patch cables between QEMU guests’ networks', QEMU, () => {
  let program: RunningProgram;
  let one: Guest;
  let two: Guest;

  beforeAll(async () => {
    program = await RunningProgram.start();
    await program.json('network', 'add', 'lab', '--kind', 'internal');
    await program.json('network', 'set', 'lab', 'range=169.254.5.1-169.254.5.100');
    [one, two] = await Promise.all([
      program.startVm(['--mode', 'internal', '--network', 'Internal'], { name: 'one' }),
      program.startVm(['--mode', 'internal', '--network', 'lab'], { name: 'two' }),
    ]);
  });

  afterAll(() => program.dispose());

  it('guests of two internal networks reach each other while the cable is in', async () => {
    const { ip } = await two.lease();
    await one.lease();
    expect((await one.run(`ping -c 1 -W 1 ${ip}`)).output).toContain('100% packet loss');
    await program.json('network', 'patch', 'Internal', 'lab');
    await one.until(`ping -c 1 -W 1 ${ip}`);
    await two.run('mkdir -p /tmp/www; echo across >/tmp/www/word; httpd -p 4000 -h /tmp/www');
    const get = `printf 'GET /word HTTP/1.0\\r\\n\\r\\n' | nc -w 5 ${ip} 4000`;
    expect((await one.run(get)).output).toContain('across');
    const stations = await program.json('fdb', 'list', 'Internal');
    expect(stations).toContainEqual(
      expect.objectContaining({ port: expect.stringMatching(/^patch:/) as string }),
    );
    await program.json('network', 'unpatch', 'lab', 'Internal');
    expect((await one.run(`ping -c 1 -W 1 ${ip}`)).output).toContain('100% packet loss');
  });

  it('a loop is refused with the reason, and nothing changes', async () => {
    await program.json('network', 'patch', 'Internal', 'lab');
    const again = await program.cli('network', 'patch', 'lab', 'Internal');
    expect(again.status).toBe(1);
    expect(again.complaint).toContain('make a loop');
    const { patches } = await program.json('network', 'show', 'lab');
    expect(patches).toEqual([expect.objectContaining({ name: 'Internal' })]);
    await program.json('network', 'unpatch', 'lab', 'Internal');
  });

  it('a guest behind a cable to Shared is given an address there', async () => {
    await program.json('network', 'patch', 'Shared', 'Internal');
    const plug = ['mode=internal', 'network=Internal'];
    const { ip, router } = await replugged(program, one, 'one', ...plug);
    const { gateway } = (await program.json('network', 'show', 'Shared')) as Network;
    expect(router).toBe(gateway);
    expect(ip!.split('.').slice(0, 3)).toEqual(gateway!.split('.').slice(0, 3));
  });
});

describeLab('R29 fixed addresses and forwards of a QEMU guest', [...QEMU, 'chromium'], () => {
  let program: RunningProgram;
  let web: Guest;
  let port: number;
  let otherPort: number;
  let browser: Browser;

  beforeAll(async () => {
    program = await RunningProgram.start();
    browser = await launchBrowser();
    web = await program.startVm(['--mode', 'shared'], { name: 'web' });
    await web.lease();
    await web.run('httpd -p 80 -h /tmp');
    [port, otherPort] = [await freePort(), await freePort()];
  });

  afterAll(async () => {
    await browser.close();
    await program.dispose();
  });

  async function openWindow(): Promise<WindowHand> {
    const page = await browser.newPage();
    await page.goto(readWebLink(program.dataDir)!);
    const hand = new WindowHand(page);
    await hand.row('web').waitFor();
    return hand;
  }

  it('give the web server VM a fixed address, by keyboard', async () => {
    const { range } = (await program.json('network', 'show', 'Shared')) as Network;
    const fixed = range.from.replace(/\d+$/, '77');
    const hand = await openWindow();
    await hand.button('Networks…').press('Enter');
    await hand.dialog.waitFor();
    await hand.button('Reserve an address').press('Enter');
    await hand.box('Address').fill(fixed);
    await hand.page.keyboard.press('Enter');
    await hand.dialog.waitFor({ state: 'detached' });
    await hand.page.close();
    const { ip } = await replugged(program, web, 'web', 'mode=shared');
    expect(ip).toBe(fixed);
  });

  it('publish a port of a guest and see that it answers', async () => {
    const hand = await openWindow();
    await hand.openSettings('web');
    await hand.setting(/^Port forwarding/).click();
    await hand.box('Host port').fill(String(port));
    await hand.box('Guest port').fill('80');
    await hand.page.keyboard.press('Enter');
    await hand.button('Apply').click();
    await hand.page.getByText('Listening').waitFor();
    // As a person does who tried too early, when the guest had not taken its new address yet.
    const answered = async (): Promise<boolean> => {
      await hand.button(`Test the rule for host port ${port}`).press('Enter');
      const answer = hand.page.getByText('The guest answered.');
      return answer.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    };
    await expect.poll(answered, { timeout: 30_000 }).toBe(true);
    await hand.page.close();
    expect(await program.json('forward', 'list')).toMatchObject([{ port, guestPort: 80 }]);
  });

  it('a forward is changed while it listens, and its test reports what the guest does', async () => {
    const [{ id }] = await program.json('forward', 'list');
    const test = async (): Promise<string> =>
      (await program.json('forward', 'test', id)).answer as string;
    const set = (...words: string[]): Promise<unknown> =>
      program.json('forward', 'set', id, ...words);
    expect(await set(`port=${otherPort}`)).toMatchObject({ id, port: otherPort });
    expect(await test()).toBe('answered');
    await set('guestport=81');
    expect(await test()).toBe('refused');
    await set('address=0.0.0.0', 'guestport=80');
    expect(await test()).toBe('answered');
    await web.run('ip addr flush dev eth0');
    expect(await test()).toBe('silent');
    await program.json('vm', 'stop', 'web', '--force');
    await expect.poll(test, { timeout: 20_000 }).toBe('vmNotRunning');
  });
});
