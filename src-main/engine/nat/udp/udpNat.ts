/**
 * UDP between guests and the outside.
 * Read first: RFC 4787; udpFlow.ts; outside/datagrams.ts.
 * Left out: the guest's hop limit and ICMP time exceeded (R25 needs the kernel's error queue),
 * UDP-Lite.
 *
 * Theory of operation
 * - A flow is (guest address and port, remote address and port). It begins with the guest's first
 *   datagram and owns a socket of the host that is connected to the remote, so that the kernel
 *   matches replies and errors (R23: address and port-dependent filtering, RFC 4787 §5). All flows
 *   of one guest address and port share one host port, the mapping (REQ-1).
 * - Or it begins with a peer's datagram through a forward. Then the socket is the forward's, and
 *   the peer has the address and port that peerNames.ts gives it.
 * - Open: datagrams go both ways, and either direction refreshes (REQ-6). An error of the socket
 *   becomes the ICMP error of a LAN, which quotes the guest's last packet. If the socket cannot be
 *   used after it, the flow is closed, and the guest's next datagram begins a new one. Flows recover
 *   in the same way after the host has moved to another network.
 * - Closed: in no table; late events are ignored.
 * - Limits: flows of one switch port and of all. At either limit the port's own longest idle flow
 *   is closed to make room. The datagram is dropped if the port has no flow, or none that was idle
 *   for SPARED_MS: a socket costs the host more than a frame costs the guest, and a flood of new
 *   flows must not starve other guests.
 * - Time: a flow's deadline is its idle time after its last datagram.
 */
import { MAX_UDP_FLOWS, MAX_UDP_FLOWS_PER_PORT } from '../../guestLimits.ts';
import { endpointText, type IpAddress, parseIp } from '../../../address/ip.ts';
import { Deadlines } from '../../deadlines.ts';
import type { FlowInfo } from '../../engineConfig.ts';
import type { Guest } from '../../gateway/guestDirectory.ts';
import { type FlowKey, FlowTable } from '../../ip/flowTable.ts';
import { icmpError, sendIcmpError } from '../../ip/icmpErrors.ts';
import { sendOutsideError } from '../../ip/outsideErrors.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { BoundDatagrams } from '../../outside/datagrams.ts';
import type { OutsideError } from '../../outside/outsideError.ts';
import { sumAddresses } from '../../wire/checksum.ts';
import { DNS_PORT } from '../../wire/dns.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { DEFAULT_HOP_LIMIT, IpProtocol } from '../../wire/ipProtocol.ts';
import {
  UDP_HEADER_LENGTH,
  checkUdp,
  emitUdp,
  udpDestinationPort,
  udpLength,
  udpSourcePort,
} from '../../wire/udp.ts';
import type { UdpForwardTarget } from '../forward/forwardTarget.ts';
import { nameOfPeer } from '../forward/peerNames.ts';
import type { NatContext } from '../natContext.ts';
import type { NatProtocol } from '../natProtocol.ts';
import { type ForwardedPeer, UdpFlow, type UdpMapping, UdpShare } from './udpFlow.ts';

/** Silence after which a flow is closed, in ms. RFC 4787 §4.3, REQ-5: not under 2 min, 5 advised. */
const IDLE_MS = 300_000;
/** The same for DNS, permitted for a well-known port (REQ-5a); resolvers ask again within 30 s. */
const DNS_IDLE_MS = 30_000;
/**
 * A flow used within this time is not closed to make room, in ms. With MAX_UDP_FLOWS_PER_PORT a
 * guest may begin 4096 flows a second, of about 70 µs each.
 */
const SPARED_MS = 250;

export class UdpNat implements NatProtocol, UdpForwardTarget {
  readonly #context: NatContext;
  readonly #flows: FlowTable<UdpFlow>;
  /** By switch port. */
  readonly #shares = new Map<number, UdpShare>();
  /** By the guest's address and port. */
  readonly #mappings = new Map<string, UdpMapping>();
  /** Flows through a forward: by socket, then by peer. */
  readonly #forwarded = new Map<BoundDatagrams, Map<string, UdpFlow>>();
  readonly #deadlines: Deadlines<UdpFlow>;

  constructor(context: NatContext) {
    this.#context = context;
    this.#flows = new FlowTable(context.random);
    this.#deadlines = new Deadlines(context.clock, (flow) => this.#close(flow));
  }

