/**
 * The half of a connection that sends to the guest: octets from the stream, in segments.
 * Read first: RFC 9293 §3.3.1 (SND variables), §3.8.6 (windows), §3.8.3 (giving up); RFC 6298 §5.
 *
 * Theory of operation
 * `una` ≤ `nxt` ≤ `max`: acknowledged up to, next to send, highest sent. After a time-out `nxt`
 * goes back to `una` and everything is sent again under slow start; an acknowledgment of what the
 * guest had kept moves it forward. What the stream has readable begins at `una`; it is discarded
 * only when the guest has acknowledged it. A FIN takes the number after its last octet.
 * One timer has two meanings: while something is in flight it retransmits; while something waits
 * and the window is too small it probes. Otherwise it is not armed, so an idle flow has no timer.
 * The connection writes the segments (`emit`), which also carry the other half's acknowledgment.
 */
import type { Stream } from '../../outside/stream.ts';
import { Advice, Congestion } from './congestion.ts';
import { RetransmissionTimeout } from './retransmission.ts';
import type { Segment } from './segment.ts';
import { advance, distance, isBefore } from './sequence.ts';

/** Silence, while something waits for acknowledgment, after which the guest is gone. RFC 1122
 * §4.2.3.5 asks for at least 100 s; Linux waits 15 minutes, which lets a paused guest live. */
const GIVE_UP_MS = 900_000;
/** The same for our SYN. RFC 1122 §4.2.3.5: at least 3 minutes. */
const SYN_GIVE_UP_MS = 180_000;

export interface Emitter {
  /** Sends one segment; `finish` adds FIN, `push` PSH. False when there was no room for it. */
  emit(sequence: number, offset: number, length: number, push: boolean, finish: boolean): boolean;
}

export class Sender {
  una: number;
  nxt: number;
  max: number;
  /** The stream has ended: a FIN follows its last octet. */
  finishing = false;
  /** Everything, FIN included, is acknowledged. */
  finished = false;
  /** When to retransmit or probe. */
  timerAt = Infinity;
  /** Octets of text acknowledged. */
  acknowledgedOctets = 0;

  readonly #emitter: Emitter;
  #stream: Stream | null = null;
  readonly #congestion = new Congestion();
  readonly #timeout = new RetransmissionTimeout();
  #mss = 536;
  #shift = 0;
  #window = 0;
  #maxWindow = 0;
  /** Sequence and acknowledgment of the segment that last updated the window. */
  #windowSequence = 0;
  #windowAcknowledgment = 0;
  #probing = false;
  /** End and time of the one segment being timed; -1: none. */
  #timedEnd = 0;
  #timedAt = -1;
  /** Since when the guest owes an acknowledgment. */
  #owedSince = 0;

  constructor(emitter: Emitter, initialSequence: number) {
    this.#emitter = emitter;
    this.una = initialSequence;
    this.nxt = initialSequence;
    this.max = initialSequence;
  }

  /** Where the text comes from. */
  connect(stream: Stream): void {
    this.#stream = stream;
  }

