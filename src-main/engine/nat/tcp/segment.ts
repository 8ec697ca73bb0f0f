/**
 * A segment from a guest, parsed once. One object serves all segments: it is valid during one
 * `fromGuest`.
 * Read first: RFC 9293 §3.1, §3.3.1 (SEG.SEQ, SEG.LEN and so on).
 */
import { Buffer } from 'node:buffer';
import { GuestPacket } from '../../ip/packet.ts';
import { Quote } from '../../ip/quote.ts';
import type { DropCode } from '../../wire/drop.ts';
import {
  TcpFlag,
  checkTcp,
  tcpAcknowledgment,
  tcpDestinationPort,
  tcpFlags,
  tcpHeaderLength,
  tcpMss,
  tcpSequence,
  tcpSourcePort,
  tcpWindow,
  tcpWindowShift,
} from '../../wire/tcp.ts';

const NOTHING = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));

export class Segment {
  sourcePort = 0;
  destinationPort = 0;
  sequence = 0;
  acknowledgment = 0;
  flags = 0;
  /** As sent, unscaled. */
  window = 0;
  /** The batch's octets; text lies at `textOffset`. */
  octets: Buffer = NOTHING;
  textOffset = 0;
  textLength = 0;
  #packet = new GuestPacket();
  #view: DataView = NO_VIEW;
  #l4 = 0;

  /** Checks and parses a packet. The fields are valid only if this returns `Drop.none`. */
  parse(packet: GuestPacket): DropCode {
    const { view, l4, l4Len } = packet;
    const drop = checkTcp(view, l4, l4Len, packet.sumAddresses());
    if (drop !== 0) return drop;
    if (view !== this.#view) this.#look(view);
    this.#l4 = l4;
    this.sourcePort = tcpSourcePort(view, l4);
    this.destinationPort = tcpDestinationPort(view, l4);
    this.sequence = tcpSequence(view, l4) | 0;
    this.acknowledgment = tcpAcknowledgment(view, l4) | 0;
    this.flags = tcpFlags(view, l4);
    this.window = tcpWindow(view, l4);
    const headerLength = tcpHeaderLength(view, l4);
    this.textOffset = l4 + headerLength;
    this.textLength = l4Len - headerLength;
    this.#packet = packet;
    return drop;
  }

  /** Keeps the beginning of its packet, for an ICMP error that may come later. */
  quote(): Quote {
    const quote = new Quote();
    quote.keep(this.#packet);
    return quote;
  }

  has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  /** Octets of sequence space: text, SYN and FIN (SEG.LEN). */
  get length(): number {
    const control = (this.flags & TcpFlag.syn ? 1 : 0) + (this.flags & TcpFlag.fin ? 1 : 0);
    return this.textLength + control;
  }

  /** The MSS option of a SYN. */
  get mss(): number {
    return tcpMss(this.#view, this.#l4);
  }

  /** The window shift of a SYN, or -1. */
  get windowShift(): number {
    return tcpWindowShift(this.#view, this.#l4);
  }

  /** A batch is one slab, so its octets are looked up once, not per segment. */
  #look(view: DataView): void {
    this.#view = view;
    this.octets = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  }
}
