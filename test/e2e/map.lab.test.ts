/**
 * The map in a browser: cables are moved by mouse and by keyboard, the moves are undone, and the
 * guest sees them. First with the app on stand-ins, then with QEMU guests.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it as test } from 'vitest';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { readWebLink } from '../../src-main/shell/web/webLink.ts';
import { spread } from '../app/laboratory.ts';
import { launchBrowserIn } from '../lab/browser.ts';
import type { Guest } from '../lab/guest.ts';
import { Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab, labTests } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { MapHand, middleOf } from './mapHand.ts';
import { useStage } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);

describe('R64 the map', () => {
  const stage = useStage();
  let hand: MapHand;

  const networkOf = (vm: string, n: number) => stage.program.vm(vm).adapters[n - 1]!.network;
  /** Debian's first adapter carries so much between any two events, until it is ended. */
  function carry(fromGuest: number, toGuest: number): () => void {
    let timeMs = 0;
    const timer = setInterval(() => {
      stage.program.guests.move(stage.program.port('Debian 13', 1), fromGuest, toGuest);
      stage.program.guests.report((timeMs += 250));
    }, 250);
    return () => clearInterval(timer);
  }
  const sets = () => stage.program.callsOf('adapter.set').length;

  async function open(motion: 'reduce' | 'no-preference' = 'reduce'): Promise<void> {
    hand = await stage.open({ width: 1180, motion });
    await hand.openMap();
  }

  it('a cable’s end is dragged to another network; undo and redo move it back and again', async () => {
    await open();
    await hand.drag(hand.plug(stage.program.port('Debian 13', 1)), hand.card(/Test lab/));
    await hand.adapter(/Debian 13, adapter 1, plugged into Internal network — Test lab/).waitFor();
    expect(networkOf('Debian 13', 1)).toBe('Test lab');
    await hand.page.keyboard.press('Control+z');
    await hand.adapter(/Debian 13, adapter 1, plugged into Shared networking/).waitFor();
    await hand.button('Redo').click();
    await hand.adapter(/Debian 13, adapter 1, .*Test lab/).waitFor();
    await hand.page.getByText('Debian 13, adapter 1: plugged into Test lab.').waitFor();
    expect(sets()).toBe(3);
  });

  it('a cable in hand shows what takes it, and what does not', async () => {
    await open();
    await hand.hold(hand.plug(stage.program.port('Debian 13', 1)), hand.card(/Test lab/));
    const look = async (name: RegExp) => (await hand.card(name).getAttribute('class'))!;
    await expect.poll(() => look(/Test lab/)).toContain('chosen');
    expect(await look(/: Internal/)).toContain('takes');
    expect(await look(/enp3s0/)).toContain('refuses');
    await hand.page.mouse.up();
    await expect.poll(() => look(/: Internal/)).not.toContain('takes');
  });

  it('dropped over nothing it is unplugged; only nudged, or on what takes none, it stays', async () => {
    await open();
    const { x, y } = await middleOf(hand.plug(stage.program.port('Debian 13', 1)));
    await hand.drag(hand.plug(stage.program.port('Debian 13', 1)), { x: x + 4, y: y + 6 });
    await hand.drag(hand.plug(stage.program.port('Debian 13', 1)), hand.card(/enp3s0/));
    await hand.drag(hand.plug(stage.program.port('Debian 13', 1)), hand.card(/Windows 98/));
    await hand.drag(hand.plug(stage.program.port('Debian 13', 2)), { x, y: 620 });
    await hand.adapter('Debian 13, adapter 2, not connected').waitFor();
    expect(networkOf('Debian 13', 1)).toBe('Shared');
    expect(sets()).toBe(1);
  });

  it('from an adapter that is not connected a cable is drawn to a network', async () => {
    await open();
    await hand.drag(hand.socket(stage.program.vm('OpenBSD firewall').id, 3), hand.card(/Test lab/));
    await hand.adapter(/OpenBSD firewall, adapter 3, .*Test lab/).waitFor();
    await hand.cable(stage.program.port('OpenBSD firewall', 3)).waitFor();
    await hand.drag(hand.plug(stage.program.port('OpenBSD firewall', 3)), hand.card(/: Internal/));
    await hand.adapter(/OpenBSD firewall, adapter 3, .*Internal network — Internal/).waitFor();
  });

  it('a NIC takes a cable, and has a network from then on', async () => {
    await stage.program.setHostAdapter(null);
    await open();
    await hand.drag(hand.plug(stage.program.port('Haiku', 1)), hand.card(/enp3s0/));
    await hand.adapter(/Haiku, adapter 1, plugged into Host adapter/).waitFor();
    await hand.card('Host adapter: enp3s0, 1 cable').waitFor();
  });

  it('a refusal of the program is shown, and the cable stays', async () => {
    await open();
    stage.program.refuseNext('adapter.set', new PatchcordError('engineUnavailable'));
    await hand.drag(hand.plug(stage.program.port('Debian 13', 1)), hand.card(/Test lab/));
    await hand.page.getByRole('alert').getByText('The network engine is restarting.').waitFor();
    await hand.adapter(/Debian 13, adapter 1, plugged into Shared networking/).waitFor();
    expect(await hand.button('Undo').isDisabled()).toBe(true);
    await hand.button('Dismiss').click();
    await hand.page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('R67 by keyboard alone: to an adapter, out of its network, into another, and undone', async () => {
    await open();
    await hand.radio('Map').focus();
    const said = () =>
      hand.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    for (let tabs = 0; tabs < 5 && !(await said()).includes('adapter'); tabs++)
      await hand.page.keyboard.press('Tab');
    expect(await said()).toBe('Debian 13, adapter 1, plugged into Shared networking — Shared');
    await hand.page.keyboard.press('ArrowDown');
    await hand.page.keyboard.press('ArrowRight');
    expect(await said()).toMatch(/^OpenBSD firewall, adapter 1/);
    await hand.page.keyboard.press('End');
    expect(await said()).toMatch(/^Haiku, adapter 1/);
    await hand.page.keyboard.press('Enter');
    await hand.page.keyboard.press('End');
    await hand.page.keyboard.press('Enter');
    await hand.adapter('Haiku, adapter 1, not connected').waitFor();
    expect(await said()).toMatch(/^Haiku, adapter 1/);
    await hand.page.keyboard.press('Enter');
    await hand.page.keyboard.press('Escape');
    expect(await said()).toMatch(/^Haiku, adapter 1/);
    await hand.page.keyboard.press('Control+z');
    await hand.adapter(/Haiku, adapter 1, plugged into Internal network/).waitFor();
  });

  it('R67 Plug into… says why something is unavailable, and does not plug into it', async () => {
    await open();
    await hand.adapter(/Haiku, adapter 1/).click();
    const choice = hand.page.getByRole('option', { name: 'Host adapter — enp3s0' });
    expect(await choice.textContent()).toContain('/usr/lib/patchcord/patchcord-helper');
    expect(await choice.getAttribute('aria-disabled')).toBe('true');
    await choice.dispatchEvent('click');
    await hand.page.getByRole('option', { name: 'Internal network — Test lab' }).click();
    await hand.adapter(/Haiku, adapter 1, .*Test lab/).waitFor();
    expect(sets()).toBe(1);
  });

  it('R67 traffic runs along its cable, but for those who want no motion', async () => {
    const motion = async () => {
      const end = carry(5_000, 0);
      const light = hand.cable(stage.program.port('Debian 13', 1)).locator('.light');
      const name = await light.evaluate((element) => getComputedStyle(element).animationName);
      end();
      return name;
    };
    await open('no-preference');
    expect(await motion()).toMatch(/^run/);
    expect(await hand.cable(stage.program.port('Debian 13', 2)).locator('.light').count()).toBe(0);
    await hand
      .cable(stage.program.port('Debian 13', 1))
      .locator('.light')
      .waitFor({ state: 'detached' });
    await stage.close();
    await stage.start();
    await open();
    expect(await motion()).toBe('none');
  });

  it('64 VMs with four adapters each: any is reached, the networks come along', async () => {
    await stage.start(spread);
    await open();
    expect(await hand.page.locator('.vue-flow__edge-cable').count()).toBe(256);
    await hand.adapter(/^Machine 1, adapter 1/).focus();
    await hand.page.keyboard.press('End');
    const last = hand.adapter(/^Machine 64, adapter 4/);
    const inView = async () => {
      const { y } = await middleOf(last);
      return y > 60 && y < 680;
    };
    await expect.poll(inView).toBe(true);
    await expect.poll(async () => (await middleOf(hand.card(/Test lab/))).y).toBeGreaterThan(60);
    expect((await middleOf(hand.card(/Test lab/))).y).toBeLessThan(680);
    await hand.drag(hand.socket(stage.program.vm('Machine 64').id, 4), hand.card(/Test lab/));
    await hand.adapter(/^Machine 64, adapter 4, .*Test lab/).waitFor();
    await hand.button('Show all').click();
    const shown = async () => {
      const first = await middleOf(hand.card('Machine 1, Not running'));
      return first.y > 45 && (await middleOf(last)).y < 690;
    };
    await expect.poll(shown).toBe(true);
  });

  it('zooms by keys and buttons, follows the selection, and opens settings', async () => {
    await open();
    const width = async () => (await hand.card('Debian 13, Running').boundingBox())!.width;
    const before = await width();
    await hand.adapter(/Haiku, adapter 1/).focus();
    await hand.page.keyboard.press('+');
    await expect.poll(width).toBeGreaterThan(before);
    await hand.page.keyboard.press('0');
    await expect.poll(width).toBeCloseTo(before, 0);
    await hand.button('Zoom out').click();
    await expect.poll(width).toBeLessThan(before);
    await hand.button('Settings…').click();
    await hand.dialog.getByText('Settings for “Haiku”').waitFor();
    await hand.button('Cancel').click();
    await hand.radio('List').click();
    await hand.row('Debian 13').waitFor();
  });
});

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'chromium'];

