/**
 * The parts of the module `electron` that this program uses, on Debian's Chromium, for machines
 * without Electron's binary. The built main bundle runs on it unchanged.
 * Differences: the preload has no isolation and no sandbox. Menus, notifications and dialogs are only
 * recorded; control.ts reads and clicks them. On a session bus a desktop shows the tray.
 */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type * as Electron from 'electron';
import { app } from './application.ts';
import { StandInContents } from './contents.ts';
import { listenToTest, record, type MenuEntry } from './control.ts';
import { emitPreventable } from './preventable.ts';
import { StatusNotifierItem } from './statusNotifierItem.ts';

export { app } from './application.ts';
export { protocol, session } from './browser.ts';
export { ipcMain } from './contents.ts';

type WindowUsed = 'loadURL' | 'show' | 'hide' | 'focus' | 'isMinimized' | 'restore' | 'removeMenu';

export class BrowserWindow
  extends EventEmitter
  implements Pick<Electron.BrowserWindow, WindowUsed>
{
  readonly webContents: StandInContents;
  #visible: boolean;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.#visible = options.show ?? true;
    const { preload, ...preferences } = options.webPreferences ?? {};
    if (preload === undefined) throw new Error('no preload was given');
    this.webContents = new StandInContents(preload);
    app.windows.add(this);
    record.window = {
      isVisible: () => this.#visible,
      close: () => this.tryClose(),
      mayAttachWebview: () => this.webContents.mayAttachWebview(),
      refused: this.webContents.refused,
      saved: this.webContents.saved,
      preferences,
      hasIcon: typeof options.icon === 'string' && existsSync(options.icon),
    };
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.load(url);
  }

  tryClose(): boolean {
    if (emitPreventable(this, 'close')) return false;
    app.windows.delete(this);
    this.webContents.emit('destroyed');
    if (app.windows.size === 0) app.emit('window-all-closed');
    return true;
  }

  show(): void {
    this.#visible = true;
  }

  hide(): void {
    this.#visible = false;
  }

  focus(): void {
    // There is no desktop whose focus it could have.
  }

  isMinimized(): boolean {
    return false;
  }

  restore(): void {
    // Never minimized.
  }

  removeMenu(): void {
    // Headless Chromium has none.
  }
}

export class Tray
  extends EventEmitter
  implements Pick<Electron.Tray, 'setToolTip' | 'setImage' | 'setContextMenu' | 'destroy'>
{
  readonly #item = new StatusNotifierItem();

  constructor(image: string) {
    super();
    record.tray = {
      toolTip: '',
      icon: image,
      menu: [],
      click: () => this.emit('click'),
      opened: (label) => record.submenus.push(label),
    };
    this.setImage(image);
  }

  setImage(image: string): void {
    if (!existsSync(image)) throw new Error(`no tray image ${image}`);
    record.tray!.icon = image;
    this.#item.show(record.tray!);
  }

  setToolTip(toolTip: string): void {
    record.tray!.toolTip = toolTip;
    this.#item.show(record.tray!);
  }

  setContextMenu(menu: Electron.Menu | null): void {
    record.tray!.menu = menu === null ? [] : (menu as unknown as MenuEntry[]);
    this.#item.show(record.tray!);
  }

  destroy(): void {
    record.tray = null;
    this.#item.close();
  }
}

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) =>
    template as unknown as Electron.Menu,
} satisfies Pick<typeof Electron.Menu, 'buildFromTemplate'>;

export class Notification implements Pick<Electron.Notification, 'show'> {
  readonly #text: string;

  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    this.#text = `${title}: ${body}`;
  }

  show(): void {
    record.notifications.push(this.#text);
  }
}

export const shell = {
  openPath: (path) => {
    record.opened.push(path);
    return Promise.resolve('');
  },
} satisfies Pick<typeof Electron.shell, 'openPath'>;

export const dialog = {
  showErrorBox: (title: string, content: string) => {
    process.stderr.write(`${title}: ${content}\n`);
  },
} satisfies Pick<typeof Electron.dialog, 'showErrorBox'>;

listenToTest();
