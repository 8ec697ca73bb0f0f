/**
 * The common part of all cables through a network device of this computer: a descriptor that is
 * opened, lost and opened again.
 * Read first: link.ts, pumpEnd.ts, deviceDial.ts.
 *
 * - detached: there is nothing to open, or opening was refused (`problem`). It is tried again.
 * - attached: frames go both ways, until the device is gone or `stillFits` returns false.
 */
import type { PumpKind } from '../../../native/lib/framePump.ts';
import type { Clock } from '../clock.ts';
import { Drop } from '../wire/drop.ts';
import { BaseLink } from './baseLink.ts';
import { DeviceDial } from './deviceDial.ts';
import type { FrameBatch } from './frameBatch.ts';
import type { HostDevices } from './hostDevices.ts';
import type { LinkSink, LinkState } from './link.ts';
import { PumpEnd } from './pumpEnd.ts';

export abstract class DeviceLink extends BaseLink {
  readonly #dial: DeviceDial;
  #sink: LinkSink | null = null;
  #end: PumpEnd | null = null;
  #problem: string | null = null;

  constructor(clock: Clock, host: HostDevices) {
    super();
    this.#dial = new DeviceDial(host.devices, clock, {
      open: () => this.openDevice(),
      stillFits: () => this.stillFits(),
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
  }

  /** Attaches and returns true, or false if there is nothing to open. @throws the refusal */
  protected abstract openDevice(): boolean;

  /** Called after each event of a device while attached. False: it must be opened again. */
  protected abstract stillFits(): boolean;

  /** Undoes what else was set up; the descriptor is closed already. */
  protected shut(): void {
    // Most devices need no more.
  }

  /** Null: detached. */
  protected get end(): PumpEnd | null {
    return this.#end;
  }

  /**
   * Owns the descriptor, also on failure.
   * @param prepare sets it up before the first frame; if it throws, the link stays detached
   */
  protected attach(fd: number, kind: PumpKind, prepare: (end: PumpEnd) => void): void {
    const end = new PumpEnd(fd, kind, {
      receive: (batch) => this.#sink?.receive(batch),
      dropped: (reason, frames) => this.#sink?.dropped('toGuest', reason, frames),
      drained: () => this.#sink?.drained(),
      lost: () => this.lost(),
    });
    try {
      prepare(end);
    } catch (error) {
      end.close();
      throw error;
    }
    this.#end = end;
    this.#sink?.stateChanged('attached');
  }

  /** The device does not work any more. */
  protected lost(): void {
    this.#dial.lost();
  }

  #shut(): void {
    this.#end?.close();
    this.#end = null;
    try {
      this.shut();
    } finally {
      this.#sink?.stateChanged('detached');
    }
  }
}
