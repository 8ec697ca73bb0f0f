/**
 * Networks and port forwarding as a person meets them: every journey by keyboard or by the names
 * that assistive tools read.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { labTests } from '../lab/prerequisites.ts';
import { useStage } from './screenStage.ts';

const { describe, it } = labTests(['chromium']);
const stage = useStage();

async function openForwards(): Promise<void> {
  await stage.hand.openSettings('Debian 13');
  await stage.hand.setting(/^Port forwarding/).click();
}

async function openNetworks(name: RegExp): Promise<void> {
  await stage.hand.button('Networks…').click();
  await stage.hand.setting(name).click();
}

async function accept(): Promise<void> {
  await stage.hand.button('OK').click();
  await stage.hand.dialog.waitFor({ state: 'detached' });
}

const ports = () => stage.program.panel.forwards.map(({ port }) => port);

/** The port of another program, until the test ends. */
async function portOfAnother(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return String((server.address() as AddressInfo).port);
}

describe('R29 port forwarding', () => {
  it('a rule is changed in its place by keyboard, and keeps its id', async () => {
    await stage.open();
    await openForwards();
    const ssh = stage.program.panel.forwards.find(({ port }) => port === 2222)!;
    await stage.hand.button('Change the rule for host port 2222').press('Enter');
    await expect
      .poll(() => stage.page.evaluate(() => document.activeElement?.tagName))
      .toBe('SELECT');
    await stage.hand.field('Change rule', 'Host port').fill('2223');
    await stage.page.keyboard.press('Enter');
    await stage.page.getByText('Changed, not applied yet').waitFor();
    expect(ports()).toEqual([2222, 8080]);
    await accept();
    expect(stage.program.panel.forwards).toContainEqual(
      expect.objectContaining({ id: ssh.id, port: 2223, guestPort: 22 }),
    );
  });

  it('Esc leaves a change and not the dialog; a change back is none', async () => {
    await stage.open();
    await openForwards();
    await stage.hand.button('Change the rule for host port 2222').click();
    await stage.hand.field('Change rule', 'Guest port').fill('23');
    await stage.page.keyboard.press('Escape');
    await stage.hand.button('Change the rule for host port 2222').waitFor();
    await stage.hand.button('Change the rule for host port 2222').click();
    await stage.hand.button('Keep change').click();
    await stage.page.keyboard.press('Escape');
    await stage.hand.dialog.waitFor({ state: 'detached' });
    expect(stage.program.calls.filter(({ name }) => name === 'vm.apply')).toEqual([]);
  });

  it('what is wrong is said as one types: a port of another program, and of another rule', async () => {
    const busy = await portOfAnother();
    await stage.open();
    await openForwards();
    await stage.hand.field('Add rule', 'Host port').fill(busy);
    await stage.page.getByText('in use by another program').waitFor();
    await stage.hand.field('Add rule', 'Host port').fill('2222');
    await stage.page.getByText('Another rule already uses this port.').waitFor();
    await stage.hand.field('Add rule', 'Host port').fill('9001');
    await stage.page
      .getByText('Another rule already uses this port.')
      .waitFor({ state: 'detached' });
    await stage.hand.field('Add rule', 'Guest port').fill('90');
    await stage.page.keyboard.press('Enter');
    await stage.page.getByText('127.0.0.1:9001').waitFor();
    expect(ports()).toEqual([2222, 8080]);
    await accept();
    expect(ports()).toEqual([2222, 8080, 9001]);
  });

  it('a removed rule is kept again, and what is removed goes with OK', async () => {
    await stage.open();
    await openForwards();
    await stage.hand.button('Remove the rule for host port 2222').click();
    await stage.hand.button('Remove the rule for host port 8080').click();
    await stage.hand.button('Keep the rule for host port 8080').click();
    await accept();
    expect(ports()).toEqual([8080]);
  });

  it('a test says in words what happened', async () => {
    await stage.open();
    await openForwards();
    for (const [answer, words] of [
      ['refused', 'The guest refused the connection.'],
      ['silent', 'The guest did not answer.'],
      ['vmNotRunning', 'The VM is not running.'],
      ['unknown', 'a UDP service need not answer'],
    ] as const) {
      stage.program.handlers['forward.test'] = () => answer;
      await stage.hand.button('Test the rule for host port 2222').press('Enter');
      await stage.page.getByText(words).waitFor();
    }
    stage.program.refuseNext('forward.test', new PatchcordError('engineUnavailable'));
    await stage.hand.button('Test the rule for host port 2222').press('Enter');
    await stage.page.getByText('The network engine is restarting.').waitFor();
  });
});

