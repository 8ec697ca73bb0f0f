/**
 * A NIC of this computer as the uplink of a network: the guests are on the LAN, beside the host
 * (R8–R20), and the host's own configuration stays as it is.
 * Read first: ../link/link.ts, nicEnds.ts, packetFilter.ts, macTranslation.ts, ../link/deviceDial.ts.
 *
 * Theory of operation
 * - Behind this one port of the switch are two neighbours: the wire (packet socket) and the host's
 *   own stack (redirect TAP). From the guests: frames for the NIC's MAC go to the host alone, groups
 *   to both, everything else to the wire, with the guest's own MAC as source. Frames for a guest of
 *   this network go to neither: the switch has flooded them.
 * - From the wire, and from the host (copies of what it sends): frames to a station or to a group,
 *   but not from a station, since those are our own, reflected. A filter in the kernel
 *   (packetFilter.ts) drops the rest. It is checked again here, because a filter is attached after
 *   its socket is open.
 * - Stations are the adapters of the network (`setGuests`) and other senders on this side (guests of
 *   guests), up to a bound. A sender that is silent for the switch's ageing time (R44) is removed, so
 *   that it is reached on the LAN if it has moved there. The NIC's own MAC is never a station: a
 *   frame from a guest with that MAC is dropped.
 * - A frame that is longer than the NIC's MTU allows does not leave, and is counted at the port it
 *   came from: guests can use a larger MTU among themselves.
 * - `isolated` (R18): the host's stack is cut off from the NIC while the uplink is open, and there
 *   is no TAP. `translate` (R19): see macTranslation.ts; frames to the host are not translated.
 * - detached while the NIC is absent, down or without carrier. A deleted NIC is looked for by its
 *   name; a renamed one is kept. If its MAC changes, everything is opened again (R20).
 */
import type { Netdev } from '../../../native/lib/linkMonitor.ts';
import type { Clock, Timer } from '../clock.ts';
import type { UplinkConfig } from '../engineConfig.ts';
import { BaseLink } from '../link/baseLink.ts';
import { DeviceDial } from '../link/deviceDial.ts';
import { ALL_FRAMES, BATCH_FRAMES, FrameBatch } from '../link/frameBatch.ts';
import type { HostDevices } from '../link/hostDevices.ts';
import type { LinkSink, LinkState } from '../link/link.ts';
import type { PumpEndEvents } from '../link/pumpEnd.ts';
import { AGEING_TIME_MS } from '../switch/forwardingDatabase.ts';
import { isGroupMac } from '../../address/mac.ts';
import { Drop } from '../wire/drop.ts';
import { ETHERNET_HEADER_LENGTH, destinationMac, sourceMac } from '../wire/ethernet.ts';
import { fitsMtu } from './frameSize.ts';
import { HostAddresses } from './hostAddresses.ts';
import { MacTranslation } from './macTranslation.ts';
import type { FrameEnd, NicEnds, WireEnd } from './nicEnds.ts';
import { uplinkFilter } from './packetFilter.ts';
import { StationSet } from './stationSet.ts';

export interface HostNicContext extends HostDevices {
  readonly clock: Clock;
  readonly ends: NicEnds;
  /** Of the tables of addresses; see address/hash.ts. */
  readonly seed: number;
}

interface Ends {
  readonly wire: WireEnd;
  readonly host: FrameEnd | null;
}

interface Attached extends Ends {
  readonly nic: Netdev;
  readonly translation: MacTranslation | null;
}

export class HostNic extends BaseLink {
  readonly #config: UplinkConfig;
  readonly #context: HostNicContext;
  readonly #dial: DeviceDial;
  readonly #stations: StationSet;
  readonly #hostAddresses: HostAddresses;
  readonly #toWire = new Uint16Array(BATCH_FRAMES);
  readonly #toHost = new Uint16Array(BATCH_FRAMES);
  /** Copies of frames whose addresses are translated. */
  readonly #translated: FrameBatch | null;
  #guests: readonly number[] = [];
  #sink: LinkSink | null = null;
  #attached: Attached | null = null;
  #stationsChanged = false;
  #ageing: Timer | null = null;
  #problem: string | null = null;