  /** Octets the stream has that the guest has not acknowledged. */
  get #held(): number {
    return this.#stream?.readable ?? 0;
  }

  /** Our FIN has been sent at least once. */
  get finishSent(): boolean {
    return this.finished || distance(this.una, this.max) > this.#held;
  }

  /** Something waits to be sent or to be acknowledged. */
  get busy(): boolean {
    return this.#held > 0 || this.#mayFinish;
  }

  /** Our SYN is sent now. */
  synSent(now: number): void {
    this.nxt = advance(this.una, 1);
    if (this.max === this.una) {
      this.max = this.nxt;
      this.#time(now);
    }
    this.#arm(now);
  }

  /** What the guest's SYN says about its MSS and its window. */
  negotiate(mss: number, windowShift: number): void {
    this.#mss = mss;
    this.#shift = windowShift;
  }

  /** `segment` acknowledges our SYN: text may be sent. */
  establish(segment: Segment, window: number, now: number): void {
    this.una = advance(this.una, 1);
    this.#sampleRoundTrip(this.una, now);
    this.timerAt = Infinity;
    this.#congestion.start(this.#mss, advance(this.una, -1));
    this.#takeWindow(segment, window);
  }

  /** The window field of a segment other than a SYN, in octets. */
  scaled(window: number): number {
    return window << this.#shift;
  }

  /** @returns false when the segment acknowledges what was never sent */
  acknowledge(segment: Segment, now: number): boolean {
    const { acknowledgment } = segment;
    if (isBefore(this.max, acknowledgment)) return false;
    if (isBefore(acknowledgment, this.una)) return true;
    this.#owedSince = now;
    const window = this.scaled(segment.window);
    if (acknowledgment !== this.una) this.#advance(acknowledgment, now);
    else if (this.#isDuplicate(segment, window)) this.#duplicate();
    this.#updateWindow(segment, window);
    return true;
  }

  /**
   * Sends what the windows allow, at most about `quantum` octets.
   * @returns whether more could be sent now
   */
  pump(now: number, quantum: number): boolean {
    let left = quantum;
    while (left > 0) {
      const length = this.#nextLength();
      if (length < 0) {
        this.#watchWindow(now);
        return false;
      }
      if (!this.#send(length, now)) return true;
      left -= Math.max(length, 1);
    }
    return true;
  }

  /**
   * The timer has run out: prepares to send again.
   * @returns false when the guest has been silent for too long
   */
  timedOut(now: number): boolean {
    if (now - this.#owedSince >= GIVE_UP_MS) return false;
    this.#timeout.backOff();
    this.timerAt = now + this.#timeout.timeoutMs;
    if (!this.#probing) this.#goBack();
    // With a closed window, nothing can be sent again either.
    if (this.#nextLength() < 0) this.#probe();
    return true;
  }

  /** The same for our SYN; the connection sends it again. */
  synTimedOut(now: number): boolean {
    if (now - this.#owedSince >= SYN_GIVE_UP_MS) return false;
    this.#timeout.backOff();
    this.#timedAt = -1;
    this.timerAt = now + this.#timeout.timeoutMs;
    return true;
  }

  /** Sends no more. */
  release(): void {
    this.#stream = null;
    this.timerAt = Infinity;
  }

  #goBack(): void {
    this.#congestion.timedOut(this.max, distance(this.una, this.nxt));
    this.nxt = this.una;
    this.#timedAt = -1;
  }

  /** Octets of text the next segment carries; 0: a FIN alone; -1: nothing may be sent. */
  #nextLength(): number {
    const inFlight = distance(this.una, this.nxt);
    const unsent = this.#held - inFlight;
    if (unsent < 0 || (unsent === 0 && !this.#mayFinish)) return -1;
    const usable = Math.min(this.#window, this.#congestion.allowance) - inFlight;
    if (usable <= 0) return -1;
    const length = Math.min(unsent, usable, this.#mss);
    const silly = length < unsent && length < this.#mss && 2 * length < this.#maxWindow;
    return silly ? -1 : length;
  }

  get #mayFinish(): boolean {
    return this.finishing && !this.finished;
  }

  #send(length: number, now: number): boolean {
    const offset = distance(this.una, this.nxt);
    const last = offset + length === this.#held;
    const finish = last && this.#mayFinish && offset + length < this.#window;
    if (!this.#emitter.emit(this.nxt, offset, length, last, finish)) return false;
    const isNew = this.nxt === this.max;
    this.nxt = advance(this.nxt, length + (finish ? 1 : 0));
    if (isBefore(this.max, this.nxt)) this.max = this.nxt;
    if (isNew) this.#time(now);
    if (this.timerAt === Infinity || this.#probing) this.#arm(now);
    return true;
  }

  /** Begins to time the segment just sent, unless another is being timed. */
  #time(now: number): void {
    if (this.#timedAt >= 0) return;
    this.#timedAt = now;
    this.#timedEnd = this.max;
  }

  #arm(now: number): void {
    this.#probing = false;
    if (this.timerAt === Infinity) this.#owedSince = now;
    this.timerAt = now + this.#timeout.timeoutMs;
  }

  #advance(acknowledgment: number, now: number): void {
    const octets = distance(this.una, acknowledgment);
    const text = Math.min(octets, this.#held);
    if (octets > text) this.finished = true;
    this.#stream?.discard(text);
    this.acknowledgedOctets += text;
    this.una = acknowledgment;
    if (isBefore(this.nxt, acknowledgment)) this.nxt = acknowledgment;
    this.#sampleRoundTrip(acknowledgment, now);
    this.#timeout.progress();
    const inFlight = distance(this.una, this.nxt);
    const advice = this.#congestion.acknowledged(acknowledgment, octets, inFlight);
    this.#probing = false;
    this.timerAt = this.una === this.max ? Infinity : now + this.#timeout.timeoutMs;
    if (advice === Advice.retransmit) this.#resend();
  }

  #sampleRoundTrip(acknowledgment: number, now: number): void {
    if (this.#timedAt < 0 || isBefore(acknowledgment, this.#timedEnd)) return;
    this.#timeout.sample(now - this.#timedAt);
    this.#timedAt = -1;
  }

  /** RFC 5681 §2: nothing new in it at all, while something is outstanding. */
  #isDuplicate(segment: Segment, window: number): boolean {
    return (
      segment.length === 0 && window === this.#window && this.una !== this.max && !this.#probing
    );
  }

  #duplicate(): void {
    const inFlight = distance(this.una, this.nxt);
    if (this.#congestion.duplicate(this.una, this.max, inFlight) === Advice.retransmit) {
      this.#resend();
    }
  }

  /** Sends the first unacknowledged segment again, whatever the window is. */
  #resend(): void {
    this.#timedAt = -1;
    const length = Math.min(this.#mss, this.#held, distance(this.una, this.max));
    const last = length === this.#held;
    const finish = last && distance(this.una, this.max) > length;
    this.#emitter.emit(this.una, 0, length, last, finish);
  }

  /** RFC 9293 §3.10.7.4: only a segment that is no older than the last may move the window. */
  #updateWindow(segment: Segment, window: number): void {
    const newer =
      isBefore(this.#windowSequence, segment.sequence) ||
      (this.#windowSequence === segment.sequence &&
        !isBefore(segment.acknowledgment, this.#windowAcknowledgment));
    if (newer) this.#takeWindow(segment, window);
  }

  #takeWindow(segment: Segment, window: number): void {
    this.#window = window;
    this.#maxWindow = Math.max(this.#maxWindow, window);
    this.#windowSequence = segment.sequence;
    this.#windowAcknowledgment = segment.acknowledgment;
  }

  /** Nothing may be sent. Probes if something waits and nothing in flight brings an answer. */
  #watchWindow(now: number): void {
    if (!this.busy || this.timerAt !== Infinity) return;
    this.#arm(now);
    this.#probing = true;
  }

  /** Sends one octet, or the little that the window takes (RFC 9293 §3.8.6.1, §3.8.6.2.1). */
  #probe(): void {
    this.#probing = true;
    const length = Math.min(Math.max(1, Math.min(this.#window, this.#mss)), this.#held);
    const finish = length === this.#held && this.#mayFinish && length <= this.#window;
    if (!this.#emitter.emit(this.una, 0, length, true, finish)) return;
    const end = advance(this.una, length + (finish ? 1 : 0));
    if (isBefore(this.max, end)) this.max = end;
  }
}
