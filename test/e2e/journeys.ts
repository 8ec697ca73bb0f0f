/**
 * What users want to do with Patchcord: in the window by keyboard only, with a guest that runs all
 * the time. The results are checked in the guest and outside. They run in every kind of window.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Guest } from '../lab/guest.ts';
import { OUTSIDE_ADDRESS, type Outside } from '../lab/outside.ts';
import { Keyboard } from './keyboard.ts';
import { MapHand } from './mapHand.ts';

export interface Face {
  readonly page: Page;
  readonly outside: Outside;
  /** The guest of the VM “web”, which is on the Shared network; a VM “idle” is not started. */
  readonly guest: Guest;
  close(): Promise<void>;
}

const FIXED = '192.168.131.80';
const INTERNAL = /169\.254\.\d+\.\d+/;
/** A rate above zero. */
const MOVING = /[1-9][\d.,]* [kM]B\/s/;
/** Sends until the connection ends (lab/outsideServer.ts). It is read slowly, to spare the cores. */
const DOWNLOAD =
  `nc ${OUTSIDE_ADDRESS} 8083 </dev/null 2>/dev/null | ` +
  'while [ "$(head -c 50000 | wc -c)" -gt 0 ]; do sleep 0.2; done';

export function takeJourneys(open: () => Promise<Face>): void {
  let face: Face;
  let hand: MapHand;
  let keys: Keyboard;

  beforeAll(async () => {
    face = await open();
    hand = new MapHand(face.page);
    keys = new Keyboard(face.page);
    await hand.row('web').getByText('Link up').waitFor();
  });
  afterAll(() => face.close());

  const leased = (address: string) => face.guest.until(`grep -q ip=${address} /run/lease.eth0`);
  const shows = (text: string | RegExp) => hand.row('web').getByText(text).first().waitFor();

  async function confirm(): Promise<void> {
    await keys.choose(hand.button('OK'));
    await hand.dialog.waitFor({ state: 'detached' });
  }

  /** By the VM's menu in the console. */
  async function replug(to: string): Promise<void> {
    await keys.goTo(hand.row('web'));
    await keys.press('Shift+F10');
    await keys.goTo(face.page.getByRole('menuitem', { name: /^Adapter 1/ }), 'ArrowDown');
    await keys.press('ArrowRight');
    await keys.goTo(face.page.getByRole('menuitemradio', { name: to }), 'ArrowDown');
    await keys.press('Enter');
  }

  /** Switches between list and map. */
  async function show(view: string, instead: string): Promise<void> {
    await keys.goTo(hand.radio(instead));
    await keys.goTo(hand.radio(view), 'ArrowRight');
    await keys.press('Space');
  }

  it('give the web server VM a fixed address', async () => {
    await keys.choose(hand.button('Networks…'));
    await keys.goTo(hand.setting(/^Shared/));
    await keys.choose(hand.button('Reserve an address'));
    await keys.goTo(hand.field('Reservation 1', 'Address'));
    await keys.write(FIXED);
    await confirm();
    expect((await face.guest.lease())['ip']).not.toBe(FIXED);
  });

  it('R5 R6 move the guest from NAT to an internal network while it downloads, and back', async () => {
    await face.guest.run(`(${DOWNLOAD}) >/dev/null 2>&1 &`);
    await shows(MOVING);
    await replug('Internal network — Internal');
    await shows(INTERNAL);
    await leased('169.254');
    await replug('Shared networking — Shared');
    await leased(FIXED);
    await shows(FIXED);
  });

  it('R63 see which VM uses the line', async () => {
    await face.guest.run(`(${DOWNLOAD}) >/dev/null 2>&1 &`);
    await keys.choose(hand.button('Activity…'));
    await keys.goTo(hand.dialog.getByRole('button', { name: 'In, peak' }));
    await keys.press('Enter');
    const busiest = hand.dialog.locator('tbody tr').first();
    await busiest.filter({ hasText: /web, adapter 1.*[kM]B\/s/ }).waitFor();
    await keys.goTo(hand.setting(/Throughput/));
    await keys.press('ArrowRight', 'ArrowRight');
    await hand.dialog
      .getByRole('cell', { name: `${OUTSIDE_ADDRESS}:8083` })
      .first()
      .waitFor();
    await keys.press('Escape');
    await hand.dialog.waitFor({ state: 'detached' });
    await face.guest.run('killall nc');
  });

  it('R29 publish a port of the guest, and see that it answers', async () => {
    await face.guest.run('mkdir -p /tmp/www; echo from the guest >/tmp/www/index.html');
    await face.guest.run('httpd -p 80 -h /tmp/www');
    await keys.goTo(hand.row('web'));
    await keys.press('Enter');
    await hand.dialog.waitFor();
    await keys.goTo(hand.setting(/^Port forwarding/), 'ArrowDown');
    await keys.goTo(hand.box('Host port'));
    await keys.write('8080');
    await keys.goTo(hand.box('Guest port'));
    await keys.write('80');
    await keys.press('Enter');
    await keys.choose(hand.button('Apply'));
    await hand.dialog.getByRole('cell', { name: 'Listening' }).waitFor();
    await keys.choose(hand.button('Test the rule for host port 8080'));
    await hand.dialog.getByText('The guest answered.').waitFor();
    const got = await face.outside.host.run('curl', '-sS', '-m', '9', 'http://127.0.0.1:8080/');
    expect(got).toBe('from the guest\n');
    await confirm();
  });

  it('R64 rewire on the map, and take it back', async () => {
    await show('Map', 'List');
    await keys.goTo(hand.adapter(/^web, adapter 1/));
    await keys.press('Enter');
    await face.page.getByRole('listbox', { name: 'Plug into…' }).waitFor();
    await keys.press('ArrowDown', 'Enter');
    await hand.adapter(/^web, adapter 1, plugged into Internal network/).waitFor();
    await leased('169.254');
    await keys.press('Control+z');
    await hand.adapter(/^web, adapter 1, plugged into Shared networking/).waitFor();
    await leased(FIXED);
    await show('List', 'Map');
    await shows(FIXED);
  });

  it('find a VM by its address', async () => {
    await keys.press('Control+f');
    await keys.write(FIXED);
    await hand.row('idle').waitFor({ state: 'detached' });
    await shows(FIXED);
    await keys.press('Escape');
    await hand.row('idle').waitFor();
  });

  it('none of it made the browser complain', () => {
    expect(hand.complaints).toEqual([]);
  });
}
