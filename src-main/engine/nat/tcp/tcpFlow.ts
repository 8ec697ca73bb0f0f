/**
 * One TCP connection between a guest and the outside: our end of the guest's connection, and the
 * host's stream it is joined to.
 * Read first: RFC 9293 §3.3.2 (states), §3.10.7 (a segment arrives); RFC 5961 §3–§5; tcpState.ts,
 * sender.ts, receiver.ts.
 * Left out: SACK, timestamps, urgent data (octets are carried, the pointer is not), options of
 * RFC 7413; a SYN's text is not acknowledged, so it comes again.
 *
 * Theory of operation
 * - connecting: the host connects; the guest's repeated SYNs are ignored, only RST counts. Success
 *   leads to synReceived, failure to what the guest would have seen on a LAN.
 * - synReceived, synSent: our SYN is retransmitted. What the host gives meanwhile is buffered.
 * - established to closing: segments move both halves, the host's events fill and empty them. A FIN
 *   of the guest becomes the host's half-close once everything before it is written; the host's end
 *   becomes our FIN once everything before it is sent. Each direction ends for itself.
 * - timeWait: repeated FINs are acknowledged; a new SYN may take over (RFC 9293 §3.6.1).
 * - closed: out of the table. If the host still sends what was written, the flow counts against its
 *   guest until the host is done or LINGER_MS have passed.
 * Any error of the host, RST of the guest or silence that lasts too long ends both sides at once.
 * Guest's segments and host's events change fields and ask for service (`wants`); what they lead
 * to, octets written and segments sent, happens in `serve`, once per batch.
 */
import type { HostStream, HostStreamEvents } from '../../outside/hostStream.ts';
import { TcpFlag } from '../../wire/tcp.ts';
import type { BufferPool } from './bufferPool.ts';
import type { Timed } from './deadlines.ts';
import type { Queued } from './flowQueue.ts';
import type { Waiting } from './guestFlows.ts';
import { Receiver, WINDOW_SHIFT } from './receiver.ts';
import type { Segment } from './segment.ts';
import type { Addressee, SegmentWriter } from './segmentWriter.ts';
import { type Emitter, Sender } from './sender.ts';
import { advance, isBefore } from './sequence.ts';
import { TcpState, nextState } from './tcpState.ts';

/** Silence after which an established flow is forgotten. RFC 5382 REQ-5: at least 2 h 4 min. */
const IDLE_MS = 7_440_000;
/** How long the host may take to connect; beyond the 127 s after which Linux gives up. */
const CONNECT_MS = 180_000;
/** The guest's last segments come from a queue of ours, not from the internet: 2 MSL are short. */
const TIME_WAIT_MS = 10_000;
/** How long a guest may keep a connection half open of which the host's side is gone altogether.
 * Linux: tcp_fin_timeout. */
const ORPHAN_MS = 60_000;
/** How long the host may take to send what was written by a guest that is done. */
const LINGER_MS = 120_000;
/** Challenge ACKs and answers to stray ACKs: at most one in this time (RFC 5961 §7). */
const CHALLENGE_INTERVAL_MS = 100;
/** Octets a flow may send before others have their turn. */
const QUANTUM = 1 << 16;
const MAX_WINDOW_FIELD = 0xffff;

/** What became of a flow's service. */
export const Service = { done: 0, more: 1, congested: 2 } as const;
export type Service = (typeof Service)[keyof typeof Service];

/** What a flow needs of the table that keeps it. */
export interface FlowKeeper {
  /** Milliseconds; as of this batch or event. */
  readonly now: number;
  readonly writer: SegmentWriter;
  readonly pool: BufferPool;
  /** Largest segment that fits the network. */
  readonly mss: number;
  congestedTowards(mac: number): boolean;
  /** Serve the flow when the batch is done. */
  wants(flow: TcpFlow): void;
  /** An event of the host begins: `now` is read anew. */
  hostEvent(): void;
  /** Serve the flow now unless a batch is under way. */
  wantsNow(flow: TcpFlow): void;
  schedule(flow: TcpFlow, at: number): void;
  waits(flow: TcpFlow): void;
  /** Its ends are free for a new flow. */
  left(flow: TcpFlow): void;
  /** Nothing of it remains. */
  gone(flow: TcpFlow): void;
  /** The host could not connect; the flow leaves after this. */
  connectFailed(flow: TcpFlow, error: string): void;
}

