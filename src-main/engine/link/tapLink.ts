/**
 * The cable to whatever uses a TAP device: a namespace, a hypervisor's NIC, this computer itself
 * (R42, R55).
 * Read first: link.ts, pumpEnd.ts, deviceDial.ts; Linux's Documentation/networking/tuntap.rst.
 *
 * Theory of operation
 * - detached: the TAP could not be opened, or is gone. It is tried again.
 * - attached: we hold the TAP; its netdev is the other end's NIC, with a carrier while the cable is
 *   plugged in (`setCarrier`). A netdev that is down, or has no carrier, takes no frames: they are
 *   counted as `queueFull`, as everything that the kernel refuses.
 * - An address of this computer on the netdev (a host port) is set each time the TAP is opened.
 */
import type { Clock } from '../clock.ts';
import { Drop } from '../wire/drop.ts';
import { formatMac } from '../wire/address.ts';
import { DeviceDial } from './deviceDial.ts';
import type { FrameBatch } from './frameBatch.ts';
import type { HostDevices } from './hostDevices.ts';
import type { Link, LinkSink, LinkState } from './link.ts';
import type { Privileges } from './privileges.ts';
import { PumpEnd } from './pumpEnd.ts';

export interface TapOptions {
  readonly name: string;
  /** Null: whatever it has. */
  readonly mac: number | null;
  /** This computer's address on it, with prefix length; null: none. */
  readonly address: string | null;
}

export class TapLink implements Link {
  readonly #options: TapOptions;
  readonly #privileges: Privileges;
  readonly #dial: DeviceDial;
  #sink: LinkSink | null = null;
  #end: PumpEnd | null = null;
  #carrier = false;
  #problem: string | null = null;

  constructor(options: TapOptions, clock: Clock, host: HostDevices) {
    this.#options = options;
    this.#privileges = host.privileges;
    this.#dial = new DeviceDial(host.devices, clock, {
      open: () => this.#openTap(),
      stillFits: () => true,
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

  setCarrier(up: boolean): void {
    this.#carrier = up;
    this.#end?.pump.setCarrier(up);
  }

  close(): void {
    this.#sink = null;
    this.#dial.close();
  }

  #openTap(): boolean {
    const { name, mac, address } = this.#options;
    const wanted = mac === null ? null : formatMac(mac).replaceAll('-', ':').toLowerCase();
    const { fd } = this.#privileges.openTap({ name, mac: wanted });
    const end = new PumpEnd(fd, 'tap', {
      receive: (batch) => this.#sink?.receive(batch),
      dropped: (reason, frames) => this.#sink?.dropped('toGuest', reason, frames),
      drained: () => this.#sink?.drained(),
      lost: () => this.#dial.lost(),
    });
    try {
      end.pump.setCarrier(this.#carrier);
      if (address !== null) this.#privileges.hostAddress(name, address);
    } catch (error) {
      end.close();
      throw error;
    }
    this.#end = end;
    this.#sink?.stateChanged('attached');
    return true;
  }

  #shut(): void {
    this.#end?.close();
    this.#end = null;
    this.#sink?.stateChanged('detached');
  }
}