  fromGuest(packet: GuestPacket): DropCode {
    const { view, l4 } = packet;
    const wrong = checkUdp(view, l4, packet.l4Len, packet.sumAddresses());
    if (wrong !== Drop.none) return wrong;
    const guestPort = udpSourcePort(view, l4);
    const remotePort = udpDestinationPort(view, l4);
    if (guestPort === 0 || remotePort === 0) return Drop.malformed;
    const flow = this.#flows.findFor(packet, guestPort, remotePort);
    if (flow === null) return this.#first(packet, guestPort, remotePort);
    if (flow.mac === packet.mac) return this.#send(flow, packet);
    if (this.#context.guests.macOf(flow.guestAddress) !== packet.mac) return Drop.badSource;
    // The address belongs to another guest now.
    this.#close(flow);
    return this.#first(packet, guestPort, remotePort);
  }

  /** Datagrams are sent immediately. */
  settle(): void {
    this.#context.emitter.flush();
  }

  /** A datagram to a congested guest is lost, so none waits. */
  resume(): void {
    this.#context.emitter.flush();
  }

  #first(packet: GuestPacket, guestPort: number, remotePort: number): DropCode {
    const { gateway } = this.#context.reachability;
    if (packet.isTo(gateway)) return this.#refuse(packet, gateway);
    const ends = { guestAddress: packet.source(), remoteAddress: packet.destination() };
    const flow = this.#add(packet.origin, packet.mac, { ...ends, guestPort, remotePort });
    if (flow === null) return Drop.tableFull;
    this.#connect(flow);
    return this.#send(flow, packet);
  }

