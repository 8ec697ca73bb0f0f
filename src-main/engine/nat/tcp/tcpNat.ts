/**
 * NAT's TCP: each guest connection ends here and goes on as a host's stream.
 * Read first: RFC 5382 (NAT behaviour for TCP), tcpFlow.ts, tcpFlows.ts.
 * Left out: hairpinning between guests of one network (they reach each other by the switch).
 *
 * Theory of operation
 * A segment finds its flow by its four ends. A SYN without one opens a flow: the host connects
 * first, and the guest's handshake goes on when that has succeeded. Anything else without a flow is
 * answered with RST. Towards the gateway's own address only DNS listens; whatever forwards have
 * opened is found like any other flow. A segment for a flow of another MAC is nobody's.
 */
import type { FlowInfo } from '../../engineConfig.ts';
import type { GuestPacket } from '../../gateway/upstream.ts';
import { ipv4ToIp } from '../../../address/ip.ts';
import { formatIpv4 } from '../../../address/ipv4.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { TcpFlag } from '../../wire/tcp.ts';
import { peerAsGuestSeesIt } from '../forward/forwardedPeer.ts';
import type { AcceptedStream } from '../../outside/hostSockets.ts';
import { refuseStream } from '../../outside/refuseStream.ts';
import type { NatContext } from '../natContext.ts';
import type { FlowKey } from '../flowTable.ts';
import type { TcpForwardTarget } from '../forward/forwardTarget.ts';
import { Segment } from './segment.ts';
import { TcpFlow } from './tcpFlow.ts';
import { TcpFlows } from './tcpFlows.ts';
import { stateName } from './tcpState.ts';

const DNS_PORT = 53;
/** RFC 6335 §6: dynamic ports, for a peer whose own port is taken. */
const FIRST_DYNAMIC_PORT = 49_152;
const DYNAMIC_PORTS = 16_384;
/** Ports tried before a forwarded connection is refused. */
const PORT_ATTEMPTS = 64;

export class TcpNat implements TcpForwardTarget {
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
    const { source, destination } = packet;
    const flow = this.#flows.find(source, segment.sourcePort, destination, segment.destinationPort);
    if (flow === null) return this.#withoutFlow(packet, segment);
    if (flow.guestMac !== packet.mac) return Drop.unsolicited;
    if (segment.has(TcpFlag.syn) && !segment.has(TcpFlag.ack) && flow.yieldsTo(segment)) {
      flow.leave();
      return this.#open(packet, segment, flow.nextInitialSequence);
    }
    flow.receive(segment);
    return Drop.none;
  }

  openFromHost(
    stream: AcceptedStream,
    guestMac: number,
    guestAddress: number,
    guestPort: number,
  ): void {
    const address = peerAsGuestSeesIt(this.#context, stream.peerAddress.ipv4);
    const port = this.#freePort(guestAddress, guestPort, address, stream.peerPort);
    if (port < 0 || !this.#flows.admits(guestMac)) {
      refuseStream(stream);
      return;
    }
    const key = { guestAddress, guestPort, remoteAddress: address, remotePort: port };
    const flow = this.#addFlow(guestMac, key, this.#flows.initialSequence(key));
    flow.join(stream.open(flow));
    flow.offer();
  }

  /** The batch is done: what was gathered goes out. */
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
      guest: `${formatIpv4(flow.guestAddress)}:${flow.guestPort}`,
      remote: `${formatIpv4(flow.remoteAddress)}:${flow.remotePort}`,
      state: stateName(flow.state),
      octetsOut: flow.octetsOut,
      octetsIn: flow.octetsIn,
    }));
  }

  /** Resets what the host has open; guests hear nothing, their network is gone. */
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

  /** Host loopback is off (R32): of the gateway's own ports only DNS is one. */
  #leadsSomewhere(packet: GuestPacket, segment: Segment): boolean {
    if (packet.destination !== this.#context.address) return true;
    return segment.destinationPort === DNS_PORT && this.#context.dns !== null;
  }

  #open(packet: GuestPacket, segment: Segment, initialSequence: number): DropCode {
    if (!this.#flows.admits(packet.mac)) {
      this.#refuse(packet, segment);
      return Drop.tableFull;
    }
    const flow = this.#addFlow(packet.mac, ends(packet, segment), initialSequence);
    flow.begin(segment);
    this.#connect(flow);
    return Drop.none;
  }

  #connect(flow: TcpFlow): void {
    const { dns, host, address } = this.#context;
    if (flow.remoteAddress === address && dns !== null) {
      const guest = { mac: flow.guestMac, address: flow.guestAddress };
      flow.join(dns.openStream(flow, guest));
      // Nothing to connect to outside; a service that says so itself is not heard twice.
      flow.connected();
    } else {
      flow.join(host.connect(ipv4ToIp(flow.remoteAddress), flow.remotePort, flow));
    }
  }

  #addFlow(guestMac: number, key: FlowKey, initialSequence: number): TcpFlow {
    const flow = new TcpFlow(
      this.#flows,
      guestMac,
      key.guestAddress,
      key.guestPort,
      key.remoteAddress,
      key.remotePort,
      initialSequence,
    );
    this.#flows.add(flow);
    return flow;
  }

  #refuse(packet: GuestPacket, segment: Segment): void {
    this.#flows.writer.refuse({ guestMac: packet.mac, ...ends(packet, segment) }, segment);
  }

  /** The peer's port, or a free one where that pair of ends is taken; -1: none was found. */
  #freePort(guestAddress: number, guestPort: number, address: number, wanted: number): number {
    let port = wanted;
    for (let attempt = 0; attempt < PORT_ATTEMPTS; attempt += 1) {
      if (this.#flows.find(guestAddress, guestPort, address, port) === null) return port;
      port = FIRST_DYNAMIC_PORT + Math.floor(this.#context.random() * DYNAMIC_PORTS);
    }
    return -1;
  }
}

function ends(packet: GuestPacket, segment: Segment): FlowKey {
  return {
    guestAddress: packet.source,
    guestPort: segment.sourcePort,
    remoteAddress: packet.destination,
    remotePort: segment.destinationPort,
  };
}
