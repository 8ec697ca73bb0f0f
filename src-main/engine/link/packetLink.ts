/**
 * The cable to a guest whose hypervisor holds the TAP itself: through a packet socket on its netdev
 * (R55).
 * Read first: link.ts, pumpEnd.ts, deviceDial.ts; packet(7).
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
import { Drop } from '../wire/drop.ts';
import type { Clock } from '../clock.ts';
import { DeviceDial } from './deviceDial.ts';
import type { FrameBatch } from './frameBatch.ts';
import type { HostDevices } from './hostDevices.ts';
import type { Link, LinkSink, LinkState } from './link.ts';
import { PumpEnd } from './pumpEnd.ts';

/** What the names of TAPs begin with that are ours to make. */
const OUR_TAPS = 'pc';

export class PacketLink implements Link {
  readonly #netdev: string;
  readonly #host: HostDevices;
  readonly #dial: DeviceDial;
  #sink: LinkSink | null = null;
  #end: PumpEnd | null = null;
  #index = 0;
  /** The netdev that was offered. */
  #offered: number | null = null;
  #problem: string | null = null;

  constructor(netdev: string, clock: Clock, host: HostDevices) {
    this.#netdev = netdev;
    this.#host = host;
    this.#dial = new DeviceDial(host.devices, clock, {
      open: () => this.#openSocket(),
      stillFits: () => host.devices.byIndex(this.#index)?.up === true,
      shut: () => this.#shut(),
      problem: (code) => (this.#problem = code),
    });
  }

  get state(): LinkState {
    return this.#end === null ? 'detached' : 'attached';
  }

  get congested(): boolean {
    return this.#end?.congested ?? false;
  }

  get problem(): string | null {
    return this.#problem;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
    this.#dial.start();
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    if (this.#end === null) this.#sink?.dropped('toGuest', Drop.detached, count);
    else this.#end.transmit(batch, selection, count);
  }

  close(): void {
    this.#sink = null;
    this.#dial.close();
    if (this.#offered === null || !this.#netdev.startsWith(OUR_TAPS)) return;
    try {
      this.#host.privileges.dropTap(this.#netdev);
    } catch {
      // A hypervisor holds it.
    }
  }

  /** Of a TAP that nobody holds there is nothing to open. */
  #openSocket(): boolean {
    const { privileges, devices } = this.#host;
    const device = devices.byName(this.#netdev);
    if (device?.up !== true) {
      this.#offer(device);
      return false;
    }
    privileges.isolate(this.#netdev, true);
    const { fd } = privileges.openPacketSocket(this.#netdev);
    const end = new PumpEnd(fd, 'packet', {
      receive: (batch) => this.#sink?.receive(batch),
      dropped: (reason, frames) => this.#sink?.dropped('toGuest', reason, frames),
      drained: () => this.#sink?.drained(),
      lost: () => this.#dial.lost(),
    });
    end.pump.ignoreOutgoing();
    end.pump.sendPastQueueing();
    end.pump.seeAll();
    this.#index = device.index;
    this.#end = end;
    this.#sink?.stateChanged('attached');
    return true;
  }

  /** Opening and closing it is told by the monitor, too: hence once. */
  #offer(device: Netdev | null): void {
    if (device !== null && device.index === this.#offered) return;
    this.#host.privileges.offerTap(this.#netdev);
    this.#offered = device?.index ?? 0;
  }

  #shut(): void {
    this.#end?.close();
    this.#end = null;
    if (this.#host.devices.byName(this.#netdev) !== null)
      this.#host.privileges.isolate(this.#netdev, false);
    this.#sink?.stateChanged('detached');
  }
}
