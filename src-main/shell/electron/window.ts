/** The program's one window. Closing hides it, unless the program is quitting. */
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { PanelService } from '../../contract/server.ts';
import { connectContents } from './ipc.ts';
import { PAGE_URL } from './scheme.ts';

export interface PanelWindowOptions {
  readonly service: PanelService;
  readonly preload: string;
  readonly assetsDir: string;
}

export class PanelWindow {
  readonly #window: BrowserWindow;

  constructor({ service, preload, assetsDir }: PanelWindowOptions) {
    this.#window = new BrowserWindow({
      title: 'Patchcord',
      icon: join(assetsDir, 'icons/256x256.png'),
      width: 1080,
      height: 720,
      minWidth: 480,
      minHeight: 360,
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
      },
    });
    this.#window.removeMenu();
    connectContents(this.#window.webContents, service);
    this.#hideInsteadOfClosing();
    this.#recover();
  }

  async load(): Promise<void> {
    await this.#window.loadURL(PAGE_URL);
    this.show();
  }

  show(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #hideInsteadOfClosing(): void {
    let quitting = false;
    app.on('before-quit', () => (quitting = true));
    this.#window.on('close', (event) => {
      if (quitting) return;
      event.preventDefault();
      this.#window.hide();
    });
  }

  /** A page that crashed is loaded again; the program behind it went on. */
  #recover(): void {
    this.#window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#window.loadURL(PAGE_URL);
    });
  }
}
