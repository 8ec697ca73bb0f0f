/**
 * A desktop with a tray: a virtual screen, a session bus, and xfce4-panel as the StatusNotifierHost,
 * with its tray in the upper right corner.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

const WIDTH = 640;
const HEIGHT = 360;
/** Height of the panel and width of the icon, pixels. */
const PANEL_SIZE = 30;
/** Height of a line in GTK's menus with the default theme, pixels. Separators are thin. */
const MENU_WIDTH = 160;
const LINE_HEIGHT = 26;

/** Time limit for the panel on a busy machine, ms. */
const PATIENCE_MS = 30_000;

const PANEL_CONFIG = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="${PANEL_SIZE}"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-2" type="string" value="systray"/>
  </property>
</channel>
`;

export class TrayHost {
  readonly env: { readonly DISPLAY: string; readonly DBUS_SESSION_BUS_ADDRESS: string };
  readonly #home: string;
  readonly #children: readonly ChildProcess[];

  private constructor(env: TrayHost['env'], home: string, children: readonly ChildProcess[]) {
    this.env = env;
    this.#home = home;
    this.#children = children;
  }

  static async start(): Promise<TrayHost> {
    const home = mkdtempSync(join(tmpdir(), 'pc-tray-'));
    const channel = join(home, 'xfce4/xfconf/xfce-perchannel-xml');
    mkdirSync(channel, { recursive: true });
    writeFileSync(join(channel, 'xfce4-panel.xml'), PANEL_CONFIG);
    const own = { XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home };
    const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', `${WIDTH}x${HEIGHT}x24`], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const DISPLAY = `:${await firstLine(screen)}`;
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...own, DISPLAY },
    });
    const env = { DISPLAY, DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) };
    const panel = spawn('xfce4-panel', ['--disable-wm-check'], {
      stdio: 'ignore',
      env: { ...process.env, ...own, ...env },
    });
    return new TrayHost(env, home, [panel, bus, screen]);
  }

  /** Resolves when the panel shows an icon in its tray. */
  async iconShown(): Promise<void> {
    await until(() => this.#coloursOfIcon() > 3, 'the icon', PATIENCE_MS);
  }

  /** Clicks the icon. 1: left button, 3: right button. */
  clickIcon(button: 1 | 3): void {
    const [x, y] = [WIDTH - PANEL_SIZE / 2, PANEL_SIZE / 2];
    this.#tool('xdotool', ['mousemove', String(x), String(y), 'click', String(button)]);
  }

  /** Clicks a line of the open menu, from 0. `level` 1: its submenu, which is on the left. */
  pointAtLine(line: number, level = 0): void {
    const x = WIDTH - MENU_WIDTH / 2 - level * MENU_WIDTH;
    const y = PANEL_SIZE + LINE_HEIGHT * (line + 0.6);
    this.#tool('xdotool', ['mousemove', String(x), String(Math.round(y))]);
  }

  closeMenu(): void {
    this.#tool('xdotool', ['key', 'Escape']);
  }

  screenshot(path: string): void {
    this.#tool('import', ['-window', 'root', path]);
  }

  /** Ends the children first, because they need the bus. */
  close(): void {
    for (const child of this.#children) child.kill();
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }

  #coloursOfIcon(): number {
    const corner = `${PANEL_SIZE}x${PANEL_SIZE}+${WIDTH - PANEL_SIZE}+0`;
    const pixels = this.#picture('-crop', corner);
    const colours = new Set<number>();
    for (let at = 0; at < pixels.length; at += 3) colours.add(pixels.readUIntBE(at, 3));
    return colours.size;
  }

  /** Three octets per pixel. */
  #picture(...words: readonly string[]): Buffer {
    const path = join(this.#home, 'picture.rgb');
    this.#tool('import', ['-window', 'root', ...words, '-depth', '8', path]);
    return readFileSync(path);
  }

  #tool(program: string, words: readonly string[]): void {
    execFileSync(program, words, { env: { ...process.env, ...this.env } });
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error(`${child.spawnfile} said nothing`);
}
