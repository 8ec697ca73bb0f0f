/**
 * Builds segments towards guests, straight into the outlet's batch.
 * Every call may fail for want of room while a batch is being delivered; a segment that is lost so
 * is sent again like any other.
 */
import type { Outlet } from '../../ip/outlet.ts';
import { IPV4_HEADER_LENGTH, IpProtocol, emitIpv4 } from '../../wire/ipv4.ts';
import {
  TCP_HEADER_LENGTH,
  TCP_SYN_HEADER_LENGTH,
  TcpFlag,
  emitTcp,
  emitTcpSynOptions,
  sealTcp,
} from '../../wire/tcp.ts';
import type { FlowKey } from '../flowTable.ts';
import type { Segment } from './segment.ts';
import type { Stream } from '../../outside/stream.ts';

/** IPv4 and TCP without options: what an MSS leaves out of the MTU (RFC 9293 §3.7.1). */
export const HEADERS_LENGTH = IPV4_HEADER_LENGTH + TCP_HEADER_LENGTH;

/** Octets built before they are handed over, so that a queue's fill is known in time. */
const FLUSH_OCTETS = 128 << 10;

/** Where a flow's segments go, and what they all carry. */
export interface Addressee extends FlowKey {
  readonly guestMac: number;
}

export class SegmentWriter {
  readonly #outlet: Outlet;
  #unflushed = 0;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /** One segment with `length` octets of the stream from `offset` on. False: no room. */
  segment(
    to: Addressee,
    sequence: number,
    acknowledgment: number,
    flags: number,
    window: number,
    stream: Stream,
    offset: number,
    length: number,
  ): boolean {
    const at = this.#outlet.reserve(to.guestMac, HEADERS_LENGTH + length);
    if (at < 0) return false;
    const l4 = at + IPV4_HEADER_LENGTH;
    stream.peek(offset, length, this.#outlet.batch.slab, l4 + TCP_HEADER_LENGTH);
    const { view } = this.#outlet;
    emitTcp(view, l4, to.remotePort, to.guestPort, sequence, acknowledgment, flags, window);
    this.#send(to, at, TCP_HEADER_LENGTH + length);
    return true;
  }

  /** A segment without text. */
  control(
    to: Addressee,
    sequence: number,
    acknowledgment: number,
    flags: number,
    window: number,
  ): boolean {
    const at = this.#outlet.reserve(to.guestMac, HEADERS_LENGTH);
    if (at < 0) return false;
    const l4 = at + IPV4_HEADER_LENGTH;
    const { view } = this.#outlet;
    emitTcp(view, l4, to.remotePort, to.guestPort, sequence, acknowledgment, flags, window);
    this.#send(to, at, TCP_HEADER_LENGTH);
    return true;
  }

  /** SYN or SYN-ACK with our options; the window is unscaled in these (RFC 7323 §2.2). */
  syn(
    to: Addressee,
    sequence: number,
    acknowledgment: number,
    flags: number,
    window: number,
    mss: number,
    windowShift: number,
  ): boolean {
    const at = this.#outlet.reserve(to.guestMac, IPV4_HEADER_LENGTH + TCP_SYN_HEADER_LENGTH);
    if (at < 0) return false;
    const l4 = at + IPV4_HEADER_LENGTH;
    const { view } = this.#outlet;
    emitTcp(view, l4, to.remotePort, to.guestPort, sequence, acknowledgment, flags, window);
    emitTcpSynOptions(view, l4, mss, windowShift);
    this.#send(to, at, TCP_SYN_HEADER_LENGTH);
    return true;
  }

  /** The answer to a segment that belongs to no connection (RFC 9293 §3.5.2, group 1). */
  refuse(to: Addressee, segment: Segment): void {
    if (segment.has(TcpFlag.rst)) return;
    if (segment.has(TcpFlag.ack)) {
      this.control(to, segment.acknowledgment, 0, TcpFlag.rst, 0);
    } else {
      const acknowledgment = segment.sequence + segment.length;
      this.control(to, 0, acknowledgment, TcpFlag.rst | TcpFlag.ack, 0);
    }
  }

  /** Hands over what has been built; does nothing while the outlet is held. */
  flush(): void {
    this.#unflushed = 0;
    this.#outlet.flush();
  }

  #send(to: Addressee, at: number, l4Len: number): void {
    const { view } = this.#outlet;
    const l3Len = IPV4_HEADER_LENGTH + l4Len;
    emitIpv4(view, at, to.remoteAddress, to.guestAddress, IpProtocol.tcp, l3Len);
    sealTcp(view, at + IPV4_HEADER_LENGTH, to.remoteAddress, to.guestAddress, l4Len);
    this.#outlet.commit(l3Len);
    this.#unflushed += l3Len;
    if (this.#unflushed >= FLUSH_OCTETS) this.flush();
  }
}
