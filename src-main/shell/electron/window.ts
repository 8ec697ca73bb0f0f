/** The program's only window. Closing it hides it or quits, as the preferences say. */
import { join } from 'node:path';
import { app, BrowserWindow } from 'electron';
import type { PanelService } from '../../contract/server.ts';
import { connectContents } from './ipc.ts';
import { PAGE_URL } from './scheme.ts';

export interface PanelWindowOptions {
  readonly service: PanelService;
  readonly preload: string;
  readonly assetsDir: string;
  /** Whether closing leaves the program in the tray. Called at each close. */
  readonly staysInTray: () => boolean;
}

export class PanelWindow {
  readonly #window: BrowserWindow;

  constructor({ service, preload, assetsDir, staysInTray }: PanelWindowOptions) {
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
        webviewTag: false,
        spellcheck: false,
      },
    });
    this.#window.removeMenu();
    connectContents(this.#window.webContents, service);
    this.#hideInsteadOfClosing(staysInTray);
    this.#recover();
  }

  async load(): Promise<void> {
    await this.#window.loadURL(PAGE_URL);
  }

  show(): void {
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  #hideInsteadOfClosing(staysInTray: () => boolean): void {
    let quitting = false;
    app.on('before-quit', () => (quitting = true));
    this.#window.on('close', (event) => {
      if (quitting) return;
      event.preventDefault();
      if (staysInTray()) this.#window.hide();
      else app.quit();
    });
  }

  /** Loads the page again after a crash. The program keeps running meanwhile. */
  #recover(): void {
    this.#window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') void this.#window.loadURL(PAGE_URL);
    });
  }
}
