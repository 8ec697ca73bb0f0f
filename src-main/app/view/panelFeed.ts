/**
 * Sends the panel to subscribers when it changes, at most four times a second, and the activity as
 * often as the engine reports it. Without subscribers nothing is computed.
 */
import type { EventData, EventName } from '../../contract/contract.ts';
import type { Clock, Timer } from '../../engine/clock.ts';

/** Shortest time between two panels, ms. */
const PANEL_INTERVAL_MS = 250;

type Listener<K extends EventName> = (data: EventData<K>) => void;
type Listeners = { readonly [K in EventName]: Set<Listener<K>> };

export class PanelFeed {
  readonly #clock: Clock;
  readonly #panel: () => EventData<'panel'>;
  readonly #listeners: Listeners = { panel: new Set(), activity: new Set() };
  #sentAt = -PANEL_INTERVAL_MS;
  #timer: Timer | null = null;

  constructor(clock: Clock, panel: () => EventData<'panel'>) {
    this.#clock = clock;
    this.#panel = panel;
  }

  subscribe<K extends EventName>(event: K, listener: Listener<K>): () => void {
    // Each call is a subscription, even with the same function.
    const own: Listener<K> = (data) => listener(data);
    const listeners: Set<Listener<K>> = this.#listeners[event];
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  panelChanged(): void {
    const waitMs = Math.max(0, this.#sentAt + PANEL_INTERVAL_MS - this.#clock.now());
    this.#timer ??= this.#clock.after(waitMs, () => {
      this.#timer = null;
      this.#sentAt = this.#clock.now();
      this.#sendPanel();
    });
  }

  #sendPanel(): void {
    if (this.#listeners.panel.size === 0) return;
    try {
      this.#send('panel', this.#panel());
    } catch {
      // This computer's NICs cannot be read now, such as EMFILE.
      this.panelChanged();
    }
  }

  /** Calls `activity` only if there are subscribers. */
  activityChanged(activity: () => EventData<'activity'>): void {
    if (this.#listeners.activity.size > 0) this.#send('activity', activity());
  }

  close(): void {
    this.#timer?.cancel();
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }

  #send<K extends EventName>(event: K, data: EventData<K>): void {
    for (const listener of this.#listeners[event]) listener(data);
  }
}
