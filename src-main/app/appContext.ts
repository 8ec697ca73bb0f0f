/**
 * What every use case works with: the settings, the one way to change them, and the host that they
 * are checked against. A change is on the disk when `commit` returns.
 */
import type { Problem } from '../contract/errors.ts';
import type { Nic } from '../contract/network.ts';
import type { HostAddress, NicFacts } from '../host/nics.ts';
import type { Store } from '../store/store.ts';
import { type DesiredState, readDesiredState } from './desired/desiredState.ts';

export interface HostView {
  /** IPv4 addresses of this computer, virtual interfaces and loopback included. */
  addresses(): readonly HostAddress[];
  /** UDP ports that any program of this computer has. */
  boundUdpPorts(): ReadonlySet<number>;
  random(octets: number): Uint8Array;
  /** NICs that a guest could be bridged to. */
  nics(): readonly Nic[];
  /** Of any interface; null: there is none of this name. */
  nic(name: string): NicFacts | null;
  /** Why guests cannot be put beside the host on a NIC, as last seen; null: they can. */
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

  /** What MACs are derived from; set when the database is made. */
  get hostMac(): string {
    return this.#store.settings.get('hostMac') ?? '';
  }

  /** Names of NICs that are not offered to VMs (R11). */
  get excludedNics(): ReadonlySet<string> {
    const names = this.#store.settings.get('excludedNics') ?? '[]';
    return new Set(JSON.parse(names) as string[]);
  }

  /**
   * All of it or nothing.
   * @throws StoreError `databaseWriteFailed`; and whatever the change throws
   */
  commit(change: (store: Store) => void): void {
    this.#store.transaction(() => change(this.#store));
    this.#state = readDesiredState(this.#store);
  }

  /** Commits within are all kept, or none where something is thrown. */
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
