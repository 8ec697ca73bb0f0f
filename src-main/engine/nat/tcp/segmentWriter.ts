/**
 * Builds segments to guests in the emitter's batch. A call fails if there is no room while a batch
 * is being delivered. Such a segment counts as lost and is retransmitted.
 */
import type { FlowKey } from '../../ip/flowTable.ts';
import type { PacketEmitter } from '../../ip/packetEmitter.ts';
import { sumAddresses } from '../../wire/checksum.ts';
import { IpProtocol } from '../../wire/ipProtocol.ts';
import {
  TCP_HEADER_LENGTH,
  TCP_SYN_HEADER_LENGTH,
  TcpFlag,
  emitTcp,
  emitTcpSynOptions,
  sealTcp,
} from '../../wire/tcp.ts';
import type { Segment } from './segment.ts';
import type { Stream } from '../../outside/stream.ts';

/** Octets built before they are handed to the switch, so that a full queue is noticed in time. */
const FLUSH_OCTETS = 128 << 10;

/** Where a flow's segments go, and what they all carry. */
export interface Addressee extends FlowKey {
  readonly guestMac: number;
}

export class SegmentWriter {
  readonly #emitter: PacketEmitter;
  #unflushed = 0;

  constructor(emitter: PacketEmitter) {
    this.#emitter = emitter;
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
    const l4 = this.#begin(to, TCP_HEADER_LENGTH + length);
    if (l4 < 0) return false;
    const { view, octets } = this.#emitter;
    stream.peek(offset, length, octets, l4 + TCP_HEADER_LENGTH);
    emitTcp(view, l4, to.remotePort, to.guestPort, sequence, acknowledgment, flags, window);
    this.#send(to, l4, TCP_HEADER_LENGTH + length);
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
    const l4 = this.#begin(to, TCP_HEADER_LENGTH);
    if (l4 < 0) return false;
    const { view } = this.#emitter;
    emitTcp(view, l4, to.remotePort, to.guestPort, sequence, acknowledgment, flags, window);
    this.#send(to, l4, TCP_HEADER_LENGTH);
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
    const l4 = this.#begin(to, TCP_SYN_HEADER_LENGTH);
    if (l4 < 0) return false;
    const { view } = this.#emitter;
    emitTcp(view, l4, to.remotePort, to.guestPort, sequence, acknowledgment, flags, window);
    emitTcpSynOptions(view, l4, mss, windowShift);
    this.#send(to, l4, TCP_SYN_HEADER_LENGTH);
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

  /** Hands what has been built to the switch; does nothing while the emitter is held. */
  flush(): void {
    this.#unflushed = 0;
    this.#emitter.flush();
  }

  #begin({ guestMac, remoteAddress, guestAddress }: Addressee, l4Len: number): number {
    return this.#emitter.begin(guestMac, remoteAddress, guestAddress, IpProtocol.tcp, l4Len);
  }

  #send(to: Addressee, l4: number, l4Len: number): void {
    const { view } = this.#emitter;
    sealTcp(view, l4, l4Len, sumAddresses(to.remoteAddress, to.guestAddress));
    this.#emitter.send();
    this.#unflushed += l4Len;
    if (this.#unflushed >= FLUSH_OCTETS) this.flush();
  }
}
