/**
 * The cable to a guest whose hypervisor holds the TAP itself. It uses a packet socket on the netdev
 * of the TAP (R55).
 * Read first: deviceLink.ts; packet(7).
 *
 * Theory of operation
 * Frames of the guest arrive on the netdev and are read there; frames that are sent through the
 * netdev arrive at the guest. The host's own stack uses the same netdev, so it is cut off (`isolate`);
 * our frames bypass that. Frames that the host still had to send are not read.
 * - detached: the netdev's carrier says that no program has the TAP open. The TAP is offered once:
 *   one of Patchcord's is created if absent, any other is brought up, ready for a hypervisor.
 * - attached: a hypervisor has it open. When it closes the TAP, the link waits for the next.
 * - `close` deletes a TAP of Patchcord, unless a hypervisor has it open: then its guest keeps running,
 *   and the next link finds the TAP (after an engine restart).
 */
import type { Netdev } from '../../../native/lib/linkMonitor.ts';
import type { Clock } from '../clock.ts';
import { DeviceLink } from './deviceLink.ts';
import type { HostDevices } from './hostDevices.ts';

/** First letters of every TAP that Patchcord may create. */
const OUR_TAPS = 'pc';

export class HeldTapLink extends DeviceLink {
  readonly #netdev: string;
  readonly #host: HostDevices;
  #index = 0;
  /** Index of the netdev that was offered; 0: it did not exist then; null: none was offered. */
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

  /** A TAP that no hypervisor has open has nothing to read yet: it is offered. */
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

  /** Once only, because the monitor also reports our own opening and closing of the TAP. */
  #offer(device: Netdev | null): void {
    if (device !== null && device.index === this.#offered) return;
    this.#host.privileges.offerTap(this.#netdev);
    this.#offered = device?.index ?? 0;
  }
}
