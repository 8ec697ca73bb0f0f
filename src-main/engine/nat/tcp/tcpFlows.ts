/**
 * Keeps the flows of one network: who has how many, when each is due, and whose turn it is to send.
 *
 * Theory of operation
 * A change puts a flow into `#ready`. When the outlet is free (a batch is done, an event of the
 * outside is over, a deadline has passed) flows are served in turn, a quantum each, until none has
 * more to do. One whose guest's link is congested moves to `#congested`, and all of those come back
 * in the order of their going when a link has drained; so the first to be held up is the first to
 * go on. While a batch is delivered nothing is served: flows only gather.
 * Bounds: MAX_TCP_FLOWS in all and MAX_GUEST_TCP_FLOWS per guest, of which the oldest in TIME-WAIT makes
 * room for a new one.
 */
import type { Clock } from '../../clock.ts';
import type { NatContext } from '../natContext.ts';
import { answerTo, FailureAnswer, sendUnreachable } from './connectFailure.ts';
import { Deadlines } from './deadlines.ts';
import { FlowQueue } from './flowQueue.ts';
import { type FlowKey, FlowTable, hashEnds } from '../flowTable.ts';
import { GuestFlows } from './guestFlows.ts';
import { HEADERS_LENGTH, SegmentWriter } from './segmentWriter.ts';
import { advance } from './sequence.ts';
import { type FlowKeeper, Service } from './flowKeeper.ts';
import type { TcpFlow } from './tcpFlow.ts';
import { TextAheadRings } from './textAhead.ts';
import { MAX_GUEST_TCP_FLOWS, MAX_TCP_FLOWS } from '../limits.ts';
import type { OutsideError } from '../../outside/stream.ts';
import { TcpFlag } from '../../wire/tcp.ts';

/** Steps of the initial sequence number per ms: RFC 6528 §3, a tick every 4 µs. */
const SEQUENCE_TICKS_PER_MS = 250;

export class TcpFlows implements FlowKeeper<TcpFlow> {
  readonly textAhead = new TextAheadRings();
  readonly writer: SegmentWriter;
  readonly mss: number;
  now: number;

  readonly #context: NatContext;
  readonly #clock: Clock;
  readonly #table: FlowTable<TcpFlow>;
  readonly #guests = new Map<number, GuestFlows<TcpFlow>>();
  readonly #deadlines: Deadlines;
  #ready = new FlowQueue<TcpFlow>();
  #congested = new FlowQueue<TcpFlow>();
  readonly #sequenceSeed: number;
  /** Flows that hold anything, those that have left the table included. */
  #count = 0;
  #serving = false;
  #inBatch = false;

  constructor(context: NatContext) {
    this.#context = context;
    this.#clock = context.clock;
    this.now = context.clock.now();
    this.mss = context.mtu - HEADERS_LENGTH;
    this.writer = new SegmentWriter(context.outlet);
    this.#table = new FlowTable<TcpFlow>(context.random);
    this.#sequenceSeed = Math.floor(context.random() * 2 ** 32) | 0;
    this.#deadlines = new Deadlines(context.clock, () => this.#deadlinesPassed());
  }

  find(
    guestAddress: number,
    guestPort: number,
    remoteAddress: number,
    remotePort: number,
  ): TcpFlow | null {
    return this.#table.find(guestAddress, guestPort, remoteAddress, remotePort);
  }

  /** Whether this guest may have one more; its oldest flow in TIME-WAIT gives way. */
  admits(guestMac: number): boolean {
    const guest = this.#guests.get(guestMac);
    if (guest === undefined) return this.#count < MAX_TCP_FLOWS;
    if (guest.count >= MAX_GUEST_TCP_FLOWS) guest.oldestWaiting?.leave();
    return guest.count < MAX_GUEST_TCP_FLOWS && this.#count < MAX_TCP_FLOWS;
  }

