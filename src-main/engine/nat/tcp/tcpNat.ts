/**
 * NAT's TCP: each connection of a guest ends here, and a stream of the host continues it.
 * Read first: RFC 5382 (NAT behaviour for TCP), tcpFlow.ts, tcpFlows.ts.
 * Left out: hairpinning between guests of one network (they reach each other through the switch).
 *
 * Theory of operation
 * A segment finds its flow by its four ends. A SYN without one opens a flow: the host connects
 * first, and then the guest's handshake continues. Any other segment without a flow is answered
 * with RST. At the gateway's own address only DNS listens; connections opened by a forward are
 * flows like any other. A segment for a flow of another MAC is dropped.
 */
import { endpointText } from '../../../address/ip.ts';
import type { FlowInfo } from '../../engineConfig.ts';
import type { Guest } from '../../gateway/guestDirectory.ts';
import type { FlowKey } from '../../ip/flowTable.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { AcceptedStream } from '../../outside/stream.ts';
import { DNS_PORT } from '../../wire/dns.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { TcpFlag } from '../../wire/tcp.ts';
import { refuseStream } from '../../outside/refuseStream.ts';
import type { TcpForwardTarget } from '../forward/forwardTarget.ts';
import { nameOfPeer } from '../forward/peerNames.ts';
import type { NatContext } from '../natContext.ts';
import type { NatProtocol } from '../natProtocol.ts';
import { Segment } from './segment.ts';
import { TcpFlow } from './tcpFlow.ts';
import { TcpFlows } from './tcpFlows.ts';
import { stateName } from './tcpState.ts';

export class TcpNat implements NatProtocol, TcpForwardTarget {
  readonly #context: NatContext;
  readonly #flows: TcpFlows;
  readonly #segment = new Segment();

  constructor(context: NatContext) {
    this.#context = context;
    this.#flows = new TcpFlows(context);
  }

  fromGuest(packet: GuestPacket): DropCode {
    const segment = this.#segment;
    const drop = segment.parse(packet);
    if (drop !== Drop.none) return drop;
    this.#flows.beginBatch();
    const flow = this.#flows.findFor(packet, segment.sourcePort, segment.destinationPort);
    if (flow === null) return this.#withoutFlow(packet, segment);
    if (flow.guestMac !== packet.mac) return Drop.unsolicited;
    if (segment.has(TcpFlag.syn) && !segment.has(TcpFlag.ack) && flow.yieldsTo(segment)) {
      flow.leave();
      return this.#open(packet, segment, flow.nextInitialSequence);
    }
    flow.receive(segment);
    return Drop.none;
  }

  openFromHost(stream: AcceptedStream, guest: Guest, guestPort: number): void {
    const { peerAddress, peerPort } = stream;
    const key = nameOfPeer(this.#context, peerAddress, peerPort, guest, guestPort, (it) =>
      this.#isTaken(it),
    );
    if (key === null || !this.#flows.admits(guest.origin)) {
      refuseStream(stream);
      return;
    }
    const sequence = this.#flows.initialSequence(key);
    const flow = this.#addFlow(guest.mac, guest.origin, key, sequence);
    flow.join(stream.open(flow));
    flow.offer();
  }

  #isTaken(key: FlowKey): boolean {
    return this.#flows.find(key) !== null;
  }

  /** The batch is complete: flows that are ready send. */
  settle(): void {
    this.#flows.settle();
  }

  resume(): void {
    this.#flows.resume();
  }

  flows(): FlowInfo[] {
    return this.#flows.list().map((flow) => ({
      networkId: '',
      mac: flow.guestMac,
      protocol: 'tcp',
      guest: endpointText(flow.guestAddress, flow.guestPort),
      remote: endpointText(flow.remoteAddress, flow.remotePort),
      state: stateName(flow.state),
      octetsOut: flow.octetsOut,
      octetsIn: flow.octetsIn,
    }));
  }

  /** Resets the host's streams. Guests get nothing, because their network has gone. */
  close(): void {
    this.#flows.close();
  }

  #withoutFlow(packet: GuestPacket, segment: Segment): DropCode {
    const opens = (segment.flags & (TcpFlag.syn | TcpFlag.ack | TcpFlag.rst)) === TcpFlag.syn;
    if (!opens || !this.#leadsSomewhere(packet, segment)) {
      this.#refuse(packet, segment);
      return Drop.none;
    }
    return this.#open(packet, segment, this.#flows.initialSequence(ends(packet, segment)));
  }

  /** Host loopback is off (R32): at the gateway's own address only DNS can be reached. */
  #leadsSomewhere(packet: GuestPacket, segment: Segment): boolean {
    if (!packet.isTo(this.#context.reachability.gateway)) return true;
    return segment.destinationPort === DNS_PORT && this.#context.dns !== null;
  }

  #open(packet: GuestPacket, segment: Segment, initialSequence: number): DropCode {
    if (!this.#flows.admits(packet.origin)) {
      this.#refuse(packet, segment);
      return Drop.tableFull;
    }
    const key = ends(packet, segment);
    const flow = this.#addFlow(packet.mac, packet.origin, key, initialSequence);
    flow.begin(segment);
    this.#connect(flow);
    return Drop.none;
  }

  #connect(flow: TcpFlow): void {
    const { dns, outside, reachability } = this.#context;
    if (dns !== null && flow.remoteAddress.equals(reachability.gateway)) {
      const { guestMac: mac, guestAddress: address, origin } = flow;
      flow.join(dns.openStream(flow, { mac, address, origin }));
      // Nothing connects outside. The service's own `connected` is ignored later.
      flow.connected();
    } else {
      flow.join(outside.connect(flow.remoteAddress.toString(), flow.remotePort, flow));
    }
  }

  #addFlow(guestMac: number, origin: number, key: FlowKey, initialSequence: number): TcpFlow {
    const flow = new TcpFlow(this.#flows, guestMac, origin, key, initialSequence);
    this.#flows.add(flow);
    return flow;
  }

  #refuse(packet: GuestPacket, segment: Segment): void {
    this.#flows.writer.refuse({ guestMac: packet.mac, ...ends(packet, segment) }, segment);
  }
}

function ends(packet: GuestPacket, segment: Segment): FlowKey {
  return {
    guestAddress: packet.source(),
    guestPort: segment.sourcePort,
    remoteAddress: packet.destination(),
    remotePort: segment.destinationPort,
  };
}
