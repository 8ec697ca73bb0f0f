/** Tests of the desktop program that must pass on the stand-in and on Electron's binary. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContractClient } from '../../src-main/contract/client.ts';
import { ControlTransport } from '../../src-main/shell/control/controlClient.ts';
import { callFromPage, type Desktop } from './desktop.ts';

export function promiseDesktop(start: () => Promise<Desktop>): void {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await start();
  });
  afterAll(() => desktop.dispose());

  test('R59 the window shows the page, the preload its one door', async () => {
    expect(await desktop.page.title()).toBe('Patchcord');
    expect(await desktop.isVisible()).toBe(true);
    const door = await desktop.page.evaluate('Object.keys(window.patchcord).sort()');
    expect(door).toEqual(['onMessage', 'send']);
    expect(await desktop.page.evaluate('typeof require + typeof process')).toBe(
      'undefinedundefined',
    );
  });

  test('R59 calls cross, refusals too, and the control socket sees the same', async () => {
    expect(await callFromPage(desktop.page, 'vm.add', { name: 'web' })).toMatchObject({
      name: 'web',
    });
    expect(await callFromPage(desktop.page, 'nonsense')).toMatchObject({ code: 'unknownCall' });
    const transport = await ControlTransport.connect(desktop.dataDir);
    const client = new ContractClient(transport);
    expect(await client.call('vm.list', {})).toMatchObject([{ name: 'web' }]);
    transport.close();
  });

  test('R59 events reach the page', async () => {
    const { page } = desktop;
    const heard = page.evaluate(
      `new Promise((resolve) => window.patchcord.onMessage((m) => m.event === 'panel' && resolve(m.data.vms.length)))`,
    );
    await callFromPage(page, 'vm.add', { name: 'db' });
    expect(await heard).toBe(2);
  });

  test('R59 inline scripts and foreign connections are against the policy', async () => {
    const { page } = desktop;
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.injected = 1' }))`,
    );
    expect(await page.evaluate('window.injected')).toBeUndefined();
    const refused = `fetch('https://example.invalid/').then(() => 'sent', (e) => e.message)`;
    expect(await page.evaluate(refused)).toContain('Failed to fetch');
    const violated = `new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (e) => resolve(e.effectiveDirective));
      document.body.append(Object.assign(new Image(), { src: 'https://example.invalid/x.png' }));
    })`;
    expect(await page.evaluate(violated)).toBe('img-src');
  });

  test('R59 the page cannot be led elsewhere, nor open windows', async () => {
    const { page } = desktop;
    const before = page.url();
    await page.evaluate(`void setTimeout(() => (location.href = 'https://example.invalid/'))`);
    await page.evaluate(`void window.open('https://example.invalid/window')`);
    await page.waitForTimeout(500);
    expect(page.url()).toBe(before);
    expect(page.context().pages().length).toBe(1);
  });

  test('R59 permissions are refused, but for copying', async () => {
    const { page } = desktop;
    const asked = `new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(() => resolve('told'), (e) => resolve(e.code)))`;
    expect(await page.evaluate(asked)).toBe(1);
    expect(await page.evaluate('Notification.requestPermission()')).toBe('denied');
    expect(
      await page.evaluate(`navigator.clipboard.writeText('-netdev').then(() => 'copied')`),
    ).toBe('copied');
  });

  test('R61 closing the window hides it, and starting again shows it', async () => {
    await desktop.closeWindow();
    expect(await desktop.isVisible()).toBe(false);
    expect(await callFromPage(desktop.page, 'vm.list')).toHaveLength(2);
    expect(await desktop.startAgain()).toBe(0);
    await expect.poll(() => desktop.isVisible()).toBe(true);
  });

  test('R61 quitting ends it cleanly', async () => {
    const socket = join(desktop.dataDir, 'control.sock');
    expect(existsSync(socket)).toBe(true);
    expect(await desktop.quit()).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });
}