  constructor(config: UplinkConfig, context: HostNicContext) {
    super();
    this.#config = config;
    this.#context = context;
    this.#stations = new StationSet(context.seed);
    this.#translated = config.translate ? new FrameBatch() : null;
    this.#hostAddresses = new HostAddresses(context.clock);
    this.#dial = new DeviceDial(context.devices, context.clock, {
      open: () => this.#openNic(),
      stillFits: () => this.#stillFits(),
      shut: () => this.#shut(),
      problem: (code) => (this.#problem = code),
    });
  }

  get state(): LinkState {
    return this.#attached === null ? 'detached' : 'attached';
  }

  get congested(): boolean {
    const attached = this.#attached;
    return attached !== null && (attached.wire.congested || attached.host?.congested === true);
  }

  /** An error code: why the NIC cannot be used. Null: it is used, or it does not exist. */
  get problem(): string | null {
    return this.#problem;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
    this.#dial.start();
  }

  /** The MACs of the network's adapters. */
  setGuests(macs: readonly number[]): void {
    if (macs.length === this.#guests.length && macs.every((mac, i) => mac === this.#guests[i]))
      return;
    this.#guests = macs;
    this.#stations.clear();
    this.#admitGuests();
    this.#setFilter();
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    const attached = this.#attached;
    if (attached === null) {
      this.#sink?.dropped('toGuest', Drop.detached, count);
      return;
    }
    const { host, wire, nic } = attached;
    const now = this.#context.clock.now();
    let wireCount = 0;
    let hostCount = 0;
    let forged = 0;
    let oversized = 0;
    for (let k = 0; k < count; k += 1) {
      const i = selection[k]!;
      const offset = batch.offsets[i]!;
      const destination = destinationMac(batch.view, offset);
      const source = sourceMac(batch.view, offset);
      if (source === nic.mac) {
        forged += 1;
        continue;
      }
      if (this.#stations.add(source, now)) this.#stationsChanged = true;
      const group = isGroupMac(destination);
      if (group || destination === nic.mac) this.#toHost[hostCount++] = i;
      if (!group && (destination === nic.mac || this.#stations.has(destination))) continue;
      if (fitsMtu(batch, i, nic.mtu)) this.#toWire[wireCount++] = i;
      else oversized += 1;
    }
    if (forged > 0) this.#sink?.dropped('fromGuest', Drop.badSource, forged);
    if (oversized > 0) this.#sink?.dropped('fromGuest', Drop.oversized, oversized);
    // The filter must accept the answer before the frame is sent.
    if (this.#stationsChanged) this.#setFilter();
    if (wireCount > 0) this.#transmitToWire(wire, batch, wireCount);
    if (hostCount > 0) host?.transmit(batch, this.#toHost, hostCount);
  }

  close(): void {
    this.#sink = null;
    this.#dial.close();
  }

  #transmitToWire(wire: WireEnd, batch: FrameBatch, count: number): void {
    const copies = this.#translated;
    const translation = this.#attached?.translation ?? null;
    if (copies === null || translation === null) {
      wire.transmit(batch, this.#toWire, count);
      return;
    }
    copies.clear();
    for (let k = 0; k < count; k += 1) {
      const i = this.#toWire[k]!;
      if (!copies.copy(batch, i)) {
        wire.transmit(copies, ALL_FRAMES, copies.count);
        copies.clear();
        copies.copy(batch, i);
      }
      const place = copies.count - 1;
      const summed = copies.offloads[2 * place] === 0;
      translation.fromGuest(copies.view, copies.offsets[place]!, copies.lengths[place]!, summed);
    }
    wire.transmit(copies, ALL_FRAMES, copies.count);
  }

  #receive(batch: FrameBatch): void {
    const translation = this.#attached?.translation ?? null;
    let kept = 0;
    for (let i = 0; i < batch.count; i += 1) {
      if (!this.#isForGuests(batch, i, translation)) continue;
      batch.keep(i, kept);
      kept += 1;
    }
    batch.count = kept;
    if (kept > 0) this.#sink?.receive(batch);
  }

  #isForGuests(batch: FrameBatch, i: number, translation: MacTranslation | null): boolean {
    const offset = batch.offsets[i]!;
    const length = batch.lengths[i]!;
    if (length < ETHERNET_HEADER_LENGTH) return false;
    if (this.#stations.has(sourceMac(batch.view, offset))) return false;
    if (translation !== null && !translation.toGuest(batch.view, offset, length)) return false;
    const destination = destinationMac(batch.view, offset);
    return isGroupMac(destination) || this.#stations.has(destination);
  }

  #openNic(): boolean {
    const nic = this.#context.devices.byName(this.#config.nic);
    if (nic?.up !== true || Number.isNaN(nic.mac)) return false;
    const { isolated, translate } = this.#config;
    const { seed } = this.#context;
    const ends = isolated ? this.#openIsolated(nic) : this.#openBeside(nic);
    const translation = translate ? new MacTranslation(nic.mac, this.#known(), seed) : null;
    this.#attached = { nic, ...ends, translation };
    this.#stations.clear();
    this.#admitGuests();
    this.#setFilter();
    this.#sink?.stateChanged('attached');
    return true;
  }

  /** Takes the place of the host, which gets the NIC back immediately if this fails. */
  #openIsolated({ name }: Netdev): Ends {
    const { privileges } = this.#context;
    privileges.isolate(name, true);
    try {
      return { wire: this.#openWire(name), host: null };
    } catch (error) {
      privileges.isolate(name, false);
      throw error;
    }
  }

  #openBeside({ name, mac }: Netdev): Ends {
    const wire = this.#openWire(name);
    try {
      return { wire, host: this.#context.ends.openHost(name, mac, this.#endEvents()) };
    } catch (error) {
      wire.close();
      throw error;
    }
  }

  #openWire(name: string): WireEnd {
    return this.#context.ends.openWire(name, this.#config, {
      ...this.#endEvents(),
      receive: (batch) => this.#receive(batch),
    });
  }

  /** Frames that the host sends into the redirect TAP are ignored: their copies come by the NIC. */
  #endEvents(): PumpEndEvents {
    return {
      receive: () => undefined,
      dropped: (reason, frames) => this.#sink?.dropped('toGuest', reason, frames),
      drained: () => {
        if (!this.congested) this.#sink?.drained();
      },
      lost: () => this.#dial.lost(),
    };
  }

  #known(): ConstructorParameters<typeof MacTranslation>[1] {
    return {
      isStation: (mac) => this.#stations.has(mac),
      isHostIpv4: (address) => this.#hostAddresses.hasIpv4(address),
      isHostIpv6: (view, offset) => this.#hostAddresses.hasIpv6(view, offset),
    };
  }

  #admitGuests(): void {
    for (const mac of this.#guests) if (mac !== this.#attached?.nic.mac) this.#stations.fix(mac);
  }

  #setFilter(): void {
    this.#stationsChanged = false;
    if (this.#attached === null) return;
    const { wire, nic, translation } = this.#attached;
    wire.setFilter(uplinkFilter(this.#stations.list(), translation === null ? null : nic.mac));
    this.#watchAge();
  }

  /** There is one timer while any station can age. */
  #watchAge(): void {
    const { clock } = this.#context;
    const dueMs = this.#stations.oldestMs + AGEING_TIME_MS;
    if (this.#ageing !== null || dueMs === Infinity) return;
    this.#ageing = clock.after(Math.max(0, dueMs - clock.now()), () => {
      this.#ageing = null;
      this.#stations.forgetBefore(clock.now() - AGEING_TIME_MS);
      this.#setFilter();
    });
  }

  #stillFits(): boolean {
    const attached = this.#attached;
    if (attached === null) return false;
    const nic = this.#context.devices.byIndex(attached.nic.index);
    if (nic === null || !nic.up || nic.mac !== attached.nic.mac) return false;
    this.#attached = { ...attached, nic };
    return true;
  }

  #shut(): void {
    const attached = this.#attached;
    this.#attached = null;
    this.#ageing?.cancel();
    this.#ageing = null;
    attached?.wire.close();
    attached?.host?.close();
    this.#sink?.stateChanged('detached');
    const nic = attached && this.#context.devices.byIndex(attached.nic.index);
    if (nic && this.#config.isolated) this.#context.privileges.isolate(nic.name, false);
  }
}