describeLab('R64 the map over QEMU guests', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let browser: Browser;
  let guest: Guest;
  let hand: MapHand;

  const has = (address: string) => guest.until(`grep -q ip=${address} /run/lease.eth0`);
  const shows = (name: RegExp) => hand.adapter(name).waitFor();

  beforeAll(async () => {
    outside = await Outside.open('map');
    program = await RunningProgram.start(outside.host);
    browser = await launchBrowserIn(outside.host);
    guest = await program.startVm(['--mode', 'shared'], { name: 'one' });
    await guest.lease();
    const context = await browser.newContext({ viewport: { width: 1180, height: 720 } });
    context.setDefaultTimeout(30_000);
    hand = new MapHand(await context.newPage());
    await hand.page.goto(readWebLink(program.dataDir)!);
    await hand.openMap();
  });

  afterAll(async () => {
    await browser.close();
    await program.dispose();
    outside.dispose();
  });

  test('move the guest from NAT to an internal network by dragging its cable, and undo', async () => {
    const url = `http://${OUTSIDE_ADDRESS}:8080/octets/1000000000/1`;
    await guest.run(`wget -q -O /dev/null ${url} >/dev/null 2>&1 &`);
    const { id } = await program.json('vm', 'show', 'one');
    await hand.cable(`${id}/1`).locator('.light').waitFor();
    await hand.drag(hand.plug(`${id}/1`), hand.card(/^Internal network/));
    await shows(/^one, adapter 1, plugged into Internal network/);
    await has('169.254');
    expect((await guest.run(`ping -c 1 -W 1 ${OUTSIDE_ADDRESS}`)).status).not.toBe(0);
    await hand.button('Undo').click();
    await shows(/^one, adapter 1, plugged into Shared networking/);
    await has('192.168.131');
  });

  test('pull the guest’s cable by keyboard only, and take that back', async () => {
    await hand.adapter(/^one, adapter 1/).focus();
    for (const key of ['Enter', 'End', 'Enter']) await hand.page.keyboard.press(key);
    await shows(/^one, adapter 1, not connected/);
    await guest.until('[ "$(cat /sys/class/net/eth0/carrier)" = 0 ]');
    await hand.page.keyboard.press('Control+z');
    await guest.until('[ "$(cat /sys/class/net/eth0/carrier)" = 1 ]');
    await shows(/^one, adapter 1, plugged into Shared networking/);
    expect(hand.complaints).toEqual([]);
  });
});
