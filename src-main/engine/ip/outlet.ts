/**
 * Where our own host (gateway and NAT) builds the frames it sends to the guests.
 *
 * Theory of operation
 * Frames are built in place in one batch: `reserve` gives room for an IPv4 packet and writes the
 * Ethernet header in front of it, `commit` makes it part of the batch, `flush` hands the batch to
 * the switch. While the switch is delivering to us (`held`) nothing may be flushed: answers are
 * gathered, and leave when the gateway settles. Answers to one batch fit into one batch; whatever
 * can be more than that (TCP data) waits for `settle`.
 */
import { FrameBatch } from '../link/frameBatch.ts';
import type { LinkSink } from '../link/link.ts';
import { ETHERNET_HEADER_LENGTH, EtherType, emitEthernet } from '../wire/ethernet.ts';

export class Outlet {
  readonly batch = new FrameBatch();
  /** The gateway's MAC: source of every frame. */
  readonly mac: number;
  held = false;
  #sink: LinkSink | null = null;

  constructor(mac: number) {
    this.mac = mac;
  }

  get view(): DataView {
    return this.batch.view;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
  }

  close(): void {
    this.#sink = null;
    this.batch.clear();
  }

  /**
   * Room for a payload of up to `length` octets towards `destination`; the Ethernet header is
   * already written. Returns the payload's offset in `batch`, or -1 when it must wait or be lost.
   */
  reserve(destination: number, length: number, type: number = EtherType.ipv4): number {
    let offset = this.batch.reserve(ETHERNET_HEADER_LENGTH + length);
    if (offset < 0 && !this.held) {
      this.flush();
      offset = this.batch.reserve(ETHERNET_HEADER_LENGTH + length);
    }
    if (offset < 0) return -1;
    emitEthernet(this.batch.view, offset, destination, this.mac, type);
    return offset + ETHERNET_HEADER_LENGTH;
  }

  /** The payload built at the last `reserve` is `length` octets long and shall be sent. */
  commit(length: number): void {
    this.batch.commit(ETHERNET_HEADER_LENGTH + length);
  }

  /** Hands over what has been built. Does nothing while held. */
  flush(): void {
    if (this.held || this.batch.count === 0) return;
    this.#sink?.receive(this.batch);
    this.batch.clear();
  }

  /** Whether a frame to this guest would meet a full queue: the moment to wait, not to drop. */
  congestedTowards(mac: number): boolean {
    return this.#sink?.congestedTowards(mac) ?? false;
  }
}
