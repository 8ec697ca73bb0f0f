/**
 * Keeps the flows of one network: how many each port has, when each is due, and which sends next.
 *
 * Theory of operation
 * A change puts a flow into `#ready`. When the emitter is free (after a batch, an event of the
 * outside or a deadline), flows are served in turn, a quantum each, until none has more to do. A
 * flow whose guest's link is congested moves to `#congested`. When a link has drained, all of these
 * return in the order in which they came. While a batch is delivered, flows only collect.
 * Bounds: MAX_TCP_FLOWS in total and MAX_TCP_FLOWS_PER_PORT of one switch port, whose oldest flow
 * in TIME-WAIT is removed to make room for a new one.
 */
import type { IpFamily } from '../../../address/ip.ts';
import type { Clock } from '../../clock.ts';
import { hashSeed } from '../../../address/hash.ts';
import { type FlowKey, FlowTable, hashEnds } from '../../ip/flowTable.ts';
import { isIcmpError } from '../../ip/icmpErrors.ts';
import { errorForGuest, sendOutsideError } from '../../ip/outsideErrors.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { NatContext } from '../natContext.ts';
import { Deadlines } from '../../deadlines.ts';
import { FlowQueue } from './flowQueue.ts';
import { PortFlows } from './portFlows.ts';
import { SegmentWriter } from './segmentWriter.ts';
import { advance } from './sequence.ts';
import { type FlowKeeper, Service } from './flowKeeper.ts';
import type { TcpFlow } from './tcpFlow.ts';
import { TextAheadRings } from './textAhead.ts';
import { MAX_TCP_FLOWS, MAX_TCP_FLOWS_PER_PORT } from '../../guestLimits.ts';
import type { OutsideError } from '../../outside/outsideError.ts';
import { TCP_HEADER_LENGTH, TcpFlag } from '../../wire/tcp.ts';

/** Steps of the initial sequence number per ms: RFC 6528 §3, a tick every 4 µs. */
const SEQUENCE_TICKS_PER_MS = 250;

export class TcpFlows implements FlowKeeper<TcpFlow> {
  readonly textAhead = new TextAheadRings();
  readonly writer: SegmentWriter;
  now: number;

  readonly #context: NatContext;
  readonly #clock: Clock;
  readonly #table: FlowTable<TcpFlow>;
  /** By switch port. */
  readonly #ports = new Map<number, PortFlows<TcpFlow>>();
  readonly #deadlines: Deadlines<TcpFlow>;
  #ready = new FlowQueue<TcpFlow>();
  #congested = new FlowQueue<TcpFlow>();
  readonly #sequenceSeed: number;
  /** All flows that hold resources, including those that are no longer in the table. */
  #count = 0;
  #serving = false;
  #inBatch = false;

  constructor(context: NatContext) {
    this.#context = context;
    this.#clock = context.clock;
    this.now = context.clock.now();
    this.writer = new SegmentWriter(context.emitter);
    this.#table = new FlowTable<TcpFlow>(context.random);
    this.#sequenceSeed = hashSeed(context.random);
    this.#deadlines = new Deadlines(
      context.clock,
      (flow, now) => flow.due(now),
      () => this.#deadlinesPassed(),
    );
  }

  /** MSS is the MTU less both headers without options (RFC 9293 §3.7.1). */
  mss(family: IpFamily): number {
    return this.#context.emitter.payloadMtu(family) - TCP_HEADER_LENGTH;
  }

  findFor(packet: GuestPacket, guestPort: number, remotePort: number): TcpFlow | null {
    return this.#table.findFor(packet, guestPort, remotePort);
  }

  find(key: FlowKey): TcpFlow | null {
    return this.#table.find(key);
  }

  /** Whether this port may have one more flow; may remove its oldest in TIME-WAIT. */
  admits(origin: number): boolean {
    const port = this.#ports.get(origin);
    if (port === undefined) return this.#count < MAX_TCP_FLOWS;
    if (port.count >= MAX_TCP_FLOWS_PER_PORT) port.oldestWaiting?.leave();
    return port.count < MAX_TCP_FLOWS_PER_PORT && this.#count < MAX_TCP_FLOWS;
  }

  add(flow: TcpFlow): void {
    let port = this.#ports.get(flow.origin);
    if (port === undefined) {
      port = new PortFlows<TcpFlow>();
      this.#ports.set(flow.origin, port);
    }
    port.count += 1;
    this.#count += 1;
    this.#table.add(flow);
  }

  list(): TcpFlow[] {
    return this.#table.list();
  }

  /** RFC 6528: a clock, offset differently for each pair of ends. */
  initialSequence(key: FlowKey): number {
    const offset = hashEnds(this.#sequenceSeed, key);
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
    // The others have left the table, and wait for their streams to send what was written.
    this.#deadlines.close();
  }

  // Called by flows.

  congestedTowards(mac: number): boolean {
    return this.#context.emitter.congestedTowards(mac);
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
    this.#ports.get(flow.origin)?.wait(flow);
  }

  left(flow: TcpFlow): void {
    this.#table.remove(flow);
    this.#deadlines.cancel(flow);
    this.#ports.get(flow.origin)?.stopWaiting(flow);
  }

  gone(flow: TcpFlow): void {
    this.#deadlines.cancel(flow);
    this.#count -= 1;
    const port = this.#ports.get(flow.origin);
    if (port === undefined) return;
    port.count -= 1;
    if (port.count === 0) this.#ports.delete(flow.origin);
  }

  /** Reports the failure to the guest as a LAN would (RFC 1122 §4.2.3.9). */
  connectFailed(flow: TcpFlow, error: OutsideError): void {
    if (error.errno === 'ETIMEDOUT') return;
    const { synQuote: quote, guestMac: mac, remoteAddress: remote } = flow;
    const icmp = errorForGuest(error, remote.family);
    if (icmp === null || quote === null || isIcmpError(icmp, 'portUnreachable', remote.family)) {
      const acknowledgment = advance(flow.synSequence, 1);
      this.writer.control(flow, 0, acknowledgment, TcpFlag.rst | TcpFlag.ack, 0);
      return;
    }
    const { emitter, reachability } = this.#context;
    sendOutsideError(emitter, reachability.gateway, { mac, remote, quote }, error);
  }

  #deadlinesPassed(): void {
    this.now = this.#clock.now();
    this.#serve();
  }

  /** Serves until no flow has more to do, unless the emitter is not free. */
  #serve(): void {
    if (this.#serving || this.#context.emitter.held) return;
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
