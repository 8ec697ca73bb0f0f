/**
 * The settings, the only way to change them, and the host that they are checked against. Every use
 * case gets it. A change is on the disk when `commit` returns.
 */
import type { Problem } from '../contract/errors.ts';
import type { Nic } from '../contract/network.ts';
import type { HostAddress, NicFacts } from '../host/nics.ts';
import type { Store } from '../store/store.ts';
import { type DesiredState, readDesiredState } from './desired/desiredState.ts';

export interface HostView {
  /** IPv4 addresses of this computer, virtual interfaces and loopback included. */
  addresses(): readonly HostAddress[];
  /** UDP ports that programs on this computer have bound. */
  boundUdpPorts(): ReadonlySet<number>;
  random(octets: number): Uint8Array;
  /** NICs that guests can be bridged to. */
  nics(): readonly Nic[];
  /** Facts about any interface; null: no interface has this name. */
  nic(name: string): NicFacts | null;
  /** Why Host adapter is not available, as of the last check; null: it is. */
  hostAdapterProblem(): Problem | null;
}

export class AppContext {
  readonly host: HostView;
  readonly #store: Store;
  #state: DesiredState;

  constructor(store: Store, host: HostView) {
    this.host = host;
    this.#store = store;
    this.#state = readDesiredState(store);
  }

  get state(): DesiredState {
    return this.#state;
  }

  /** MACs are derived from this one. It is set when the database is created. */
  get hostMac(): string {
    return this.#store.settings.get('hostMac') ?? '';
  }

  /** Names of NICs that are not offered to VMs (R11). */
  get excludedNics(): ReadonlySet<string> {
    const names = this.#store.settings.get('excludedNics') ?? '[]';
    return new Set(JSON.parse(names) as string[]);
  }

  /**
   * Makes the whole change or none of it.
   * @throws StoreError `databaseWriteFailed`; and whatever the change throws
   */
  commit(change: (store: Store) => void): void {
    // Read within the transaction: if the disk fails then, nothing is stored and nothing is shown.
    let state = this.#state;
    this.#store.transaction(() => {
      change(this.#store);
      state = readDesiredState(this.#store);
    });
    this.#state = state;
  }

  /** Keeps all commits made within, or none if `change` throws. */
  atomically<T>(work: () => T): T {
    try {
      let result: T;
      this.#store.transaction(() => {
        result = work();
      });
      return result!;
    } catch (error) {
      this.#state = readDesiredState(this.#store);
      throw error;
    }
  }
}
