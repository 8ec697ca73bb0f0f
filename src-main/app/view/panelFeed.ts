/**
 * Tells subscribers about changes: the whole panel, gathered to at most four a second, and what
 * moves as the engine says it. Nobody listening costs nothing.
 */
import type { EventData, EventName } from '../../contract/contract.ts';
import type { Clock, Timer } from '../../engine/clock.ts';

/** ms between two panels. */
const REST_MS = 250;

type Listener<K extends EventName> = (data: EventData<K>) => void;
type Listeners = { readonly [K in EventName]: Set<Listener<K>> };

export class PanelFeed {
  readonly #clock: Clock;
  readonly #panel: () => EventData<'panel'>;
  readonly #listeners: Listeners = { panel: new Set(), activity: new Set() };
  #toldAt = -REST_MS;
  #timer: Timer | null = null;

  constructor(clock: Clock, panel: () => EventData<'panel'>) {
    this.#clock = clock;
    this.#panel = panel;
  }

  subscribe<K extends EventName>(event: K, listener: Listener<K>): () => void {
    // A subscription of its own, even where the same function listens twice.
    const own: Listener<K> = (data) => listener(data);
    const listeners: Set<Listener<K>> = this.#listeners[event];
    listeners.add(own);
    return () => void listeners.delete(own);
  }

  /** Something that the panel shows has changed. */
  touch(): void {
    const waitMs = Math.max(0, this.#toldAt + REST_MS - this.#clock.now());
    this.#timer ??= this.#clock.after(waitMs, () => {
      this.#timer = null;
      this.#toldAt = this.#clock.now();
      if (this.#listeners.panel.size > 0) this.#tell('panel', this.#panel());
    });
  }

  /** `activity` is worked out only if somebody listens. */
  moved(activity: () => EventData<'activity'>): void {
    if (this.#listeners.activity.size > 0) this.#tell('activity', activity());
  }

  close(): void {
    this.#timer?.cancel();
    for (const listeners of Object.values(this.#listeners)) listeners.clear();
  }

  #tell<K extends EventName>(event: K, data: EventData<K>): void {
    for (const listener of this.#listeners[event]) listener(data);
  }
}
