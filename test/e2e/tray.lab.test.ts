/** The tray in a real desktop panel, with the stand-in's item on the bus. */
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

test('R61 its menu opens in the panel, and leads from a VM to its adapter and the networks', async () => {
  await callFromPage(desktop.page, 'vm.add', { name: 'web' });
  await expect.poll(async () => (await desktop.state()).menu).toContain('web');
  const opened = async () => (await desktop.state()).submenus;
  // The panel asks for the menu's lines one after the other: until it has them, it shows its own
  // menu. So the menu is opened again until the VM's submenu is found open at the next look.
  const openVm = async (): Promise<readonly string[]> => {
    const submenus = await opened();
    if (submenus.includes('web')) return submenus;
    host.closeMenu();
    host.clickIcon(3);
    host.pointAtLine(1);
    return submenus;
  };
  await expect.poll(openVm, { timeout: 30_000, interval: 500 }).toContain('web');
  host.pointAtLine(1, 1);
  await expect.poll(async () => (await opened()).length, { timeout: 10_000 }).toBeGreaterThan(1);
  keep('tray-menu');
});
