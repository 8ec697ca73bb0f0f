/**
 * This computer's network devices, as links and uplinks need them.
 * Read first: native/lib/linkMonitor.ts, privileges.ts.
 */
import { LinkMonitor, type Netdev } from '../../../native/lib/linkMonitor.ts';
import type { Privileges } from './privileges.ts';

/** The known devices, and an event for each change. */
export interface Devices {
  byName(name: string): Netdev | null;
  byIndex(index: number): Netdev | null;
  listen(listener: () => void): void;
  unlisten(listener: () => void): void;
}

export interface HostDevices {
  readonly devices: Devices;
  readonly privileges: Privileges;
}

/**
 * The link monitor: opened for the first listener and closed after the last. It is closed in the next
 * turn of the loop, so that a listener that replaces another uses the same monitor. A new monitor
 * knows no device at first, and a NIC that exists would look absent for a moment.
 */
export class MonitoredDevices implements Devices {
  #monitor: LinkMonitor | null = null;
  #listeners = 0;

  byName(name: string): Netdev | null {
    return this.#monitor?.byName(name) ?? null;
  }

  byIndex(index: number): Netdev | null {
    return this.#monitor?.byIndex(index) ?? null;
  }

  /** @throws NativeError without a native module */
  listen(listener: () => void): void {
    this.#monitor ??= new LinkMonitor();
    this.#listeners += 1;
    this.#monitor.listen(listener);
  }

  unlisten(listener: () => void): void {
    this.#monitor?.unlisten(listener);
    this.#listeners -= 1;
    if (this.#listeners === 0) setImmediate(() => this.#closeIfUnused());
  }

  #closeIfUnused(): void {
    if (this.#listeners > 0) return;
    this.#monitor?.close();
    this.#monitor = null;
  }
}
