/**
 * Networks and port forwarding as a person meets them, in a browser over a program in memory: every
 * journey by keyboard or by the names that assistive tools read, no violation of the accessibility
 * rules in either theme. With PATCHCORD_SCREENS=1 each screen's picture is written to screens/.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { launchBrowser } from '../lab/browser.ts';
import { labTests } from '../lab/prerequisites.ts';
import { FakeProgram } from '../renderer/fakeProgram.ts';
import { laboratory, newNetwork } from '../renderer/fakeState.ts';
import { hostRenderer, type RendererHost } from './rendererHost.ts';
import { WindowHand } from './windowHand.ts';

const { describe, it } = labTests(['chromium']);
const KEEP = process.env['PATCHCORD_SCREENS'] === '1';

let browser: Browser;
let host: RendererHost;
let program: FakeProgram;
let page: Page;
let hand: WindowHand;

beforeAll(async () => {
  host = await hostRenderer(() => program);
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await host.close();
});

beforeEach(() => {
  program = new FakeProgram(laboratory());
});

afterEach(async () => {
  expect(hand.complaints).toEqual([]);
  await page.context().close();
});

async function open(colorScheme: 'light' | 'dark' = 'light', height = 700): Promise<void> {
  const viewport = { width: 980, height };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  page = await context.newPage();
  hand = new WindowHand(page);
  await page.goto(host.url);
}

async function look(screen: string, scheme: 'light' | 'dark'): Promise<void> {
  if (KEEP) await page.screenshot({ path: `test/e2e/screens/${screen}-${scheme}.png` });
  expect(await hand.violations(), `${screen}, ${scheme}`).toEqual([]);
}

async function openForwards(): Promise<void> {
  await hand.openSettings('Debian 13');
  await hand.setting(/^Port forwarding/).click();
}

async function openNetworks(name: RegExp): Promise<void> {
  await hand.button('Networks…').click();
  await hand.setting(name).click();
}

async function accept(): Promise<void> {
  await hand.button('OK').click();
  await hand.dialog.waitFor({ state: 'detached' });
}

const field = (group: string, name: string) =>
  page.getByRole('group', { name: group }).getByLabel(name, { exact: true });
const ports = () => program.state.forwards.map(({ port }) => port);

describe.each(['light', 'dark'] as const)('R67 networks and forwards, %s', (scheme) => {
  it('a rule being changed, another tested, a third removed', async () => {
    await open(scheme);
    await openForwards();
    await hand.button('Test the rule for host port 2222').click();
    await page.getByText('The guest answered.').waitFor();
    await look('settings-forwards-tested', scheme);
    await hand.button('Remove the rule for host port 8080').click();
    await hand.button('Change the rule for host port 2222').click();
    await field('Change rule', 'Host port').fill('80');
    await page.getByText('Ports below 1024').waitFor();
    await look('settings-forwards-change', scheme);
  });

  it('a network’s reservations, cables and ports', async () => {
    program.state.networks[1]!.reservations = [
      { mac: '00-03-FF-5D-21-02', address: '169.254.0.50' },
    ];
    await open(scheme, 1250);
    await openNetworks(/^Internal/);
    await hand.button('Plug in').click();
    await page.getByText('“Shared” gives the addresses here').waitFor();
    await look('networks-internal', scheme);
  });

  it('a NIC, and the warning before VMs have it alone', async () => {
    const lan = { nic: 'enp3s0', gateway: null, dhcp: false, subnet: '' };
    program.state.networks.push({ ...newNetwork('lan', 'enp3s0', 'host'), ...lan });
    await open(scheme);
    await openNetworks(/^enp3s0/);
    await look('networks-nic', scheme);
    await page.getByRole('checkbox', { name: /for VMs alone/ }).click();
    await page.getByRole('alertdialog').waitFor();
    await look('networks-dedicated', scheme);
  });
});

describe('R29 port forwarding', () => {
  it('a rule is changed in its place by keyboard, and keeps its id', async () => {
    await open();
    await openForwards();
    await hand.button('Change the rule for host port 2222').press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');
    await field('Change rule', 'Host port').fill('2223');
    await page.keyboard.press('Enter');
    await page.getByText('Changed, not applied yet').waitFor();
    expect(ports()).toEqual([2222, 8080]);
    await accept();
    expect(program.state.forwards[0]).toMatchObject({ id: 'ssh', port: 2223, guestPort: 22 });
  });

  it('Esc leaves a change and not the dialog; a change back is none', async () => {
    await open();
    await openForwards();
    await hand.button('Change the rule for host port 2222').click();
    await field('Change rule', 'Guest port').fill('23');
    await page.keyboard.press('Escape');
    await hand.button('Change the rule for host port 2222').waitFor();
    await hand.button('Change the rule for host port 2222').click();
    await hand.button('Keep the change').click();
    await page.keyboard.press('Escape');
    await hand.dialog.waitFor({ state: 'detached' });
    expect(program.calls.filter(({ name }) => name === 'forward.set')).toEqual([]);
  });

  it('what is wrong is said as one types: a port of another program, and of another rule', async () => {
    program.busyPorts = [9000];
    await open();
    await openForwards();
    await field('Add rule', 'Host port').fill('9000');
    await page.getByText('in use by another program').waitFor();
    await field('Add rule', 'Host port').fill('2222');
    await page.getByText('Another rule listens there already.').waitFor();
    await field('Add rule', 'Host port').fill('9001');
    await page.getByText('Another rule listens there already.').waitFor({ state: 'detached' });
    await field('Add rule', 'Guest port').fill('90');
    await page.keyboard.press('Enter');
    await page.getByText('127.0.0.1:9001').waitFor();
    expect(ports()).toEqual([2222, 8080]);
    await accept();
    expect(ports()).toEqual([2222, 8080, 9001]);
  });

  it('a removed rule is kept again, and what is removed goes with OK', async () => {
    await open();
    await openForwards();
    await hand.button('Remove the rule for host port 2222').click();
    await hand.button('Remove the rule for host port 8080').click();
    await hand.button('Keep the rule for host port 8080').click();
    await accept();
    expect(ports()).toEqual([8080]);
  });

  it('a test says in words what happened', async () => {
    await open();
    await openForwards();
    for (const [answer, words] of [
      ['refused', 'The guest refused.'],
      ['silent', 'The guest did not answer.'],
      ['vmNotRunning', 'The VM is not running.'],
      ['unknown', 'a UDP service need not answer'],
    ] as const) {
      program.answer = answer;
      await hand.button('Test the rule for host port 2222').press('Enter');
      await page.getByText(words).waitFor();
    }
    program.refuse.set('forward.test', new PatchcordError('engineUnavailable'));
    await hand.button('Test the rule for host port 2222').press('Enter');
    await page.getByText('The engine is being restarted.').waitFor();
  });
});

describe('networks', () => {
  it('an adapter is given a fixed address, by keyboard', async () => {
    await open();
    await openNetworks(/^Shared/);
    await hand.button('Reserve an address').press('Enter');
    const address = field('Reservation 1', 'Address');
    expect(await address.inputValue()).toBe('192.168.131.16');
    await address.fill('10.0.0.1');
    await page.getByText('Outside the subnet 192.168.131.0/24.').waitFor();
    await address.fill('192.168.131.50');
    await page.keyboard.press('Enter');
    await hand.dialog.waitFor({ state: 'detached' });
    expect(program.network('shared').reservations).toEqual([
      { mac: '00-03-FF-5D-20-01', address: '192.168.131.50' },
    ]);
  });

  it('R43 a cable is plugged in and taken out at once, and a refusal is said', async () => {
    await open();
    await openNetworks(/^Internal/);
    await page.getByLabel('Connect with').selectOption('Test lab');
    await hand.button('Plug in').press('Enter');
    await hand.button('Take the cable to Test lab out').waitFor();
    expect(program.network('lab').patches).toEqual([{ networkId: 'internal', name: 'Internal' }]);
    const params = { network: 'Internal', other: 'Shared' };
    program.refuse.set('network.patch', new PatchcordError('patchLoop', params));
    await hand.button('Plug in').press('Enter');
    await page.getByText('make a loop').waitFor();
    await hand.button('Take the cable to Test lab out').press('Enter');
    await expect.poll(() => program.network('lab').patches).toEqual([]);
  });

  it('R18 VMs have a NIC alone only after the warning, which says what stops working', async () => {
    const lan = { nic: 'enp3s0', gateway: null, dhcp: false, subnet: '' };
    program.state.networks.push({ ...newNetwork('lan', 'enp3s0', 'host'), ...lan });
    await open();
    await openNetworks(/^enp3s0/);
    const tick = page.getByRole('checkbox', { name: /for VMs alone/ });
    const warning = page.getByRole('alertdialog');
    await tick.click();
    expect(await warning.innerText()).toMatch(/enp3s0[^]*192\.168\.1\.20[^]*offline/);
    await page.keyboard.press('Escape');
    await warning.waitFor({ state: 'detached' });
    expect(await tick.isChecked()).toBe(false);
    await tick.click();
    await hand.button('Use for VMs alone').click();
    await accept();
    expect(program.network('lan').dedicated).toBe(true);
  });

  it('R41 a network in use is removed after asking once who loses it', async () => {
    await open();
    await openNetworks(/^Test lab/);
    await hand.button('Remove this network').click();
    expect(await page.getByRole('alertdialog').innerText()).toContain('Debian 13');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('“Test lab” is removed when').waitFor();
    await accept();
    expect(program.vm('debian').adapters[1]).toMatchObject({ mode: 'none', networkId: null });
  });

  it('R42 where this computer cannot have a card, it is said why', async () => {
    await open();
    await openNetworks(/^Internal/);
    const tick = page.getByRole('checkbox', { name: 'Connect this computer' });
    expect(await tick.isDisabled()).toBe(true);
    await page.getByText('/usr/lib/patchcord/patchcord-helper').waitFor();
  });
});
