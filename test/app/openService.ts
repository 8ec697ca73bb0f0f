/** The app on stand-ins as faces see it: a test can replace its calls and send events of its own. */
import type { EventData, EventName } from '../../src-main/contract/contract.ts';
import type { Handlers, PanelService } from '../../src-main/contract/server.ts';
import { openStandInApp, type StandInApp } from './standInApp.ts';

type Listener<K extends EventName> = (data: EventData<K>) => void;
type Listeners = { [K in EventName]: Set<Listener<K>> };

export class OpenService implements PanelService {
  readonly app: StandInApp;
  readonly handlers: Handlers;
  readonly #listeners: Listeners = { panel: new Set(), activity: new Set() };

  static async open(dataDir: string): Promise<OpenService> {
    return new OpenService(await openStandInApp(dataDir, { version: '0.1.0' }));
  }

  constructor(app: StandInApp) {
    this.app = app;
    this.handlers = { ...app.patchcord.handlers };
    app.patchcord.subscribe('panel', (panel) => this.emit('panel', panel));
    app.patchcord.subscribe('activity', (activity) => this.emit('activity', activity));
  }

  /** How many subscriptions there are: faces that have gone leave none behind. */
  get listening(): number {
    return this.#listeners.panel.size + this.#listeners.activity.size;
  }

  subscribe<K extends EventName>(event: K, listener: Listener<K>): () => void {
    this.#listeners[event].add(listener);
    return () => void this.#listeners[event].delete(listener);
  }

  emit<K extends EventName>(event: K, data: EventData<K>): void {
    for (const listener of this.#listeners[event]) listener(data);
  }

  close(): Promise<void> {
    return this.app.patchcord.close();
  }
}
