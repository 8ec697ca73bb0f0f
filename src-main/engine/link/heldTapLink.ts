/**
 * The cable to a guest whose hypervisor holds the TAP itself: through a packet socket on its netdev
 * (R55).
 * Read first: deviceLink.ts; packet(7).
 *
 * Theory of operation
 * What the guest sends arrives on the netdev and is read there; what is sent through the netdev
 * arrives at the guest. The host's own stack sits on the same netdev: it is cut off from it
 * (`isolate`), and our frames go past that. What it had still to send is not read.
 * - detached: nobody holds the TAP, as far as its netdev's carrier tells. It is offered once: one
 *   of ours is made if need be, another one brought up, so that whoever opens it finds it ready.
 * - attached: it is held. When it is let go we wait for the next.
 * - One of ours goes with the link, unless it is held just then: its guest goes on, and the next
 *   link finds it (an engine that ends and is started again).
 */
import type { Netdev } from '../../../native/lib/linkMonitor.ts';
import type { Clock } from '../clock.ts';
import { DeviceLink } from './deviceLink.ts';
import type { HostDevices } from './hostDevices.ts';

/** What the names of TAPs begin with that are ours to make. */
const OUR_TAPS = 'pc';

export class HeldTapLink extends DeviceLink {
  readonly #netdev: string;
  readonly #host: HostDevices;
  #index = 0;
  /** The netdev that was offered. */
  #offered: number | null = null;

  constructor(netdev: string, clock: Clock, host: HostDevices) {
    super(clock, host);
    this.#netdev = netdev;
    this.#host = host;
  }

  override close(): void {
    super.close();
    if (this.#offered === null || !this.#netdev.startsWith(OUR_TAPS)) return;
    try {
      this.#host.privileges.dropTap(this.#netdev);
    } catch {
      // A hypervisor holds it.
    }
  }

  /** Of a TAP that nobody holds there is nothing to open. */
  protected openDevice(): boolean {
    const device = this.#host.devices.byName(this.#netdev);
    if (device?.up !== true) {
      this.#offer(device);
      return false;
    }
    const { privileges } = this.#host;
    privileges.isolate(this.#netdev, true);
    try {
      this.#openSocket();
    } catch (error) {
      privileges.isolate(this.#netdev, false);
      throw error;
    }
    this.#index = device.index;
    return true;
  }

  protected stillFits(): boolean {
    return this.#host.devices.byIndex(this.#index)?.up === true;
  }

  protected override shut(): void {
    if (this.#host.devices.byName(this.#netdev) !== null)
      this.#host.privileges.isolate(this.#netdev, false);
  }

  #openSocket(): void {
    const { fd } = this.#host.privileges.openPacketSocket(this.#netdev);
    this.attach(fd, 'packet', ({ pump }) => {
      pump.ignoreOutgoing();
      pump.sendPastQueueing();
      pump.seeAll();
    });
  }

  /** Opening and closing it is told by the monitor, too: hence once. */
  #offer(device: Netdev | null): void {
    if (device !== null && device.index === this.#offered) return;
    this.#host.privileges.offerTap(this.#netdev);
    this.#offered = device?.index ?? 0;
  }
}
