/**
 * Our end of a guest's TCP connection: its state, both halves, and what an arriving segment does.
 * Read first: RFC 9293 §3.3.2 (states), §3.10.7 (a segment arrives); RFC 5961 §3–§5; tcpState.ts,
 * sender.ts, receiver.ts.
 * Left out: SACK, timestamps, urgent data (octets are carried, the pointer is not), options of
 * RFC 7413; a SYN's text is not acknowledged, so it comes again.
 *
 * Theory of operation
 * `receive` changes fields and says what the flow must do; segments leave in `serve`, once per
 * batch. Only challenges, refusals and acknowledgments of stray segments leave within `receive`.
 * - connecting: the guest's repeated SYNs are ignored, only RST counts.
 * - synReceived, synSent: our SYN is retransmitted. The stream keeps what the outside sends.
 * - established to closing: segments move both halves. Each direction ends by itself.
 * - timeWait: repeated FINs are acknowledged.
 * - closed: nothing is received or sent.
 */
import type { Quote } from '../../ip/quote.ts';
import type { Stream } from '../../outside/stream.ts';
import { TcpFlag } from '../../wire/tcp.ts';
import { type ConnectionContext, Service } from './flowKeeper.ts';
import { MAX_WINDOW_FIELD, Receiver, WINDOW_SHIFT } from './receiver.ts';
import type { Segment } from './segment.ts';
import type { Addressee } from './segmentWriter.ts';
import { type Emitter, Sender } from './sender.ts';
import { TcpState, nextState } from './tcpState.ts';

/** Challenge ACKs and answers to stray ACKs: at most one in this time, ms (RFC 5961 §7). */
const CHALLENGE_INTERVAL_MS = 100;
/** Octets a connection may send before others have their turn. */
const QUANTUM = 1 << 16;

