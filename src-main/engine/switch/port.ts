/**
 * A switch port: holds one link, counts the frames that pass, and belongs to one switch or to none.
 * Read first: ../link/link.ts, stage.ts.
 *
 * Theory of operation
 * - The link lives as long as the port. Only the fabric changes when a cable is moved (R5). Without
 *   a fabric, frames from the guest are counted as `notConnected`.
 * - A port with a policy passes its frames through a row of stages. One without has no row.
 * - `fromGuest` counts frames that entered the network, `toGuest` those handed to an attached link.
 *   `toGuest` includes the frames that the link then drops because it has no room. Frames that are
 *   refused earlier are counted under `drops` alone.
 * - A batch carries the number of the port it came in by (`origin`), also across a patch cable, so
 *   that limits can be kept for each port. A guest can invent MAC addresses, but not ports.
 * - While the switch delivers a batch of another port here, the link may report dropped frames
 *   *from* a guest (the gateway: a malformed packet). Those are frames of that other port, and are
 *   counted there.
 */
import { BATCH_FRAMES, type FrameBatch } from '../link/frameBatch.ts';
import type { Link, LinkSink, LinkState } from '../link/link.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import { newTraffic, type PortTraffic } from './counters.ts';
import type { StageMaker } from './stage.ts';
import { StageRow, type RowEnds } from './stageRow.ts';

/** What a port is plugged into: the switch. */
export interface Fabric {
  receive(from: Port, batch: FrameBatch): void;
  /** This port's stations cannot send or receive any more. */
  portDown(port: Port): void;
  drained(port: Port): void;
  congestedTowards(mac: number): boolean;
}

/** Ports so far. */
let origins = 0;

export class Port implements LinkSink {
  readonly id: string;
  /** Unique in this thread, from 1; a port that replaces another takes its number over. */
  readonly origin: number;
  readonly link: Link;
  readonly traffic: PortTraffic;
  /** Its number in the fabric; kept by the fabric. */
  index = -1;
  fabric: Fabric | null = null;
  up = false;
  readonly #changed: () => void;
  /** Frames of the current batch that go out here. */
  readonly #selection = new Uint16Array(BATCH_FRAMES);
  #selected = 0;
  /** The port whose batch is being delivered here. */
  #deliveringFrom: Port | null = null;
  /** Null: the port has no policy. */
  #row: StageRow | null = null;

  /**
   * @param changed called after anything a snapshot shows has changed; at most once a batch
   * @param replaced the port whose origin and counters this one takes over
   */
  constructor(id: string, link: Link, changed: () => void, replaced: Port | null = null) {
    this.id = id;
    this.link = link;
    this.origin = replaced?.origin ?? (origins += 1);
    this.traffic = replaced?.traffic ?? newTraffic();
    this.#changed = changed;
  }

  open(): void {
    this.link.open(this);
    this.up = this.link.state === 'attached';
  }

  close(): void {
    this.setStages([]);
    this.link.close();
    this.up = false;
  }

  /** Replaces the row; link and counters stay. Frames that old stages hold are lost. */
  setStages(makers: readonly StageMaker[]): void {
    this.#row?.close();
    this.#row = makers.length === 0 ? null : new StageRow(makers, this.#rowEnds());
  }

  receive(batch: FrameBatch): void {
    if (batch.origin === 0) batch.origin = this.origin;
    if (this.#row !== null && this.fabric !== null) this.#row.inward(batch);
    this.#enter(batch);
  }

  dropped(direction: 'fromGuest' | 'toGuest', reason: DropCode, frames: number): void {
    const port = direction === 'fromGuest' ? (this.#deliveringFrom ?? this) : this;
    port.traffic[direction].drops[reason]! += frames;
    this.#changed();
  }

  stateChanged(state: LinkState): void {
    this.up = state === 'attached';
    if (!this.up) this.fabric?.portDown(this);
    this.#changed();
  }

  drained(): void {
    this.fabric?.drained(this);
  }

  congestedTowards(mac: number): boolean {
    return this.fabric?.congestedTowards(mac) ?? false;
  }

  /** Frame `i` of the batch goes out here. Returns whether it is the first to do so. */
  select(i: number): boolean {
    this.#selection[this.#selected] = i;
    this.#selected += 1;
    return this.#selected === 1;
  }

  /** Hands what was selected to the link. */
  deliver(from: Port, batch: FrameBatch): void {
    let count = this.#selected;
    this.#selected = 0;
    if (this.#row !== null) count = this.#row.outward(batch, this.#selection, count);
    this.#deliveringFrom = from;
    this.#transmit(batch, this.#selection, count);
    this.#deliveringFrom = null;
  }

  /** Every delivery of `from`'s batch is done. */
  settle(from: Port): void {
    this.#deliveringFrom = from;
    this.link.settle();
    this.#deliveringFrom = null;
  }

  #enter(batch: FrameBatch): void {
    if (this.fabric !== null) this.fabric.receive(this, batch);
    else this.traffic.fromGuest.drops[Drop.notConnected]! += batch.count;
    this.#changed();
  }

  #transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    const { toGuest } = this.traffic;
    let octets = 0;
    for (let k = 0; k < count; k += 1) octets += batch.lengths[selection[k]!]!;
    toGuest.octets += octets;
    toGuest.frames += count;
    this.link.transmit(batch, selection, count);
  }

  #rowEnds(): RowEnds {
    return {
      enter: (batch) => this.#enter(batch),
      leave: (batch, selection, count) => {
        this.#transmit(batch, selection, count);
        this.link.settle();
        this.#changed();
      },
      dropped: (direction, reason, frames) => {
        this.traffic[direction].drops[reason]! += frames;
        this.#changed();
      },
    };
  }
}
