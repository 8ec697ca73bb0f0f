/**
 * This computer's network devices and their changes.
 * Read first: native/src/link_monitor.h.
 * Left out: IP addresses, which a bridge does not need.
 *
 * Theory of operation
 * rtnetlink updates one table by interface index; a device keeps its index even when it is renamed.
 * Listeners are called after the table has changed. Nothing is polled.
 */
import { NativeError } from './nativeError.ts';
import { loadNativeModule, type NativeLinkMonitor } from './nativeModule.ts';

export interface Netdev {
  readonly index: number;
  readonly name: string;
  /** NaN if the device has no Ethernet address. */
  readonly mac: number;
  /** Up, and with a carrier. */
  readonly up: boolean;
  readonly mtu: number;
}

export type NetdevListener = () => void;

export class LinkMonitor {
  readonly #devices = new Map<number, Netdev>();
  readonly #listeners = new Set<NetdevListener>();
  readonly #native: NativeLinkMonitor;

  /** @throws NativeError `dlopen` ENOENT without a native module, or the error of socket(2) */
  constructor() {
    const native = loadNativeModule()?.LinkMonitor;
    if (!native) throw new NativeError('dlopen', 'ENOENT');
    const changed = (index: number, name: string, mac: number, up: boolean, mtu: number): void => {
      this.#devices.set(index, { index, name, mac, up, mtu });
      this.#tell();
    };
    const gone = (index: number): void => {
      if (this.#devices.delete(index)) this.#tell();
    };
    // The list that follows has all devices that still exist.
    const overrun = (): void => this.#devices.clear();
    try {
      this.#native = new native(changed, gone, overrun);
    } catch (error) {
      throw NativeError.from(error);
    }
  }

  byName(name: string): Netdev | null {
    for (const device of this.#devices.values()) if (device.name === name) return device;
    return null;
  }

  byIndex(index: number): Netdev | null {
    return this.#devices.get(index) ?? null;
  }

  listen(listener: NetdevListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: NetdevListener): void {
    this.#listeners.delete(listener);
  }

  close(): void {
    this.#listeners.clear();
    this.#native.close();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
