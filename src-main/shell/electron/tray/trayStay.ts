/**
 * Decides whether closing the window keeps the program in the tray. The first time, it shows a
 * notification, because the user may think that the program has quit.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { app, Notification } from 'electron';
import type { Preferences } from '../../../contract/preferences.ts';
import type { PanelService } from '../../../contract/server.ts';
import { trayText } from './trayText.ts';

/** In the data directory; it exists once the notification has been shown. */
const TOLD_FILE = 'told-of-tray';

export class TrayStay {
  readonly #toldPath: string;
  #preferences: Preferences;
  #endSubscription: () => void = () => undefined;

  private constructor(preferences: Preferences, dataDir: string) {
    this.#preferences = preferences;
    this.#toldPath = join(dataDir, TOLD_FILE);
  }

  static async follow(service: PanelService, dataDir: string): Promise<TrayStay> {
    const { preferences } = await service.handlers['panel.get']({});
    const stay = new TrayStay(preferences, dataDir);
    stay.#endSubscription = service.subscribe('panel', (panel) => {
      stay.#preferences = panel.preferences;
    });
    return stay;
  }

  /** The window is being closed. */
  whenClosing(): boolean {
    const { closeToTray, language } = this.#preferences;
    if (closeToTray && !existsSync(this.#toldPath)) {
      const { hiddenTitle: title, hiddenBody: body } = trayText(language, app.getLocale());
      new Notification({ title, body }).show();
      remember(this.#toldPath);
    }
    return closeToTray;
  }

  close(): void {
    this.#endSubscription();
  }
}

function remember(path: string): void {
  try {
    writeFileSync(path, '');
  } catch {
    // The notification is shown once more next time.
  }
}
