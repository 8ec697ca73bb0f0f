/**
 * The cable to whatever uses a TAP device: a namespace, a hypervisor's NIC, this computer itself
 * (R42, R55).
 * Read first: deviceLink.ts; Linux's Documentation/networking/tuntap.rst.
 *
 * Theory of operation
 * - detached: the TAP could not be opened, or is gone. It is tried again.
 * - attached: we hold the TAP; its netdev is the other end's NIC, with a carrier while the cable is
 *   plugged in (`setCarrier`). A netdev that is down, or has no carrier, takes no frames: they are
 *   counted as `queueFull`, as everything that the kernel refuses.
 * - An address of this computer on the netdev (a host port) is set each time the TAP is opened.
 */
import type { Clock } from '../clock.ts';
import { formatLinuxMac } from '../../address/mac.ts';
import { DeviceLink } from './deviceLink.ts';
import type { HostDevices } from './hostDevices.ts';
import type { Privileges } from './privileges.ts';

export interface TapOptions {
  readonly name: string;
  /** Null: whatever it has. */
  readonly mac: number | null;
  /** This computer's address on it, with prefix length; null: none. */
  readonly address: string | null;
}

export class TapLink extends DeviceLink {
  readonly #options: TapOptions;
  readonly #privileges: Privileges;
  #carrier = false;

  constructor(options: TapOptions, clock: Clock, host: HostDevices) {
    super(clock, host);
    this.#options = options;
    this.#privileges = host.privileges;
  }

  override setCarrier(up: boolean): void {
    this.#carrier = up;
    try {
      this.end?.pump.setCarrier(up);
    } catch {
      // The netdev is gone; the monitor reports it later.
      this.lost();
    }
  }

  protected openDevice(): boolean {
    const { name, mac, address } = this.#options;
    const wanted = mac === null ? null : formatLinuxMac(mac);
    const { fd } = this.#privileges.openTap({ name, mac: wanted });
    this.attach(fd, 'tap', ({ pump }) => {
      pump.setCarrier(this.#carrier);
      if (address !== null) this.#privileges.hostAddress(name, address);
    });
    return true;
  }

  protected stillFits(): boolean {
    return true;
  }
}
