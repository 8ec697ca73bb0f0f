/**
 * One TCP flow: our end of a guest's connection, joined to a stream of the outside.
 * Read first: connection.ts, stream.ts, tcpFlows.ts.
 *
 * Theory of operation
 * - connecting: the outside connects. Success makes the connection answer the guest's SYN; failure
 *   becomes what the guest would have seen on a LAN.
 * - established to closing: segments move the connection, the stream's events fill and empty it.
 *   The guest's FIN becomes the stream's half-close once everything before it is written. The end
 *   of the stream becomes our FIN once everything before it is sent.
 * - timeWait: a new SYN may take over (RFC 9293 §3.6.1).
 * - closed: the flow has left the table. While the stream still sends what was written, the flow
 *   counts against its guest until the stream is closed or LINGER_MS have passed.
 * An error of the stream, a RST of the guest or too long a silence ends both sides.
 * Segments and events change fields and ask for service (`wants`); octets and segments leave in
 * `serve`, once per batch.
 */
import type { IpAddress } from '../../../address/ip.ts';
import type { FlowKey } from '../../ip/flowTable.ts';
import type { Quote } from '../../ip/quote.ts';
import { Timed } from '../../deadlines.ts';
import { type OutsideError, outsideError } from '../../outside/outsideError.ts';
import type { Stream, StreamEvents } from '../../outside/stream.ts';
import { Connection, Outcome } from './connection.ts';
import { type FlowKeeper, Service } from './flowKeeper.ts';
import type { Queued } from './flowQueue.ts';
import type { Waiting } from './portFlows.ts';
import type { Segment } from './segment.ts';
import type { Addressee } from './segmentWriter.ts';
import { advance, isBefore } from './sequence.ts';
import { TcpState } from './tcpState.ts';

/** Silence after which an established flow is forgotten. RFC 5382 REQ-5: at least 2 h 4 min. */
const IDLE_MS = 7_440_000;
/** How long the outside may take to connect; beyond the 127 s after which Linux gives up. */
const CONNECT_MS = 180_000;
/** Shorter than 2 MSL: the guest's last segments cross only our own queues, not the internet. */
const TIME_WAIT_MS = 10_000;
/** How long a guest may keep a connection half open after the stream is closed. Linux:
 * tcp_fin_timeout. */
const ORPHAN_MS = 60_000;
/** How long the stream may take to send the rest after the guest has finished. */
const LINGER_MS = 120_000;

