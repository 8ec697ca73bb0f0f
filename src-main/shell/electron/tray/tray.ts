/** The tray: how many VMs run, the way back to the window, and the way out. */
import { join } from 'node:path';
import { Menu, Tray } from 'electron';
import type { Panel } from '../../contract/activity.ts';
import type { PanelService } from '../../contract/server.ts';

export interface PanelTrayOptions {
  readonly service: PanelService;
  readonly assetsDir: string;
  open(): void;
  quit(): void;
}

export class PanelTray {
  readonly #options: PanelTrayOptions;
  readonly #tray: Tray;
  #state = '';
  #endSubscription: () => void = () => undefined;

  constructor(options: PanelTrayOptions) {
    this.#options = options;
    // `@2x` beside it is found by name.
    this.#tray = new Tray(join(options.assetsDir, 'tray.png'));
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
    const state = describeState(panel);
    if (state === this.#state) return;
    this.#state = state;
    this.#tray.setToolTip(`Patchcord: ${state}`);
    // On Linux a menu is replaced as a whole; changing an item of one has no effect.
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: state, enabled: false },
        { type: 'separator' },
        { label: 'Open Patchcord', click: () => this.#options.open() },
        { label: 'Quit', click: () => this.#options.quit() },
      ]),
    );
  }
}

function describeState({ status, vms }: Panel): string {
  if (status.engine.state !== 'running') return `Engine ${status.engine.state}`;
  if (vms.length === 0) return 'No VMs yet';
  const running = vms.filter((vm) => vm.running).length;
  return `${running} of ${vms.length} VMs running`;
}
