/**
 * UDP between guests and the outside.
 * Read first: RFC 4787; udpFlow.ts; hostSockets.ts.
 * Left out: TTL and ICMP time exceeded (R25 needs the kernel's error queue), UDP-Lite.
 *
 * Theory of operation
 * - A flow is (guest address and port, remote address and port). It begins with the guest's first
 *   datagram and owns a socket of the host that is connected to the remote, so that the kernel
 *   matches replies and errors (R23: address and port-dependent filtering, RFC 4787 §5). All flows
 *   of one guest address and port share one host port, the mapping (REQ-1).
 * - Or it begins with a peer's datagram through a forward. Then the socket is the forward's, and
 *   the peer has the address that peerAsGuestSeesIt gives.
 * - Open: datagrams go both ways, and either direction refreshes (REQ-6). An error of the socket
 *   becomes the ICMP message a LAN would give, quoting the guest's last packet; if the socket is
 *   spent by it, the flow is closed and the guest's next datagram begins another, which is also how
 *   flows come back after the host has roamed. Closed: in no table; late events find no socket.
 * - Limits: flows per guest (a MAC) and in all. At a guest's limit its own longest idle flow makes
 *   room; at the limit of all likewise, or the datagram is dropped when the guest has none, or none
 *   that was idle for SPARED_MS: a socket costs the host more than a frame costs the guest, and a
 *   flood of new flows must not keep the thread from everybody else.
 * - Time: one timer, armed when there are flows, for when the longest idle may be due. Traffic does
 *   not move it; it looks again when it fires.
 */
import type { FlowInfo } from '../../engineConfig.ts';
import type { GuestPacket } from '../../gateway/upstream.ts';
import type { Timer } from '../../clock.ts';
import { ipv4ToIp } from '../../../address/ip.ts';
import { formatIpv4, isRoutableIpv4, netmask, sameSubnet } from '../../../address/ipv4.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { Icmpv4Type, Unreachable } from '../../wire/icmpv4.ts';
import { IpProtocol, Ipv4Flag } from '../../wire/ipv4.ts';
import {
  UDP_HEADER_LENGTH,
  checkUdp,
  emitUdp,
  udpDestinationPort,
  udpLength,
  udpSourcePort,
} from '../../wire/udp.ts';
import { FlowTable } from '../flowTable.ts';
import { peerAsGuestSeesIt } from '../forward/forwardedPeer.ts';
import type { HostDatagrams } from '../../outside/hostSockets.ts';
import { QUOTE_LENGTH, quotePacket, sendQuotedError } from '../../ip/icmpQuote.ts';
import type { NatContext } from '../natContext.ts';
import { PacketToGuest } from '../../ip/packetToGuest.ts';
import { plateauBelow, socketSurvives, unreachableCode } from './udpErrors.ts';
import { UdpFlow, UdpGuest, type UdpMapping } from './udpFlow.ts';

/** Most flows of one guest: a socket of the host each. */
const MAX_FLOWS_PER_GUEST = 1024;
/** Most flows of one network; leaves most of the descriptors to TCP where 65,536 are allowed. */
const MAX_FLOWS = 8192;

/** Silence after which a flow is closed, in ms. RFC 4787 §4.3, REQ-5: not under 2 min, 5 advised. */
const IDLE_MS = 300_000;
/** The same for DNS, which a well-known port allows (REQ-5a); resolvers ask again within 30 s. */
const DNS_IDLE_MS = 30_000;
const DNS_PORT = 53;
/**
 * A flow used this lately does not make room for another, in ms. With MAX_FLOWS_PER_GUEST a guest
 * may begin 4096 flows a second, of about 70 µs each.
 */
const SPARED_MS = 250;

/** First of the ports given to peers that must be renamed. RFC 6335 §6: dynamic ports. */
const DYNAMIC_PORTS = 49_152;
/** Ports below are the gateway's own services', as far as a guest can tell. RFC 6335 §6. */
const SYSTEM_PORTS_END = 1024;
/** Attempts to find a free port for a renamed peer before its datagram is dropped. */
const RENAME_ATTEMPTS = 16;

