/**
 * The learning switch of one network.
 * Read first: ../link/link.ts, IEEE 802.1D-2004 §7 (principles of bridge operation).
 * Left out: spanning tree. There are no loops: a network's ports are ends, and patch cables that
 * would close a loop are refused. Frames to the reserved group addresses of §7.12.6 are forwarded,
 * so that guests can use LLDP with each other.
 *
 * Theory of operation
 * The switch handles one batch from one port at a time. It reads every frame in place. The index of
 * the frame goes into the selection of each port that it leaves by: the port where its destination
 * was last heard, or all others. Then every port with a selection (`touched`) delivers it in one
 * `transmit`. After the last of them each touched port calls `settle`, in which its link may send a
 * batch. All selections are empty by then. The nested batch stacks its touched ports on top of the
 * outer ones, so only memory bounds the depth of nesting, and levels share nothing.
 * A detached port gets no flooded frames, and its stations are forgotten, as on a switch whose link
 * light goes out. Ports are plugged and unplugged between batches, never during one.
 */
import type { FrameBatch } from '../link/frameBatch.ts';
import { isGroupMac } from '../../address/mac.ts';
import { Drop } from '../wire/drop.ts';
import { checkEthernet, destinationMac, sourceMac } from '../wire/ethernet.ts';
import { ForwardingDatabase, MAX_PORTS, UNTAGGED, type FdbEntry } from './forwardingDatabase.ts';
import type { GuestAddresses } from './guestAddresses.ts';
import type { Fabric, Port } from './port.ts';

export class Switch implements Fabric {
  readonly #now: () => number;
  readonly #fdb: ForwardingDatabase;
  /** All ports, in no order that matters. */
  readonly #ports: Port[] = [];
  readonly #byIndex = new Array<Port | null>(MAX_PORTS).fill(null);
  /** Stack of touched ports; each level of nesting has its own stretch of it. */
  readonly #touched: Port[] = [];
  #touchedTop = 0;
  /** Reads every frame. Null: the addresses of guests are known from elsewhere. */
  addresses: GuestAddresses | null = null;

  /** @param now monotonic milliseconds */
  constructor(now: () => number, seed: number) {
    this.#now = now;
    this.#fdb = new ForwardingDatabase(seed);
  }

  /**
   * Returns false when all MAX_PORTS are taken; the port then stays unplugged.
   * @param station is fixed on this port
   */
  plug(port: Port, station: number | null = null): boolean {
    const index = this.#byIndex.indexOf(null);
    if (index < 0) return false;
    this.#byIndex[index] = port;
    this.#ports.push(port);
    port.index = index;
    port.fabric = this;
    if (station !== null) this.fix(station, port);
    return true;
  }

  /** While the port is plugged, the station is not learned on another. */
  fix(station: number, port: Port): void {
    this.#fdb.fix(UNTAGGED, station, port.index, this.#now());
  }

  /** The station may be learned on any port again. */
  unfix(station: number): void {
    this.#fdb.unfix(UNTAGGED, station, this.#now());
  }

  unplug(port: Port): void {
    this.#fdb.forgetPort(port.index);
    this.#byIndex[port.index] = null;
    this.#ports.splice(this.#ports.indexOf(port), 1);
    port.fabric = null;
    port.index = -1;
    // Otherwise a link that waits for this port, or for a station behind it, would wait forever.
    this.drained(port);
  }

  receive(from: Port, batch: FrameBatch): void {
    const base = this.#touchedTop;
    this.#select(from, batch);
    const top = this.#touchedTop;
    for (let k = base; k < top; k += 1) this.#touched[k]!.deliver(from, batch);
    for (let k = base; k < top; k += 1) this.#touched[k]!.settle(from);
    this.#touchedTop = base;
  }

  portDown(port: Port): void {
    this.#fdb.forgetPort(port.index);
  }

  drained(port: Port): void {
    for (const other of this.#ports) if (other !== port) other.link.resume();
  }

  congestedTowards(mac: number): boolean {
    const index = this.#fdb.lookup(UNTAGGED, mac, this.#now());
    if (index < 0) return false;
    const { link } = this.#byIndex[index]!;
    return link.congested || link.congestedTowards(mac);
  }

  /** What the forwarding database holds, with the ports' ids. */
  stations(): { mac: number; portId: string; ageMs: number }[] {
    return this.#fdb.list(this.#now()).map((entry: FdbEntry) => ({
      mac: entry.mac,
      portId: this.#byIndex[entry.port]!.id,
      ageMs: Math.round(entry.ageMs),
    }));
  }

  #select(from: Port, batch: FrameBatch): void {
    const now = this.#now();
    const { fromGuest } = from.traffic;
    let lastSource = -1;
    for (let i = 0; i < batch.count; i += 1) {
      const offset = batch.offsets[i]!;
      const reason = checkEthernet(batch.view, offset, batch.lengths[i]!);
      if (reason !== Drop.none) {
        fromGuest.drops[reason]! += 1;
        continue;
      }
      const source = sourceMac(batch.view, offset);
      if (source !== lastSource && !this.#fdb.learn(UNTAGGED, source, from.index, now)) {
        fromGuest.drops[Drop.badSource]! += 1;
        continue;
      }
      lastSource = source;
      fromGuest.frames += 1;
      fromGuest.octets += batch.lengths[i]!;
      this.addresses?.hear(batch.view, offset, batch.lengths[i]!, now);
      this.#forward(from, i, destinationMac(batch.view, offset), now);
    }
  }

  #forward(from: Port, i: number, destination: number, now: number): void {
    const index = isGroupMac(destination) ? -1 : this.#fdb.lookup(UNTAGGED, destination, now);
    if (index >= 0) {
      const port = this.#byIndex[index]!;
      if (port !== from) this.#touch(port, i);
      return;
    }
    for (const port of this.#ports) if (port !== from && port.up) this.#touch(port, i);
  }

  #touch(port: Port, i: number): void {
    if (!port.select(i)) return;
    this.#touched[this.#touchedTop] = port;
    this.#touchedTop += 1;
  }
}
