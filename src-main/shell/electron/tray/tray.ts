/**
 * The tray icon and its menu: the state, every adapter's network, open, quit.
 * Read first: trayMenu.ts, which decides what the menu contains.
 * The panel arrives at most four times a second. Icon and menu are rebuilt only when they change,
 * because replacing a menu closes it while the user reads it.
 */
import { join } from 'node:path';
import { app, Menu, Notification, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Panel } from '../../../contract/activity.ts';
import type { Problem } from '../../../contract/errors.ts';
import { toProblem } from '../../../contract/errors.ts';
import { errorText } from '../../../contract/sentence.ts';
import type { PanelService } from '../../../contract/server.ts';
import { type TrayAct, type TrayItem, type TrayView, trayView } from './trayMenu.ts';

export interface PanelTrayOptions {
  readonly service: PanelService;
  readonly assetsDir: string;
  open(): void;
  quit(): void;
}

export class PanelTray {
  readonly #options: PanelTrayOptions;
  readonly #tray: Tray;
  #shown = '';
  #icon = '';
  #endSubscription: () => void = () => undefined;

  constructor(options: PanelTrayOptions) {
    this.#options = options;
    this.#tray = new Tray(this.#iconPath('idle'));
    this.#tray.on('click', () => options.open());
  }

  async start(): Promise<void> {
    const { service } = this.#options;
    this.#endSubscription = service.subscribe('panel', (panel) => this.#show(panel));
    this.#show(await service.handlers['panel.get']({}));
  }

  close(): void {
    this.#endSubscription();
    this.#tray.destroy();
  }

  #show(panel: Panel): void {
    const view = trayView(panel, app.getLocale());
    const shown = JSON.stringify(view);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#draw(view);
  }

  #draw({ icon, toolTip, items }: TrayView): void {
    if (icon !== this.#icon) this.#tray.setImage(this.#iconPath(icon));
    this.#icon = icon;
    this.#tray.setToolTip(toolTip);
    // On Linux a menu is replaced as a whole; changing an item of one has no effect.
    this.#tray.setContextMenu(Menu.buildFromTemplate(items.map((item) => this.#entry(item))));
  }

  #entry(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' };
      case 'note':
        return { label: plain(item.label), enabled: false };
      case 'menu':
        return {
          label: plain(item.label),
          submenu: item.items.map((one) => this.#entry(one)),
        };
      case 'radio':
      case 'check':
        return {
          type: item.kind === 'radio' ? 'radio' : 'checkbox',
          label: plain(item.label),
          checked: item.checked,
          click: () => void this.#act(item.act),
        };
      case 'action':
        return { label: plain(item.label), click: () => void this.#act(item.act) };
    }
  }

  async #act(act: TrayAct): Promise<void> {
    const { service } = this.#options;
    try {
      if (act.do === 'open') this.#options.open();
      else if (act.do === 'quit') this.#options.quit();
      else if (act.do === 'pause') await service.handlers['panel.pause']({ paused: act.paused });
      else await service.handlers['adapter.set'](act);
    } catch (error) {
      this.#refused(toProblem(error));
    }
  }

  /** The desktop has already ticked the clicked item, so the menu is built again from the state. */
  #refused(problem: Problem): void {
    new Notification({ title: 'Patchcord', body: errorText(problem) }).show();
    const view = JSON.parse(this.#shown) as TrayView;
    this.#draw(view);
  }

  #iconPath(icon: TrayView['icon']): string {
    // Electron finds the `@2x` file by its name.
    return join(this.#options.assetsDir, 'tray', `${icon}.png`);
  }
}

/** In a label `&` marks the access key; `&&` stands for `&`. */
function plain(label: string): string {
  return label.replaceAll('&', '&&');
}
