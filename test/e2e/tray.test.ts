/** The tray as a desktop's panel shows it: the stand-in's item on the bus, under a real host. */
import { afterAll, beforeAll, expect } from 'vitest';
import { StandInDesktop } from '../lab/electronStandIn/standInDesktop.ts';
import { labTests } from '../lab/prerequisites.ts';
import { TrayHost } from '../lab/trayHost.ts';
import { callFromPage } from './desktop.ts';

const { it: test } = labTests([
  ...['chromium', 'xfce4-panel', 'Xvfb', 'dbus-daemon', 'import', 'xdotool'],
  ...['/usr/share/doc/python3-gi', '/usr/share/doc/gir1.2-gdkpixbuf-2.0'],
]);
const SCREENS = 'test/e2e/screens';
/** As in screens.test.ts: written when asked for. */
const KEEP = process.env['PATCHCORD_SCREENS'] === '1';

let host: TrayHost;
let desktop: StandInDesktop;

beforeAll(async () => {
  host = await TrayHost.start();
  desktop = await StandInDesktop.start(undefined, host.env);
});
afterAll(async () => {
  await desktop.dispose();
  host.close();
});

function keep(name: string): void {
  if (KEEP) host.screenshot(`${SCREENS}/${name}.png`);
}

test('R61 the icon is in the panel; a click on it shows the window', async () => {
  await host.iconShown();
  keep('tray-icon');
  await desktop.closeWindow();
  host.clickIcon(1);
  await expect.poll(() => desktop.isVisible(), { timeout: 15_000 }).toBe(true);
});

test('R61 its menu opens in the panel', async () => {
  await callFromPage(desktop.page, 'vm.add', { name: 'web' });
  await expect.poll(async () => (await desktop.state()).menu).toContain('web');
  await host.changesMenu(() => host.clickIcon(3));
  keep('tray-menu');
});