export class TcpFlow
  implements Addressee, Emitter, HostStreamEvents, Timed, Queued<TcpFlow>, Waiting<TcpFlow>
{
  readonly guestMac: number;
  readonly guestAddress: number;
  readonly guestPort: number;
  readonly remoteAddress: number;
  readonly remotePort: number;
  state: TcpState = TcpState.connecting;
  /** Of the guest's SYN, for an ICMP error about it. */
  synSequence = 0;
  synIdentification = 0;

  dueAt = Infinity;
  heapAt = Infinity;
  heapIndex = -1;
  queued = false;
  nextQueued: TcpFlow | null = null;
  olderWaiting: TcpFlow | null = null;
  newerWaiting: TcpFlow | null = null;

  readonly #keeper: FlowKeeper;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  #host: HostStream | null = null;
  /** No event of the host counts any more. */
  #hostClosed = false;
  #hostEnded = false;
  #readingStopped = false;
  #wantsSyn = false;
  #ourShift = WINDOW_SHIFT;
  #activeAt: number;
  #challengedAt = -CHALLENGE_INTERVAL_MS;

  constructor(
    keeper: FlowKeeper,
    guestMac: number,
    guestAddress: number,
    guestPort: number,
    remoteAddress: number,
    remotePort: number,
    initialSequence: number,
  ) {
    this.#keeper = keeper;
    this.guestMac = guestMac;
    this.guestAddress = guestAddress;
    this.guestPort = guestPort;
    this.remoteAddress = remoteAddress;
    this.remotePort = remotePort;
    this.#sender = new Sender(this, keeper.pool, initialSequence);
    this.#receiver = new Receiver(keeper.pool);
    this.#activeAt = keeper.now;
  }

  /** Octets the guest has sent and got. */
  get octetsOut(): number {
    return this.#receiver.octets;
  }

  get octetsIn(): number {
    return this.#sender.acknowledgedOctets;
  }

  /** A number from which a successor with the same ends may begin. */
  get nextInitialSequence(): number {
    return advance(this.#sender.max, 1 << 17);
  }

  /** The guest's SYN, before the host is asked to connect. */
  begin(segment: Segment): void {
    this.synSequence = segment.sequence;
    this.synIdentification = segment.identification;
    this.#negotiate(segment);
  }

  /** A forward: we speak first. */
  offer(): void {
    this.state = TcpState.synSent;
    this.#wantsSyn = true;
    this.#keeper.wantsNow(this);
  }

  /** Joins the host's stream; its events may have come before. */
  join(host: HostStream): void {
    if (this.#hostClosed) return;
    this.#host = host;
    this.#receiver.connect(host);
    this.schedule();
  }

  /** Whether a SYN may take the place of this flow. */
  yieldsTo(segment: Segment): boolean {
    return this.state === TcpState.timeWait && isBefore(this.#receiver.nxt, segment.sequence);
  }

  receive(segment: Segment): void {
    this.#activeAt = this.#keeper.now;
    if (this.state === TcpState.connecting) this.#whileConnecting(segment);
    else if (this.state === TcpState.synSent) this.#whileSynSent(segment);
    else this.#synchronized(segment);
  }

  serve(): Service {
    if (this.state === TcpState.closed) return Service.done;
    this.#writeToHost();
    if (this.#wantsSyn) this.#sendSyn();
    const service = this.state >= TcpState.established ? this.#exchange() : Service.done;
    this.#refillFromHost();
    this.schedule();
    return service;
  }

  schedule(): void {
    if (this.state === TcpState.closed) return;
    this.#keeper.schedule(this, Math.min(this.#sender.timerAt, this.#expiry()));
  }

  due(now: number): void {
    if (this.state === TcpState.closed) {
      this.#dropHost();
      this.#keeper.gone(this);
      return;
    }
    if (this.#expiry() <= now) {
      this.#expire();
      return;
    }
    if (this.#sender.timerAt <= now && !this.#timedOut(now)) {
      this.abort();
      return;
    }
    this.#keeper.wants(this);
    this.schedule();
  }

  /** RST to both sides. */
  abort(): void {
    if (this.state >= TcpState.synReceived) this.#resetGuest();
    this.#dropHost();
    this.leave();
  }

  /** Out of the table; what was written may still go out. */
  leave(): void {
    if (this.state === TcpState.closed) return;
    this.#receiver.flush();
    this.state = TcpState.closed;
    this.#sender.release();
    this.#receiver.release();
    this.#keeper.left(this);
    if (this.#hostClosed) this.#keeper.gone(this);
    else this.#keeper.schedule(this, this.#keeper.now + LINGER_MS);
  }

  /** Frees everything without a word to anybody but the host's peer. */
  close(): void {
    this.#dropHost();
    this.leave();
  }

  emit(sequence: number, offset: number, length: number, push: boolean, finish: boolean): boolean {
    const flags = TcpFlag.ack | (push && length > 0 ? TcpFlag.psh : 0) | (finish ? TcpFlag.fin : 0);
    const { nxt, windowField } = this.#receiver;
    const { writer } = this.#keeper;
    const { buffer } = this.#sender;
    if (!writer.segment(this, sequence, nxt, flags, windowField, buffer, offset, length)) {
      return false;
    }
    this.#receiver.owesAcknowledgment = false;
    return true;
  }

  // Events of the host.

  connected(): void {
    if (this.state !== TcpState.connecting) return;
    this.#keeper.hostEvent();
    this.state = TcpState.synReceived;
    this.#wantsSyn = true;
    this.#keeper.wantsNow(this);
  }

  data(octets: Uint8Array): boolean {
    if (this.state === TcpState.closed || this.#sender.finishing) return true;
    this.#keeper.hostEvent();
    this.#activeAt = this.#keeper.now;
    this.#sender.buffer.append(octets);
    this.#keeper.wantsNow(this);
    this.#readingStopped = !this.#sender.hungry;
    return !this.#readingStopped;
  }

  ended(): void {
    if (this.state === TcpState.closed) return;
    this.#keeper.hostEvent();
    this.#sender.finishing = true;
    this.#keeper.wantsNow(this);
  }

  drained(): void {
    if (this.state === TcpState.closed) return;
    this.#keeper.hostEvent();
    this.#keeper.wantsNow(this);
  }

  closed(error: string): void {
    if (this.#hostClosed) return;
    this.#hostClosed = true;
    this.#host = null;
    this.#receiver.connect(null);
    if (this.state === TcpState.closed) {
      this.#keeper.gone(this);
      return;
    }
    this.#keeper.hostEvent();
    if (this.state === TcpState.connecting) this.#failed(error);
    else if (error !== '' && this.state !== TcpState.timeWait) this.abort();
    else this.#sender.finishing = true;
    this.#keeper.wantsNow(this);
  }

  #failed(error: string): void {
    this.#keeper.connectFailed(this, error);
    this.leave();
  }

  #negotiate(segment: Segment): void {
    const shift = segment.windowShift;
    const mss = Math.min(segment.mss, this.#keeper.mss);
    this.#ourShift = shift < 0 ? -1 : WINDOW_SHIFT;
    this.#sender.negotiate(mss, Math.max(0, shift));
    this.#receiver.start(segment.sequence, this.#keeper.mss, shift >= 0);
  }

  #whileConnecting(segment: Segment): void {
    if (segment.has(TcpFlag.rst)) {
      if (segment.sequence === this.#receiver.nxt) this.close();
    } else if (segment.has(TcpFlag.syn) && segment.sequence !== this.synSequence) {
      // The guest has forgotten the first attempt and makes another.
      this.begin(segment);
    }
  }

  #whileSynSent(segment: Segment): void {
    const answers = segment.has(TcpFlag.ack);
    if (answers && segment.acknowledgment !== this.#sender.max) {
      this.#keeper.writer.refuse(this, segment);
      return;
    }
    if (!answers) return;
    if (segment.has(TcpFlag.rst)) {
      this.close();
    } else if (segment.has(TcpFlag.syn)) {
      this.#negotiate(segment);
      this.#sender.establish(segment, segment.window, this.#keeper.now);
      this.#receiver.owesAcknowledgment = true;
      this.state = TcpState.established;
      this.#keeper.wants(this);
    }
  }

  #synchronized(segment: Segment): void {
    if (segment.has(TcpFlag.rst)) this.#resetArrives(segment);
    else if (segment.has(TcpFlag.syn)) this.#synArrives(segment);
    else if (!this.#receiver.accepts(segment)) this.#answerStray(segment);
    else if (segment.has(TcpFlag.ack)) this.#acceptable(segment);
  }

  /** RFC 5961 §3.2: only the exact number resets; one within the window is asked about. */
  #resetArrives(segment: Segment): void {
    if (segment.sequence === this.#receiver.nxt) this.#resetByGuest();
    else if (this.#receiver.accepts(segment)) this.#challenge();
  }

  /** In TIME-WAIT a RST must not end what is being waited for (RFC 1337). */
  #resetByGuest(): void {
    if (this.state !== TcpState.timeWait) this.close();
  }

  /** RFC 5961 §4.2: whatever its number, a SYN is asked about, unless it is the one repeated. */
  #synArrives(segment: Segment): void {
    const repeated = segment.sequence === this.synSequence && !segment.has(TcpFlag.ack);
    if (this.state !== TcpState.synReceived || !repeated) {
      this.#challenge();
      return;
    }
    this.#wantsSyn = true;
    this.#keeper.wants(this);
  }

  /** Old text is acknowledged again at once; stray control segments now and then. */
  #answerStray(segment: Segment): void {
    if (this.state === TcpState.synReceived) return;
    if (segment.length > 0) this.#acknowledge();
    else this.#challenge();
  }

  #acceptable(segment: Segment): void {
    if (this.state === TcpState.synReceived && !this.#establish(segment)) return;
    if (!this.#sender.acknowledge(segment, this.#keeper.now)) {
      this.#challenge();
      return;
    }
    if (segment.length > 0) this.#takeText(segment);
    this.#updateState();
    this.#keeper.wants(this);
  }

  #establish(segment: Segment): boolean {
    if (segment.acknowledgment !== this.#sender.max) {
      this.#keeper.writer.refuse(this, segment);
      return false;
    }
    const window = this.#sender.scaled(segment.window);
    this.#sender.establish(segment, window, this.#keeper.now);
    this.state = TcpState.established;
    return true;
  }

  #takeText(segment: Segment): void {
    if (this.#hostClosed && segment.textLength > 0 && !this.#receiver.finished) {
      this.abort();
      return;
    }
    if (!this.#receiver.take(segment)) this.#acknowledge();
  }

  #updateState(): void {
    for (;;) {
      const { finishSent, finished } = this.#sender;
      const next = nextState(this.state, finishSent, finished, this.#receiver.finished);
      if (next === this.state) return;
      if (next === TcpState.closed) {
        this.leave();
        return;
      }
      this.state = next;
      if (next === TcpState.timeWait) this.#beginToWait();
    }
  }

  #beginToWait(): void {
    this.#activeAt = this.#keeper.now;
    this.#sender.release();
    this.#keeper.waits(this);
  }

  #writeToHost(): void {
    this.#receiver.flush();
    if (!this.#receiver.finished || this.#hostEnded) return;
    this.#hostEnded = true;
    this.#host?.end();
  }

  #refillFromHost(): void {
    if (!this.#readingStopped || !this.#sender.hungryAgain) return;
    this.#readingStopped = false;
    this.#host?.resumeReading();
  }

  /** Text, FIN and acknowledgments that are due. */
  #exchange(): Service {
    if (this.#receiver.openWindow()) this.#receiver.owesAcknowledgment = true;
    const service = this.#sendText();
    if (this.#receiver.owesAcknowledgment) this.#acknowledge();
    this.#updateState();
    return service;
  }

  #sendText(): Service {
    if (!this.#sender.busy) return Service.done;
    if (this.#keeper.congestedTowards(this.guestMac)) return Service.congested;
    return this.#sender.pump(this.#keeper.now, QUANTUM) ? Service.more : Service.done;
  }

  #acknowledge(): void {
    const { nxt, windowField } = this.#receiver;
    const { writer } = this.#keeper;
    if (writer.control(this, this.#sender.nxt, nxt, TcpFlag.ack, windowField)) {
      this.#receiver.owesAcknowledgment = false;
    }
  }

  #challenge(): void {
    const { now } = this.#keeper;
    if (now - this.#challengedAt < CHALLENGE_INTERVAL_MS) return;
    this.#challengedAt = now;
    this.#acknowledge();
  }

  #sendSyn(): void {
    this.#wantsSyn = false;
    const { writer, mss, now } = this.#keeper;
    const sequence = this.#sender.una;
    if (this.state === TcpState.synSent) {
      writer.syn(this, sequence, 0, TcpFlag.syn, MAX_WINDOW_FIELD, mss, WINDOW_SHIFT);
    } else {
      const { nxt } = this.#receiver;
      const flags = TcpFlag.syn | TcpFlag.ack;
      writer.syn(this, sequence, nxt, flags, MAX_WINDOW_FIELD, mss, this.#ourShift);
    }
    this.#sender.synSent(now);
  }

  #resetGuest(): void {
    if (this.state === TcpState.timeWait || this.state === TcpState.closed) return;
    const flags = TcpFlag.rst | TcpFlag.ack;
    this.#keeper.writer.control(this, this.#sender.nxt, this.#receiver.nxt, flags, 0);
  }

  #dropHost(): void {
    this.#hostClosed = true;
    this.#receiver.connect(null);
    this.#host?.reset();
    this.#host = null;
  }

  #timedOut(now: number): boolean {
    if (this.state >= TcpState.established) return this.#sender.timedOut(now);
    this.#wantsSyn = true;
    return this.#sender.synTimedOut(now);
  }

  /** When the flow ends by itself if nothing happens. */
  #expiry(): number {
    return this.#activeAt + this.#patienceMs();
  }

  #patienceMs(): number {
    if (this.state === TcpState.connecting) return CONNECT_MS;
    if (this.state === TcpState.timeWait) return TIME_WAIT_MS;
    return this.state === TcpState.finWait2 && this.#hostClosed ? ORPHAN_MS : IDLE_MS;
  }

  #expire(): void {
    if (this.state === TcpState.timeWait) this.leave();
    else this.abort();
  }
}