  add(flow: TcpFlow): void {
    let guest = this.#guests.get(flow.guestMac);
    if (guest === undefined) {
      guest = new GuestFlows<TcpFlow>();
      this.#guests.set(flow.guestMac, guest);
    }
    guest.count += 1;
    this.#count += 1;
    this.#table.add(flow);
  }

  list(): TcpFlow[] {
    return this.#table.list();
  }

  /** RFC 6528: a clock, offset differently for each pair of ends. */
  initialSequence(key: FlowKey): number {
    const { guestAddress, guestPort, remoteAddress, remotePort } = key;
    const seed = this.#sequenceSeed;
    const offset = hashEnds(seed, guestAddress, guestPort, remoteAddress, remotePort);
    return advance(offset, Math.floor(this.#clock.now() * SEQUENCE_TICKS_PER_MS));
  }

  /** A packet of a batch arrives: time is read once for all of them. */
  beginBatch(): void {
    if (this.#inBatch) return;
    this.#inBatch = true;
    this.now = this.#clock.now();
  }

  settle(): void {
    this.#inBatch = false;
    this.#serve();
  }

  resume(): void {
    this.now = this.#clock.now();
    const waiting = this.#congested;
    this.#congested = new FlowQueue<TcpFlow>();
    for (let flow = waiting.shift(); flow !== null; flow = waiting.shift()) this.#ready.push(flow);
    this.#serve();
  }

  close(): void {
    this.#serving = true;
    for (const flow of this.#table.list()) flow.close();
    // The rest has left the table, and waits for its stream to send what was written.
    this.#deadlines.close();
  }

  // What flows ask for.

  congestedTowards(mac: number): boolean {
    return this.#context.outlet.congestedTowards(mac);
  }

  wants(flow: TcpFlow): void {
    this.#ready.push(flow);
  }

  outsideEvent(): void {
    if (!this.#inBatch) this.now = this.#clock.now();
  }

  wantsNow(flow: TcpFlow): void {
    this.#ready.push(flow);
    this.#serve();
  }

  schedule(flow: TcpFlow, at: number): void {
    this.#deadlines.schedule(flow, at);
  }

  waits(flow: TcpFlow): void {
    this.#guests.get(flow.guestMac)?.wait(flow);
  }

  left(flow: TcpFlow): void {
    this.#table.remove(flow);
    this.#deadlines.cancel(flow);
    this.#guests.get(flow.guestMac)?.stopWaiting(flow);
  }

  gone(flow: TcpFlow): void {
    this.#deadlines.cancel(flow);
    this.#count -= 1;
    const guest = this.#guests.get(flow.guestMac);
    if (guest === undefined) return;
    guest.count -= 1;
    if (guest.count === 0) this.#guests.delete(flow.guestMac);
  }

  connectFailed(flow: TcpFlow, error: OutsideError): void {
    const answer = answerTo(error.errno);
    if (answer === FailureAnswer.silence) return;
    if (answer === FailureAnswer.reset) {
      const acknowledgment = advance(flow.synSequence, 1);
      this.writer.control(flow, 0, acknowledgment, TcpFlag.rst | TcpFlag.ack, 0);
      return;
    }
    const { outlet, address } = this.#context;
    sendUnreachable(outlet, address, flow, flow.synSequence, flow.synIdentification, answer);
  }

  #deadlinesPassed(): void {
    this.now = this.#clock.now();
    this.#serve();
  }

  /** Serves until no flow has more to do, unless the outlet is not free. */
  #serve(): void {
    if (this.#serving || this.#context.outlet.held) return;
    this.#serving = true;
    for (let flow = this.#ready.shift(); flow !== null; flow = this.#ready.shift()) {
      const service = flow.serve();
      if (service === Service.more) this.#ready.push(flow);
      else if (service === Service.congested) this.#congested.push(flow);
    }
    this.#serving = false;
    this.writer.flush();
  }
}
