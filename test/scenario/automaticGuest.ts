/**
 * A TCP guest that runs by itself, on a path that loses, repeats and reorders segments. It sends a
 * text and a FIN, keeps segments that arrive early, and acknowledges every segment.
 * Its loss recovery is simple: after three duplicates, or 400 ms without progress, it sends again.
 */
import { createHash } from 'node:crypto';
import { TcpGuest, type GuestOptions } from './tcpGuest.ts';
import { ACK, FIN, RST, SYN, type TcpNetwork, type TcpSegment } from './tcpNetwork.ts';

export interface PathOptions {
  /** Probabilities per segment, each way. */
  loss: number;
  duplication: number;
  reordering: number;
  /** One way, ms. */
  delayMs: number;
  random: () => number;
}

const RETRANSMIT_MS = 400;
/** Maximum number of octets that the guest has in flight. */
const FLIGHT = 256 << 10;

export class AutomaticGuest {
  readonly received = createHash('sha256');
  receivedOctets = 0;
  finishedReceiving = false;
  reset = false;
  /** Segments that arrived again after they had been accepted, a measure of needless retransmission. */
  repeated = 0;
  readonly #guest: TcpGuest;
  readonly #network: TcpNetwork;
  readonly #path: PathOptions;
  readonly #text: Buffer;
  readonly #early = new Map<number, TcpSegment>();
  #established = false;
  /** Offsets into the text: acknowledged, next to send; one past the end is the FIN. */
  #una = 0;
  #nxt = 0;
  #peerShift = 0;
  #peerWindow = 0;
  #duplicates = 0;
  #progressAt = 0;

  constructor(network: TcpNetwork, path: PathOptions, text: Buffer, options: GuestOptions = {}) {
    this.#network = network;
    this.#path = path;
    this.#text = text;
    this.#guest = new TcpGuest(network, { window: 8192, ...options });
  }

  get port(): number {
    return this.#guest.options.port;
  }

  /** Both directions have ended, and everything is acknowledged. */
  get done(): boolean {
    return this.finishedReceiving && this.#una > this.#text.length;
  }

  start(): void {
    this.#guest.ack = 0;
    this.#sendSyn();
    this.#tick();
  }

  /** A segment from the gateway enters the path. */
  arrive(segment: TcpSegment): void {
    this.#travel(() => this.#receive(segment));
  }

  #travel(arrival: () => void): void {
    const { loss, duplication, reordering, delayMs, random } = this.#path;
    if (random() < loss) return;
    const late = random() < reordering ? 3 * delayMs : 0;
    this.#network.clock.after(delayMs + late, arrival);
    if (random() < duplication) this.#network.clock.after(2 * delayMs, arrival);
  }

  #send(flags: number, changes: Partial<TcpSegment>): void {
    const segment = this.#guest.segment(flags, changes);
    this.#travel(() => void this.#network.deliver([segment]));
  }

  #sendSyn(): void {
    const { mss, shift, iss } = this.#guest.options;
    this.#send(SYN, { seq: iss, ack: 0, mss, shift });
  }

  #receive(segment: TcpSegment): void {
    if (segment.flags & RST) {
      // An RST for a late duplicate of an ended connection has no meaning.
      this.reset ||= !this.done;
    } else if (segment.flags & SYN) {
      this.#synAck(segment);
    } else if (this.#established) {
      this.#acknowledged(segment);
      if (segment.text.length > 0 || segment.flags & FIN) this.#take(segment);
      this.#push();
    }
  }

  #synAck(segment: TcpSegment): void {
    if (!this.#established) {
      this.#established = true;
      this.#guest.ack = (segment.seq + 1) >>> 0;
      this.#peerShift = Math.max(0, segment.shift);
      this.#peerWindow = segment.window;
    }
    this.#send(ACK, { seq: this.#sequence(0) });
    this.#push();
  }

  #sequence(offset: number): number {
    return (this.#guest.options.iss + 1 + offset) >>> 0;
  }

  #acknowledged(segment: TcpSegment): void {
    const offset = (segment.ack - this.#sequence(0)) | 0;
    this.#peerWindow = segment.window << this.#peerShift;
    if (offset > this.#una) {
      this.#una = offset;
      this.#nxt = Math.max(this.#nxt, offset);
      this.#duplicates = 0;
      this.#progressAt = this.#network.clock.now();
    } else if (offset === this.#una && segment.text.length === 0 && this.#nxt > this.#una) {
      this.#duplicates += 1;
      if (this.#duplicates === 3) this.#sendAt(this.#una);
    }
  }

  #take(segment: TcpSegment): void {
    const ahead = (segment.seq - this.#guest.ack) | 0;
    if (ahead < 0) this.repeated += 1;
    else this.#early.set(segment.seq, segment);
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      this.received.update(next.text);
      this.receivedOctets += next.text.length;
      if (next.flags & FIN) this.finishedReceiving = true;
      this.#guest.ack += next.text.length + (next.flags & FIN ? 1 : 0);
      this.#guest.ack >>>= 0;
    }
    this.#send(ACK, { seq: this.#sequence(this.#nxt) });
  }

  #next(): TcpSegment | undefined {
    const next = this.#early.get(this.#guest.ack);
    this.#early.delete(this.#guest.ack);
    return next;
  }

  #push(): void {
    const limit = this.#una + Math.min(FLIGHT, this.#peerWindow);
    while (this.#nxt < limit && this.#nxt <= this.#text.length) this.#sendAt(this.#nxt);
  }

  #sendAt(offset: number): void {
    const text = this.#text.subarray(offset, offset + this.#guest.options.mss);
    const last = offset + text.length === this.#text.length;
    this.#send(ACK | (last ? FIN : 0), { seq: this.#sequence(offset), text });
    this.#nxt = Math.max(this.#nxt, offset + text.length + (last ? 1 : 0));
  }

  #tick(): void {
    if (this.done || this.reset) return;
    const { clock } = this.#network;
    if (clock.now() - this.#progressAt >= RETRANSMIT_MS) {
      this.#progressAt = clock.now();
      this.#duplicates = 0;
      if (!this.#established) this.#sendSyn();
      else if (this.#nxt > this.#una) {
        this.#nxt = this.#una;
        this.#push();
      }
    }
    clock.after(RETRANSMIT_MS, () => this.#tick());
  }
}