export class TcpFlow
  extends Timed
  implements Addressee, StreamEvents, Queued<TcpFlow>, Waiting<TcpFlow>
{
  readonly guestMac: number;
  /** The switch port that the flow counts against. */
  readonly origin: number;
  readonly guestAddress: IpAddress;
  readonly guestPort: number;
  readonly remoteAddress: IpAddress;
  readonly remotePort: number;

  queued = false;
  nextQueued: TcpFlow | null = null;
  olderWaiting: TcpFlow | null = null;
  newerWaiting: TcpFlow | null = null;

  readonly #keeper: FlowKeeper<TcpFlow>;
  readonly #connection: Connection;
  #stream: Stream | null = null;
  /** No event of the stream counts any more. */
  #streamClosed = false;
  #streamEnded = false;
  #waits = false;
  #left = false;
  #activeAt: number;

  constructor(
    keeper: FlowKeeper<TcpFlow>,
    guestMac: number,
    origin: number,
    key: FlowKey,
    initialSequence: number,
  ) {
    super();
    this.#keeper = keeper;
    this.guestMac = guestMac;
    this.origin = origin;
    this.guestAddress = key.guestAddress;
    this.guestPort = key.guestPort;
    this.remoteAddress = key.remoteAddress;
    this.remotePort = key.remotePort;
    this.#connection = new Connection(keeper, this, initialSequence);
    this.#activeAt = keeper.now;
  }

  get state(): TcpState {
    return this.#connection.state;
  }

  /** Of the guest's SYN, for an ICMP error about it. */
  get synSequence(): number {
    return this.#connection.synSequence;
  }

  get synQuote(): Quote | null {
    return this.#connection.synQuote;
  }

  /** Octets that the guest has sent and received. */
  get octetsOut(): number {
    return this.#connection.receiver.octets;
  }

  get octetsIn(): number {
    return this.#connection.sender.acknowledgedOctets;
  }

  /** A number from which a successor with the same ends may begin. */
  get nextInitialSequence(): number {
    return advance(this.#connection.sender.max, 1 << 17);
  }

  /** The guest's SYN, before the outside is asked to connect. */
  begin(segment: Segment): void {
    this.#connection.begin(segment);
  }

  /** A forward: we send the first SYN. */
  offer(): void {
    this.#connection.open(TcpState.synSent);
    this.#keeper.wantsNow(this);
  }

  /** Joins the stream to the guest's connection. */
  join(stream: Stream): void {
    if (this.#streamClosed) return;
    this.#stream = stream;
    this.#connection.join(stream);
    this.schedule();
  }

  /** Whether a SYN may take the place of this flow. */
  yieldsTo(segment: Segment): boolean {
    const { state, receiver } = this.#connection;
    return state === TcpState.timeWait && isBefore(receiver.nxt, segment.sequence);
  }

  receive(segment: Segment): void {
    this.#activeAt = this.#keeper.now;
    const outcome = this.#connection.receive(segment);
    if (outcome === Outcome.close) this.close();
    else if (outcome === Outcome.abort) this.abort();
    else if (outcome === Outcome.serve) this.#keeper.wants(this);
    this.#followState();
  }

  serve(): Service {
    if (this.#left) return Service.done;
    this.#writeToStream();
    const service = this.#connection.serve();
    this.#followState();
    this.schedule();
    return service;
  }

  schedule(): void {
    if (this.#left) return;
    this.#keeper.schedule(this, Math.min(this.#connection.sender.timerAt, this.#expiry()));
  }

  /** The deadline has passed. */
  due(now: number): void {
    if (this.#left) {
      this.#dropStream();
      this.#keeper.gone(this);
    } else if (this.#expiry() <= now) {
      this.#expire();
    } else if (this.#connection.sender.timerAt <= now && !this.#connection.timedOut(now)) {
      this.abort();
    } else {
      this.#keeper.wants(this);
      this.schedule();
    }
  }

  /** RST to both sides. */
  abort(): void {
    this.#connection.reset();
    this.close();
  }

  /** Leaves the table. The stream may still send what was written. */
  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#connection.close();
    this.#keeper.left(this);
    if (this.#streamClosed) this.#end();
    else this.#keeper.schedule(this, this.#keeper.now + LINGER_MS);
  }

  /** Frees everything. The stream's peer gets RST, the guest nothing. */
  close(): void {
    this.#dropStream();
    this.leave();
  }

  // Events of the stream.

  connected(): void {
    if (this.state !== TcpState.connecting) return;
    this.#keeper.outsideEvent();
    this.#connection.open(TcpState.synReceived);
    this.#keeper.wantsNow(this);
  }

  readable(): void {
    if (this.#left) return;
    this.#keeper.outsideEvent();
    this.#activeAt = this.#keeper.now;
    this.#keeper.wantsNow(this);
  }

  writable(): void {
    if (this.#left) return;
    this.#keeper.outsideEvent();
    this.#keeper.wantsNow(this);
  }

  ended(): void {
    if (this.#left) return;
    this.#keeper.outsideEvent();
    this.#connection.sender.finishing = true;
    this.#keeper.wantsNow(this);
  }

  closed(error: OutsideError | null): void {
    if (this.#streamClosed) return;
    this.#streamClosed = true;
    if (this.#left) {
      this.#end();
      return;
    }
    this.#keeper.outsideEvent();
    this.#connection.receiver.disconnect();
    this.#streamFinished(error);
    this.#keeper.wantsNow(this);
  }

  #streamFinished(error: OutsideError | null): void {
    if (this.state === TcpState.connecting) {
      this.#keeper.connectFailed(this, error ?? NO_REASON);
      this.leave();
    } else if (error !== null && this.state !== TcpState.timeWait) this.abort();
    else this.#connection.sender.finishing = true;
  }

  /** Keeps up with what the connection's state has become. */
  #followState(): void {
    if (this.state === TcpState.closed) this.leave();
    else if (this.state === TcpState.timeWait && !this.#waits) this.#beginToWait();
  }

  #beginToWait(): void {
    this.#waits = true;
    this.#activeAt = this.#keeper.now;
    this.#connection.sender.release();
    this.#keeper.waits(this);
  }

  #writeToStream(): void {
    const { receiver } = this.#connection;
    receiver.resume();
    if (!receiver.finished || this.#streamEnded || this.#streamClosed) return;
    this.#streamEnded = true;
    this.#stream?.end();
  }

  #dropStream(): void {
    this.#streamClosed = true;
    this.#stream?.reset();
    this.#stream = null;
  }

  /** The flow has left, and its stream is closed. */
  #end(): void {
    this.#stream?.close();
    this.#stream = null;
    this.#keeper.gone(this);
  }

  /** When the flow ends by itself if nothing happens. */
  #expiry(): number {
    return this.#activeAt + this.#patienceMs();
  }

  #patienceMs(): number {
    if (this.state === TcpState.connecting) return CONNECT_MS;
    if (this.state === TcpState.timeWait) return TIME_WAIT_MS;
    return this.state === TcpState.finWait2 && this.#streamClosed ? ORPHAN_MS : IDLE_MS;
  }

  #expire(): void {
    if (this.state === TcpState.timeWait) this.leave();
    else this.abort();
  }
}

/** A stream that ends in order before it is connected reports no error: the guest is refused. */
const NO_REASON = outsideError('');