/** What the flow must do after a segment. */
export const Outcome = {
  none: 0,
  serve: 1,
  /** The guest has reset the connection. */
  close: 2,
  /** The guest sends text after the stream has closed: reset both sides. */
  abort: 3,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export class Connection implements Emitter {
  state: TcpState = TcpState.connecting;
  /** The guest's SYN, for an answer when the outside cannot connect. */
  synSequence = 0;
  synQuote: Quote | null = null;
  readonly sender: Sender;
  readonly receiver: Receiver;

  readonly #context: ConnectionContext;
  readonly #to: Addressee;
  readonly #mss: number;
  #stream: Stream | null = null;
  #wantsSyn = false;
  #ourShift = WINDOW_SHIFT;
  #challengedAt = -CHALLENGE_INTERVAL_MS;

  constructor(context: ConnectionContext, to: Addressee, initialSequence: number) {
    this.#context = context;
    this.#to = to;
    this.#mss = context.mss(to.guestAddress.family);
    this.sender = new Sender(this, initialSequence);
    this.receiver = new Receiver(context.textAhead);
  }

  /** The guest's SYN, before the outside is asked to connect. */
  begin(segment: Segment): void {
    this.synSequence = segment.sequence;
    this.synQuote = segment.quote();
    this.#negotiate(segment);
  }

  join(stream: Stream): void {
    this.#stream = stream;
    this.sender.connect(stream);
    this.receiver.connect(stream);
  }

  /** Answers the guest's SYN, or sends one of our own. */
  open(state: typeof TcpState.synReceived | typeof TcpState.synSent): void {
    this.state = state;
    this.synQuote = null;
    this.#wantsSyn = true;
  }

  /** Nothing is sent or received any more, and the stream is not used. */
  close(): void {
    this.state = TcpState.closed;
    this.#stream = null;
    this.sender.release();
    this.receiver.release();
  }

  receive(segment: Segment): Outcome {
    if (this.state === TcpState.connecting) return this.#whileConnecting(segment);
    if (this.state === TcpState.synSent) return this.#whileSynSent(segment);
    return this.#synchronized(segment);
  }

  /** Sends what is due: SYN, text, FIN, acknowledgments. */
  serve(): Service {
    if (this.#wantsSyn) this.#sendSyn();
    if (this.state < TcpState.established) return Service.done;
    if (this.receiver.openWindow()) this.receiver.owesAcknowledgment = true;
    const service = this.#sendText();
    if (this.receiver.owesAcknowledgment) this.#acknowledge();
    this.#updateState();
    return service;
  }

  /** @returns false when the guest has been silent for too long */
  timedOut(now: number): boolean {
    if (this.state >= TcpState.established) return this.sender.timedOut(now);
    this.#wantsSyn = true;
    return this.sender.synTimedOut(now);
  }

  /** Sends RST, unless the guest would not expect one. */
  reset(): void {
    if (this.state < TcpState.synReceived || this.state >= TcpState.timeWait) return;
    const flags = TcpFlag.rst | TcpFlag.ack;
    this.#context.writer.control(this.#to, this.sender.nxt, this.receiver.nxt, flags, 0);
  }

  emit(sequence: number, offset: number, length: number, push: boolean, finish: boolean): boolean {
    const flags = TcpFlag.ack | (push && length > 0 ? TcpFlag.psh : 0) | (finish ? TcpFlag.fin : 0);
    const { nxt, windowField } = this.receiver;
    const { writer } = this.#context;
    const stream = this.#stream;
    const sent =
      stream === null || length === 0
        ? writer.control(this.#to, sequence, nxt, flags, windowField)
        : writer.segment(this.#to, sequence, nxt, flags, windowField, stream, offset, length);
    if (sent) this.receiver.owesAcknowledgment = false;
    return sent;
  }

  #negotiate(segment: Segment): void {
    const shift = segment.windowShift;
    const mss = Math.min(segment.mss, this.#mss);
    this.#ourShift = shift < 0 ? -1 : WINDOW_SHIFT;
    this.sender.negotiate(mss, Math.max(0, shift));
    this.receiver.start(segment.sequence, this.#mss, shift >= 0);
  }

  #whileConnecting(segment: Segment): Outcome {
    if (segment.has(TcpFlag.rst)) {
      return segment.sequence === this.receiver.nxt ? Outcome.close : Outcome.none;
    }
    // The guest has forgotten the first attempt and makes another.
    if (segment.has(TcpFlag.syn) && segment.sequence !== this.synSequence) this.begin(segment);
    return Outcome.none;
  }

  #whileSynSent(segment: Segment): Outcome {
    if (!segment.has(TcpFlag.ack)) return Outcome.none;
    if (segment.acknowledgment !== this.sender.max) {
      this.#context.writer.refuse(this.#to, segment);
      return Outcome.none;
    }
    if (segment.has(TcpFlag.rst)) return Outcome.close;
    if (!segment.has(TcpFlag.syn)) return Outcome.none;
    this.#negotiate(segment);
    this.sender.establish(segment, segment.window, this.#context.now);
    this.receiver.owesAcknowledgment = true;
    this.state = TcpState.established;
    return Outcome.serve;
  }

  #synchronized(segment: Segment): Outcome {
    if (segment.has(TcpFlag.rst)) return this.#resetArrives(segment);
    if (segment.has(TcpFlag.syn)) return this.#synArrives(segment);
    if (!this.receiver.accepts(segment)) return this.#answerStray(segment);
    return segment.has(TcpFlag.ack) ? this.#acceptable(segment) : Outcome.none;
  }

  /**
   * RFC 5961 §3.2: only the exact number resets; one within the window is challenged. In TIME-WAIT
   * a RST must not end the wait (RFC 1337).
   */
  #resetArrives(segment: Segment): Outcome {
    if (segment.sequence === this.receiver.nxt) {
      return this.state === TcpState.timeWait ? Outcome.none : Outcome.close;
    }
    if (this.receiver.accepts(segment)) this.#challenge();
    return Outcome.none;
  }

  /** RFC 5961 §4.2: a SYN of any number is challenged, unless it is the repeated one. */
  #synArrives(segment: Segment): Outcome {
    const repeated = segment.sequence === this.synSequence && !segment.has(TcpFlag.ack);
    if (this.state === TcpState.synReceived && repeated) {
      this.#wantsSyn = true;
      return Outcome.serve;
    }
    this.#challenge();
    return Outcome.none;
  }

  /** Old text is acknowledged again immediately; stray control segments now and then. */
  #answerStray(segment: Segment): Outcome {
    if (this.state === TcpState.synReceived) return Outcome.none;
    if (segment.length > 0) this.#acknowledge();
    else this.#challenge();
    return Outcome.none;
  }

  #acceptable(segment: Segment): Outcome {
    if (this.state === TcpState.synReceived && !this.#establish(segment)) return Outcome.none;
    if (!this.sender.acknowledge(segment, this.#context.now)) {
      this.#challenge();
      return Outcome.none;
    }
    if (segment.textLength > 0 && this.receiver.cannotDeliver) return Outcome.abort;
    if (segment.length > 0 && !this.receiver.take(segment)) this.#acknowledge();
    this.#updateState();
    return Outcome.serve;
  }

  #establish(segment: Segment): boolean {
    if (segment.acknowledgment !== this.sender.max) {
      this.#context.writer.refuse(this.#to, segment);
      return false;
    }
    this.sender.establish(segment, this.sender.scaled(segment.window), this.#context.now);
    this.state = TcpState.established;
    return true;
  }

  #updateState(): void {
    for (;;) {
      const { finishSent, finished } = this.sender;
      const next = nextState(this.state, finishSent, finished, this.receiver.finished);
      if (next === this.state) return;
      this.state = next;
    }
  }

  #sendText(): Service {
    if (!this.sender.busy) return Service.done;
    if (this.#context.congestedTowards(this.#to.guestMac)) return Service.congested;
    return this.sender.pump(this.#context.now, QUANTUM) ? Service.more : Service.done;
  }

  #acknowledge(): void {
    const { nxt, windowField } = this.receiver;
    const { writer } = this.#context;
    if (writer.control(this.#to, this.sender.nxt, nxt, TcpFlag.ack, windowField)) {
      this.receiver.owesAcknowledgment = false;
    }
  }

  #challenge(): void {
    const { now } = this.#context;
    if (now - this.#challengedAt < CHALLENGE_INTERVAL_MS) return;
    this.#challengedAt = now;
    this.#acknowledge();
  }

  #sendSyn(): void {
    this.#wantsSyn = false;
    const { writer, now } = this.#context;
    const mss = this.#mss;
    const sequence = this.sender.una;
    if (this.state === TcpState.synSent) {
      writer.syn(this.#to, sequence, 0, TcpFlag.syn, MAX_WINDOW_FIELD, mss, WINDOW_SHIFT);
    } else {
      const flags = TcpFlag.syn | TcpFlag.ack;
      const { nxt } = this.receiver;
      writer.syn(this.#to, sequence, nxt, flags, MAX_WINDOW_FIELD, mss, this.#ourShift);
    }
    this.sender.synSent(now);
  }
}