export class UdpNat {
  readonly #context: NatContext;
  readonly #packets: PacketToGuest;
  readonly #flows: FlowTable<UdpFlow>;
  readonly #guests = new Map<number, UdpGuest>();
  /** By guest address × 65,536 + guest port. */
  readonly #mappings = new Map<number, UdpMapping>();
  /** Flows that came through a forward: by socket, then by peer. */
  readonly #forwarded = new Map<HostDatagrams, Map<number, UdpFlow>>();
  #timer: Timer | null = null;
  /** When it fires. */
  #timerDueMs = Infinity;

  constructor(context: NatContext) {
    this.#context = context;
    this.#packets = new PacketToGuest(context);
    this.#flows = new FlowTable(context.random);
  }

  fromGuest(packet: GuestPacket): DropCode {
    const { view, l4, source, destination } = packet;
    const wrong = checkUdp(view, l4, packet.l4Len, source, destination);
    if (wrong !== Drop.none) return wrong;
    const guestPort = udpSourcePort(view, l4);
    const remotePort = udpDestinationPort(view, l4);
    if (guestPort === 0 || remotePort === 0) return Drop.malformed;
    const flow = this.#flows.find(source, guestPort, destination, remotePort);
    if (flow === null) return this.#first(packet, guestPort, remotePort);
    if (flow.guest.mac === packet.mac) return this.#send(flow, packet);
    if (this.#context.guests.macOf(source) !== packet.mac) return Drop.badSource;
    // The address has moved to another guest.
    this.#close(flow);
    return this.#first(packet, guestPort, remotePort);
  }

  #first(packet: GuestPacket, guestPort: number, remotePort: number): DropCode {
    const { source, destination } = packet;
    if (destination === this.#context.address) return this.#refuse(packet);
    const mask = netmask(this.#context.prefixLength);
    if (!isRoutableIpv4(destination) || sameSubnet(destination, this.#context.address, mask))
      return Drop.badDestination;
    const flow = this.#add(packet.mac, source, guestPort, destination, remotePort);
    if (flow === null) return Drop.tableFull;
    this.#connect(flow);
    return this.#send(flow, packet);
  }

  /** A port of the gateway that nothing listens on. */
  #refuse(packet: GuestPacket): DropCode {
    const quote = new DataView(new ArrayBuffer(QUOTE_LENGTH));
    const quoted = new Uint8Array(quote.buffer, 0, quotePacket(packet, quote));
    const type = Icmpv4Type.destinationUnreachable;
    const { mac, source, destination } = packet;
    sendQuotedError(this.#context, mac, destination, source, quoted, type, Unreachable.port, 0);
    return Drop.unsolicited;
  }

  #send(flow: UdpFlow, packet: GuestPacket): DropCode {
    const length = udpLength(packet.view, packet.l4) - UDP_HEADER_LENGTH;
    const from = packet.view.byteOffset + packet.l4 + UDP_HEADER_LENGTH;
    flow.quoteLength = quotePacket(packet, flow.quote);
    flow.octetsOut += length;
    flow.order.touch(flow, this.#context.clock.now());
    const octets = new Uint8Array(packet.view.buffer as ArrayBuffer, from, length);
    if (flow.mapping) flow.socket?.send(octets);
    else flow.socket?.send(octets, ipv4ToIp(flow.peerAddress), flow.peerPort);
    return Drop.none;
  }

  #connect(flow: UdpFlow): void {
    const endpoint = flow.guestAddress * 0x1_0000 + flow.guestPort;
    const mapping = this.#mappings.get(endpoint) ?? { localPort: 0, flows: 0 };
    this.#mappings.set(endpoint, mapping);
    mapping.flows += 1;
    flow.mapping = mapping;
    const { remoteAddress, remotePort } = flow;
    flow.socket = this.#context.host.connectDatagrams(
      ipv4ToIp(remoteAddress),
      remotePort,
      mapping.localPort,
      {
        datagram: (octets) => this.#deliver(flow, octets),
        failed: (error) => this.#failed(flow, error),
      },
    );
    if (mapping.localPort === 0) mapping.localPort = flow.socket.localPort;
  }

  /** A peer's datagram for the guest that a forward leads to. Called by the forward. */
  fromPeer(
    socket: HostDatagrams,
    peerAddress: number,
    peerPort: number,
    octets: Uint8Array,
    mac: number,
    guestAddress: number,
    guestPort: number,
  ): void {
    const peer = peerAddress * 0x1_0000 + peerPort;
    let flow = this.#forwarded.get(socket)?.get(peer) ?? null;
    if (flow && (flow.guestAddress !== guestAddress || flow.guestPort !== guestPort)) {
      this.#close(flow);
      flow = null;
    }
    flow ??= this.#addForwarded(socket, peerAddress, peerPort, mac, guestAddress, guestPort);
    if (flow) this.#deliver(flow, octets);
  }

  #addForwarded(
    socket: HostDatagrams,
    peerAddress: number,
    peerPort: number,
    mac: number,
    guestAddress: number,
    guestPort: number,
  ): UdpFlow | null {
    const remote = peerAsGuestSeesIt(this.#context, peerAddress);
    const port =
      remote === peerAddress
        ? peerPort
        : this.#renamedPort(remote, peerPort, guestAddress, guestPort);
    if (port === 0) return null;
    // The guest spoke to the same peer of its own accord; now the peer speaks to the forward.
    const before = this.#flows.find(guestAddress, guestPort, remote, port);
    if (before) this.#close(before);
    const flow = this.#add(mac, guestAddress, guestPort, remote, port);
    if (flow === null) return null;
    flow.socket = socket;
    flow.peerAddress = peerAddress;
    flow.peerPort = peerPort;
    const peers = this.#forwarded.get(socket) ?? new Map<number, UdpFlow>();
    this.#forwarded.set(socket, peers.set(peerAddress * 0x1_0000 + peerPort, flow));
    return flow;
  }

  /** A port under which the gateway can stand for a peer; its own number where that is free. */
  #renamedPort(remote: number, peerPort: number, guestAddress: number, guestPort: number): number {
    let port = peerPort;
    for (let attempt = 0; attempt < RENAME_ATTEMPTS; attempt++) {
      const free = this.#flows.find(guestAddress, guestPort, remote, port) === null;
      if (free && port >= SYSTEM_PORTS_END) return port;
      port = DYNAMIC_PORTS + Math.floor(this.#context.random() * (0x1_0000 - DYNAMIC_PORTS));
    }
    return 0;
  }

  /** The forward's socket is gone, and its flows with it. */
  forwardClosed(socket: HostDatagrams): void {
    for (const flow of this.#forwarded.get(socket)?.values() ?? []) this.#close(flow);
  }

  #deliver(flow: UdpFlow, payload: Uint8Array): void {
    if (!flow.socket) return;
    flow.octetsIn += payload.length;
    flow.order.touch(flow, this.#context.clock.now());
    const packets = this.#packets;
    if (!packets.begin(flow.guest.mac, UDP_HEADER_LENGTH + payload.length)) return;
    const { remoteAddress, remotePort, guestAddress, guestPort } = flow;
    packets.octets.set(payload, packets.l4 + UDP_HEADER_LENGTH);
    const { view, l4 } = packets;
    emitUdp(view, l4, remoteAddress, remotePort, guestAddress, guestPort, payload.length);
    packets.finish(remoteAddress, guestAddress, IpProtocol.udp);
  }

  #failed(flow: UdpFlow, error: string): void {
    if (!flow.socket) return;
    const code = unreachableCode(error);
    if (code >= 0) this.#tellGuest(flow, code);
    if (!socketSurvives(error)) this.#close(flow);
  }

  #tellGuest(flow: UdpFlow, code: number): void {
    // Only the remote itself can say that its port is closed; the rest is said on the way.
    const says = code === Unreachable.port ? flow.remoteAddress : this.#context.address;
    const tooLong = code === Unreachable.fragmentationNeeded;
    // Without DF the packet was ours to fragment, which the kernel does from now on.
    if (tooLong && (flow.quote.getUint16(6) & Ipv4Flag.dontFragment) === 0) return;
    const rest = tooLong ? plateauBelow(flow.quote.getUint16(2)) : 0;
    const type = Icmpv4Type.destinationUnreachable;
    const { guest, guestAddress, quoted } = flow;
    sendQuotedError(this.#context, guest.mac, says, guestAddress, quoted, type, code, rest);
  }

  #add(
    mac: number,
    guestAddress: number,
    guestPort: number,
    remoteAddress: number,
    remotePort: number,
  ): UdpFlow | null {
    if (!this.#makeRoom(mac)) return null;
    const guest = this.#guests.get(mac) ?? new UdpGuest(mac);
    this.#guests.set(mac, guest);
    const order = remotePort === DNS_PORT ? guest.dns : guest.usual;
    const flow = new UdpFlow(guest, order, guestAddress, guestPort, remoteAddress, remotePort);
    guest.flows += 1;
    order.add(flow, this.#context.clock.now());
    this.#flows.add(flow);
    this.#arm(flow.lastUsedMs + (order === guest.dns ? DNS_IDLE_MS : IDLE_MS));
    return flow;
  }

  #makeRoom(mac: number): boolean {
    const guest = this.#guests.get(mac);
    if ((guest?.flows ?? 0) < MAX_FLOWS_PER_GUEST && this.#flows.size < MAX_FLOWS) return true;
    const victim = guest?.longestIdle() ?? null;
    if (victim === null || this.#context.clock.now() - victim.lastUsedMs < SPARED_MS) return false;
    this.#close(victim);
    return true;
  }

  #close(flow: UdpFlow): void {
    const socket = flow.socket;
    flow.socket = null;
    flow.order.remove(flow);
    this.#flows.remove(flow);
    flow.guest.flows -= 1;
    if (flow.guest.flows === 0) this.#guests.delete(flow.guest.mac);
    if (flow.mapping) {
      socket?.close();
      this.#releaseMapping(flow, flow.mapping);
    } else if (socket) this.#forgetPeer(socket, flow);
    if (this.#flows.size === 0) this.#disarm();
  }

  #releaseMapping(flow: UdpFlow, mapping: UdpMapping): void {
    mapping.flows -= 1;
    if (mapping.flows === 0) this.#mappings.delete(flow.guestAddress * 0x1_0000 + flow.guestPort);
  }

  #forgetPeer(socket: HostDatagrams, flow: UdpFlow): void {
    const peers = this.#forwarded.get(socket);
    peers?.delete(flow.peerAddress * 0x1_0000 + flow.peerPort);
    if (peers?.size === 0) this.#forwarded.delete(socket);
  }

  /** Makes sure that somebody looks at `dueMs`. */
  #arm(dueMs: number): void {
    if (dueMs >= this.#timerDueMs) return;
    this.#disarm();
    this.#timerDueMs = dueMs;
    const clock = this.#context.clock;
    this.#timer = clock.after(Math.max(0, dueMs - clock.now()), () => this.#expire());
  }

  #expire(): void {
    this.#disarm();
    const now = this.#context.clock.now();
    for (const guest of [...this.#guests.values()]) {
      this.#expireOrder(guest.usual, now - IDLE_MS);
      this.#expireOrder(guest.dns, now - DNS_IDLE_MS);
      this.#arm((guest.usual.oldest?.lastUsedMs ?? Infinity) + IDLE_MS);
      this.#arm((guest.dns.oldest?.lastUsedMs ?? Infinity) + DNS_IDLE_MS);
    }
  }

  #expireOrder(order: UdpGuest['usual'], lastUsedBefore: number): void {
    while (order.oldest && order.oldest.lastUsedMs <= lastUsedBefore) this.#close(order.oldest);
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#timerDueMs = Infinity;
  }

  /** `networkId` is left empty, for whoever knows the network to fill in. */
  flows(): FlowInfo[] {
    return this.#flows.list().map((flow) => ({
      networkId: '',
      mac: flow.guest.mac,
      protocol: 'udp',
      guest: `${formatIpv4(flow.guestAddress)}:${flow.guestPort}`,
      remote: `${formatIpv4(flow.remoteAddress)}:${flow.remotePort}`,
      state: 'open',
      octetsOut: flow.octetsOut,
      octetsIn: flow.octetsIn,
    }));
  }

  /** Closes every flow and its socket; forwards' sockets stay their owners'. */
  close(): void {
    for (const flow of this.#flows.list()) this.#close(flow);
    this.#disarm();
  }
}