  /** A port of the gateway that nothing listens on. */
  #refuse(packet: GuestPacket, gateway: IpAddress): DropCode {
    const { emitter } = this.#context;
    sendIcmpError(emitter, packet, gateway, icmpError('portUnreachable', packet.family));
    emitter.flush();
    return Drop.unsolicited;
  }

  #send(flow: UdpFlow, packet: GuestPacket): DropCode {
    const length = udpLength(packet.view, packet.l4) - UDP_HEADER_LENGTH;
    const from = packet.view.byteOffset + packet.l4 + UDP_HEADER_LENGTH;
    flow.quote.keep(packet);
    flow.octetsOut += length;
    this.#used(flow);
    const octets = new Uint8Array(packet.view.buffer as ArrayBuffer, from, length);
    const { forwarded } = flow;
    if (forwarded === null) flow.socket?.send(octets, DEFAULT_HOP_LIMIT);
    else forwarded.socket.sendTo(octets, forwarded.address, forwarded.port, DEFAULT_HOP_LIMIT);
    return Drop.none;
  }

  #connect(flow: UdpFlow): void {
    const endpoint = endpointText(flow.guestAddress, flow.guestPort);
    const mapping = this.#mappings.get(endpoint) ?? { localPort: 0, flows: 0 };
    this.#mappings.set(endpoint, mapping);
    mapping.flows += 1;
    flow.mapping = mapping;
    const { remoteAddress, remotePort } = flow;
    const address = remoteAddress.toString();
    const { outside } = this.#context;
    flow.socket = outside.connectDatagrams(address, remotePort, mapping.localPort, {
      datagram: (octets) => this.#deliver(flow, octets),
      failed: (error) => this.#failed(flow, error),
    });
    if (mapping.localPort === 0) mapping.localPort = flow.socket.localPort;
  }

  fromPeer(
    socket: BoundDatagrams,
    peerAddress: string,
    peerPort: number,
    octets: Uint8Array,
    guest: Guest,
    guestPort: number,
  ): void {
    const peer = { socket, address: peerAddress, port: peerPort };
    let flow = this.#forwarded.get(socket)?.get(peerKey(peer)) ?? null;
    if (flow && (!flow.guestAddress.equals(guest.address) || flow.guestPort !== guestPort)) {
      this.#close(flow);
      flow = null;
    }
    flow ??= this.#addForwarded(peer, guest, guestPort);
    if (flow) this.#deliver(flow, octets);
  }

  #addForwarded(peer: ForwardedPeer, guest: Guest, guestPort: number): UdpFlow | null {
    const address = parseIp(peer.address);
    if (address === null) return null;
    const key = nameOfPeer(this.#context, address, peer.port, guest, guestPort, (it) =>
      this.#isForwarded(it),
    );
    if (key === null) return null;
    // The guest already had a flow to this peer; now the peer sends to the forward.
    const before = this.#flows.find(key);
    if (before) this.#close(before);
    const flow = this.#add(guest.origin, guest.mac, key);
    if (flow === null) return null;
    flow.forwarded = peer;
    const peers = this.#forwarded.get(peer.socket) ?? new Map<string, UdpFlow>();
    this.#forwarded.set(peer.socket, peers.set(peerKey(peer), flow));
    return flow;
  }

  #isForwarded(key: FlowKey): boolean {
    const flow = this.#flows.find(key);
    return flow !== null && flow.forwarded !== null;
  }

  /** The forward's socket has closed: removes its flows. */
  forwardClosed(socket: BoundDatagrams): void {
    for (const flow of this.#forwarded.get(socket)?.values() ?? []) this.#close(flow);
  }

  #deliver(flow: UdpFlow, payload: Uint8Array): void {
    if (flow.closed) return;
    flow.octetsIn += payload.length;
    this.#used(flow);
    const { emitter } = this.#context;
    const { remoteAddress, remotePort, guestAddress, guestPort } = flow;
    const l4Len = UDP_HEADER_LENGTH + payload.length;
    const l4 = emitter.begin(flow.mac, remoteAddress, guestAddress, IpProtocol.udp, l4Len);
    if (l4 < 0) return;
    emitter.octets.set(payload, l4 + UDP_HEADER_LENGTH);
    const addresses = sumAddresses(remoteAddress, guestAddress);
    emitUdp(emitter.view, l4, remotePort, guestPort, payload.length, addresses);
    emitter.send();
    emitter.flush();
  }

  #failed(flow: UdpFlow, error: OutsideError): void {
    if (flow.closed) return;
    const { emitter, reachability } = this.#context;
    const { mac, remoteAddress: remote, quote } = flow;
    sendOutsideError(emitter, reachability.gateway, { mac, remote, quote }, error);
    if (!socketSurvives(error)) this.#close(flow);
  }

  #add(origin: number, mac: number, key: FlowKey): UdpFlow | null {
    if (!this.#makeRoom(origin)) return null;
    const share = this.#shares.get(origin) ?? new UdpShare(origin);
    this.#shares.set(origin, share);
    const idleMs = key.remotePort === DNS_PORT ? DNS_IDLE_MS : IDLE_MS;
    const flow = new UdpFlow(share, idleMs, mac, key);
    share.flows += 1;
    share.order.add(flow, this.#context.clock.now());
    this.#flows.add(flow);
    this.#deadlines.schedule(flow, flow.lastUsedMs + idleMs);
    return flow;
  }

  #used(flow: UdpFlow): void {
    flow.share.order.touch(flow, this.#context.clock.now());
    this.#deadlines.schedule(flow, flow.lastUsedMs + flow.idleMs);
  }

  #makeRoom(origin: number): boolean {
    const share = this.#shares.get(origin);
    if ((share?.flows ?? 0) < MAX_UDP_FLOWS_PER_PORT && this.#flows.size < MAX_UDP_FLOWS)
      return true;
    const victim = share?.order.oldest ?? null;
    if (victim === null || this.#context.clock.now() - victim.lastUsedMs < SPARED_MS) return false;
    this.#close(victim);
    return true;
  }

  #close(flow: UdpFlow): void {
    flow.closed = true;
    this.#deadlines.cancel(flow);
    flow.share.order.remove(flow);
    this.#flows.remove(flow);
    flow.share.flows -= 1;
    if (flow.share.flows === 0) this.#shares.delete(flow.share.origin);
    flow.socket?.close();
    if (flow.mapping) this.#releaseMapping(flow, flow.mapping);
    if (flow.forwarded) this.#forgetPeer(flow.forwarded);
  }

  #releaseMapping(flow: UdpFlow, mapping: UdpMapping): void {
    mapping.flows -= 1;
    if (mapping.flows > 0) return;
    this.#mappings.delete(endpointText(flow.guestAddress, flow.guestPort));
  }

  #forgetPeer(peer: ForwardedPeer): void {
    const peers = this.#forwarded.get(peer.socket);
    peers?.delete(peerKey(peer));
    if (peers?.size === 0) this.#forwarded.delete(peer.socket);
  }

  flows(): FlowInfo[] {
    return this.#flows.list().map((flow) => ({
      networkId: '',
      mac: flow.mac,
      protocol: 'udp',
      guest: endpointText(flow.guestAddress, flow.guestPort),
      remote: endpointText(flow.remoteAddress, flow.remotePort),
      state: 'open',
      octetsOut: flow.octetsOut,
      octetsIn: flow.octetsIn,
    }));
  }

  /** Closes every flow and its socket, but not the sockets of forwards. */
  close(): void {
    for (const flow of this.#flows.list()) this.#close(flow);
  }
}

/** Tells the peers of one forward apart. */
function peerKey({ address, port }: ForwardedPeer): string {
  return `${port} ${address}`;
}

/** Whether a connected datagram socket goes on after this error. */
function socketSurvives({ errno }: OutsideError): boolean {
  return errno === 'ECONNREFUSED' || errno === 'EMSGSIZE';
}
