/**
 * The cable to the user of a TAP device: a namespace, a hypervisor's NIC, or this computer itself
 * (R42, R55).
 * Read first: deviceLink.ts; Linux's Documentation/networking/tuntap.rst.
 *
 * Theory of operation
 * - detached: the TAP could not be opened, or is gone. Opening it is tried again.
 * - attached: the link holds the TAP. Its netdev is the NIC of the other end, and has a carrier while
 *   the cable is plugged in (`setCarrier`). A netdev that is down or has no carrier takes no frames.
 *   They are counted as `queueFull`, like all frames that the kernel refuses.
 * - An address of this computer on the netdev (a host port) is set each time the TAP is opened.
 */
import type { Clock } from '../clock.ts';
import { formatLinuxMac } from '../../address/mac.ts';
import { DeviceLink } from './deviceLink.ts';
import type { HostDevices } from './hostDevices.ts';
import type { Privileges } from './privileges.ts';

export interface TapOptions {
  readonly name: string;
  /** Null: the TAP keeps its MAC. */
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