describe('networks', () => {
  it('an adapter is given a fixed address, by keyboard', async () => {
    await stage.open();
    await openNetworks(/^Shared/);
    await stage.hand.button('Reserve an address').press('Enter');
    const address = stage.hand.field('Reservation 1', 'Address');
    expect(await address.inputValue()).toBe('192.168.131.16');
    await address.fill('10.0.0.1');
    await stage.page.getByText('This address is outside the subnet 192.168.131.0/24.').waitFor();
    await address.fill('192.168.131.50');
    await stage.page.keyboard.press('Enter');
    await stage.hand.dialog.waitFor({ state: 'detached' });
    expect(stage.program.network('Shared').reservations).toEqual([
      { mac: '00-03-FF-5D-20-01', address: '192.168.131.50' },
    ]);
  });

  it('R43 a cable is plugged in and taken out at once, and a refusal is said', async () => {
    await stage.open();
    await openNetworks(/^Internal/);
    await stage.page.getByLabel('Connect to').selectOption('Test lab');
    await stage.hand.button('Connect').press('Enter');
    await stage.hand.button('Disconnect the cable to Test lab').waitFor();
    expect(stage.program.network('Test lab').patches).toMatchObject([{ name: 'Internal' }]);
    const params = { network: 'Internal', other: 'Shared' };
    stage.program.refuseNext('network.patch', new PatchcordError('patchLoop', params));
    await stage.hand.button('Connect').press('Enter');
    await stage.page.getByText('make a loop').waitFor();
    await stage.hand.button('Disconnect the cable to Test lab').press('Enter');
    await expect.poll(() => stage.program.network('Test lab').patches).toEqual([]);
  });

  it('R18 VMs have a NIC alone only after the warning, which says what stops working', async () => {
    await stage.program.call('network.add', { name: 'LAN', kind: 'host', nic: 'enp3s0' });
    await stage.open();
    await openNetworks(/^LAN/);
    const tick = stage.page.getByRole('checkbox', { name: /for VMs only/ });
    const warning = stage.page.getByRole('alertdialog');
    await tick.click();
    expect(await warning.innerText()).toMatch(/enp3s0[^]*192\.168\.1\.20[^]*offline/);
    await stage.page.keyboard.press('Escape');
    await warning.waitFor({ state: 'detached' });
    expect(await tick.isChecked()).toBe(false);
    await tick.click();
    await stage.hand.button('Use for VMs only').click();
    await accept();
    expect(stage.program.network('LAN').dedicated).toBe(true);
  });

  it('R41 a network in use is removed after asking once who loses it', async () => {
    await stage.open();
    await openNetworks(/^Test lab/);
    await stage.hand.button('Remove this network').click();
    expect(await stage.page.getByRole('alertdialog').innerText()).toContain('Debian 13');
    await stage.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await stage.page.getByText('“Test lab” will be removed when').waitFor();
    await accept();
    expect(stage.program.vm('Debian 13').adapters[1]).toMatchObject({
      mode: 'none',
      networkId: null,
    });
  });

  it('R42 where this computer cannot have a card, it is said why', async () => {
    await stage.open();
    await openNetworks(/^Internal/);
    const tick = stage.page.getByRole('checkbox', { name: 'Connect this computer' });
    expect(await tick.isDisabled()).toBe(true);
    await stage.page.getByText('/usr/lib/patchcord/patchcord-helper').waitFor();
  });

  it('renames, turns DHCP off, adds and removes with one OK (R40, R41)', async () => {
    await stage.open();
    await stage.hand.button('Networks…').click();
    await stage.hand.setting(/Test lab/).click();
    await stage.hand.box('Name').fill('DMZ');
    await stage.page.getByRole('checkbox', { name: /Assign addresses/ }).uncheck();
    await stage.hand.button('Add internal network').click();
    await stage.hand.button('OK').click();
    await stage.hand.dialog.waitFor({ state: 'detached' });
    expect(stage.program.network('DMZ').dhcp).toBe(false);
    expect(stage.program.panel.networks.map(({ name }) => name)).toContain('Internal 2');
  });

  it('refuses a range outside the subnet, in place', async () => {
    await stage.open();
    await stage.hand.button('Networks…').click();
    await stage.hand.box('To').fill('192.168.140.1');
    await stage.page.getByText('This address is outside the subnet 192.168.131.0/24.').waitFor();
    await stage.hand.button('OK').click();
    expect(await stage.hand.dialog.count()).toBe(1);
    expect(stage.program.callsOf('networks.apply')).toEqual([]);
  });
});

describe('R11 the adapters of this computer', () => {
  it('one that is excluded is not to be chosen for a VM any more', async () => {
    await stage.program.setHostAdapter(null);
    await stage.open();
    await openNetworks(/^Host adapters for VMs/);
    await stage.page.getByRole('checkbox', { name: 'wlp2s0' }).press('Space');
    await stage.hand.setting(/1 of 2 network cards/).waitFor();
    await accept();
    await stage.hand.openSettings('Debian 13');
    await stage.page.getByRole('radio', { name: /^Host adapter/ }).click();
    const choice = stage.page.getByLabel('Host’s network card');
    await choice.waitFor();
    const names = await choice.locator('option').allInnerTexts();
    expect(names.join()).toContain('enp3s0');
    expect(names.join()).not.toContain('wlp2s0');
  });
});
