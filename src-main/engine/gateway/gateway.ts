/**
 * Our own host on a network: answers ARP, ping, DHCP and DNS, and is the guests' router.
 * Read first: link/link.ts, outlet.ts, upstream.ts; RFC 1122 §3.2.1 (a host), RFC 1812 §5.2 (a
 * router).
 * Left out: IPv6; redirects; reassembly of fragments for ourselves (ICMP ones are dropped, others
 * are upstream's).
 *
 * Theory of operation
 * The gateway sits on a port of the switch like a guest. `transmit` looks at each frame in place:
 * frames for other stations and broadcasts of no concern are passed over without a word; ARP goes
 * to ArpHost; an IPv4 packet is checked once, written into the one GuestPacket, and goes to the
 * service that takes it or, as TCP and UDP for ourselves and as anything for the outside, to the
 * upstream. Nothing is allocated for a packet that goes upstream.
 * Answers are built in the outlet, which is held from the first `transmit` of a batch to `settle`.
 * What arises outside a batch (timers, host sockets) is flushed by whoever built it.
 * Packets between guests do not belong here: a guest that sends one to our MAC (with a wrong
 * netmask, or to get around isolation) has it dropped as `badDestination`.
 *
 * Drops are counted on our port as `fromGuest`, the direction being told from the guest whose frame
 * it was: each is a frame of a guest that went no further. The reply to it that found no room
 * counts in the same way, as `queueFull`.
 */
import type { Clock } from '../clock.ts';
import type { GatewayConfig, LeaseConfig } from '../engineConfig.ts';
import { BaseLink } from '../link/baseLink.ts';
import type { FrameBatch } from '../link/frameBatch.ts';
import type { LinkSink, LinkState } from '../link/link.ts';
import { isRoutableIpv4, netmask, sameSubnet } from '../../address/ipv4.ts';
import { MAC_BROADCAST } from '../../address/mac.ts';
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT } from '../wire/dhcpv4.ts';
import { DNS_PORT } from '../wire/dns.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import {
  ETHERNET_HEADER_LENGTH,
  EtherType,
  checkEthernet,
  destinationMac,
  etherType,
  sourceMac,
} from '../wire/ethernet.ts';
import { Icmpv4Type } from '../wire/icmpv4.ts';
import {
  IpProtocol,
  checkIpv4,
  ipv4Destination,
  ipv4HeaderLength,
  ipv4Protocol,
  ipv4Source,
  ipv4TimeToLive,
  ipv4TotalLength,
  isIpv4Fragment,
} from '../wire/ipv4.ts';
import {
  UDP_HEADER_LENGTH,
  checkUdp,
  udpDestinationPort,
  udpLength,
  udpSourcePort,
} from '../wire/udp.ts';
import { ArpHost } from './neighbours/arpHost.ts';
import { DhcpReply } from './dhcp/dhcpReply.ts';
import { DhcpServer } from './dhcp/dhcpServer.ts';
import { DnsForwarder } from './dns/dnsForwarder.ts';
import type { DnsHost } from '../outside/dnsHost.ts';
import type { DnsService } from './dns/dnsService.ts';
import type { GuestDirectory } from './guestDirectory.ts';
import { answerEcho } from './icmp/icmpEcho.ts';
import { IcmpErrorLimit, sendIcmpError } from '../ip/icmpErrors.ts';
import { Neighbours } from './neighbours/neighbours.ts';
import { createNodeDnsHost } from '../outside/node/nodeDnsHost.ts';
import { Outlet } from '../ip/outlet.ts';
import type { GuestPacket, Upstream } from './upstream.ts';

export interface GatewayEvents {
  /** A lease was given, renewed or ended. May come often; ask `leases` when it suits. */
  leaseChanged(): void;
}

export interface GatewayOptions {
  readonly clock: Clock;
  /** 0 ≤ x < 1. DNS ids are drawn from it: it should not be guessable. */
  readonly random: () => number;
  readonly events: GatewayEvents;
  /** The host's resolvers; absent: the real ones. */
  readonly dnsHost?: DnsHost;
}

const EVERYBODY = 0xffff_ffff;
/** 169.254.0.0/16 is never forwarded (RFC 3927 §7); cloud hosts keep their metadata there. */
const LINK_LOCAL = 0xa9fe_0000;
const LINK_LOCAL_MASK = 0xffff_0000;

export class Gateway extends BaseLink implements GuestDirectory {
  readonly outlet: Outlet;
  readonly congested = false;
  readonly problem = null;
  readonly #options: GatewayOptions;
  readonly #neighbours: Neighbours;
  readonly #arp: ArpHost;
  readonly #dhcpReply: DhcpReply;
  readonly #errorLimit: IcmpErrorLimit;
  readonly #packet: GuestPacket;
  #config: GatewayConfig;
  #mask: number;
  #dhcp: DhcpServer | null = null;
  #dns: DnsForwarder | null = null;
  #upstream: Upstream | null = null;
  #sink: LinkSink | null = null;

  constructor(config: GatewayConfig, options: GatewayOptions) {
    super();
    this.#config = config;
    this.#mask = netmask(config.prefixLength);
    this.#options = options;
    this.outlet = new Outlet(config.mac);
    this.#neighbours = new Neighbours(this.outlet, options.clock, config.address);
    this.#errorLimit = new IcmpErrorLimit(options.clock);
    this.#dhcpReply = new DhcpReply(this.outlet, config);
    this.#packet = emptyPacket(this.outlet.view);
    this.#arp = new ArpHost({
      outlet: this.outlet,
      neighbours: this.#neighbours,
      ownAddress: () => this.#config.address,
      isGuestAddress: (address) => this.#isGuestAddress(address),
      addressSeen: (address, mac) => this.#dhcp?.addressSeen(address, mac),
    });
    this.#applyServices(config);
  }

  get state(): LinkState {
    return this.#sink === null ? 'detached' : 'attached';
  }

  /** Null where this network has no DNS. */
  get dns(): DnsService | null {
    return this.#dns;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
    this.outlet.open(sink);
    sink.stateChanged('attached');
  }

  close(): void {
    this.#dhcp?.close();
    this.#dns?.close();
    this.#neighbours.reset(this.#config.address);
    this.outlet.close();
    this.#sink = null;
  }

  /** Who gets what is for the outside; null: nothing is forwarded. */
  setUpstream(upstream: Upstream | null): void {
    this.#upstream = upstream;
  }

  /**
   * Changes what differs. Another subnet forgets the neighbours and all leases outside the range.
   * @throws RangeError when the MAC differs: that is another gateway
   */
  apply(config: GatewayConfig): void {
    if (config.mac !== this.outlet.mac) throw new RangeError('a gateway keeps its MAC');
    const { address, prefixLength } = this.#config;
    this.#config = config;
    this.#mask = netmask(config.prefixLength);
    if (address !== config.address || prefixLength !== config.prefixLength) {
      this.#neighbours.reset(config.address);
    }
    this.#dhcpReply.apply(config);
    this.#applyServices(config);
  }

  #applyServices(config: GatewayConfig): void {
    if (config.dhcp === null) {
      this.#dhcp?.close();
      this.#dhcp = null;
    } else if (this.#dhcp === null) this.#dhcp = this.#createDhcp(config.dhcp);
    else this.#dhcp.apply(config.dhcp);
    if (config.dns === null) {
      this.#dns?.close();
      this.#dns = null;
    } else if (this.#dns === null) this.#dns = this.#createDns(config);
    else this.#dns.apply(config);
  }

  #createDhcp(config: NonNullable<GatewayConfig['dhcp']>): DhcpServer {
    const around = {
      clock: this.#options.clock,
      isReserved: (address: number) => !this.#isGuestAddress(address),
      isLocal: (address: number) => this.#isGuestAddress(address),
      heardMac: (address: number) => this.#neighbours.macOf(address),
      sendProbe: (address: number) => {
        this.#neighbours.sendRequest(address, 0);
        this.outlet.flush();
      },
      leaseChanged: () => this.#options.events.leaseChanged(),
    };
    return new DhcpServer(config, around, this.#dhcpReply);
  }

  #createDns(config: GatewayConfig): DnsForwarder {
    const { clock, random, dnsHost } = this.#options;
    const host = dnsHost ?? createNodeDnsHost(clock);
    return new DnsForwarder(config, { clock, random, host, outlet: this.outlet, guests: this });
  }

  leases(): LeaseConfig[] {
    return this.#dhcp?.leases.list() ?? [];
  }

  addressesOf(mac: number): number[] {
    const heard = this.#neighbours.addressesOf(mac);
    const lease = this.#dhcp?.leases.of(mac);
    if (lease === undefined || !this.#dhcp!.leases.isActive(lease)) return heard;
    return [lease.address, ...heard.filter((address) => address !== lease.address)];
  }

  macOf(address: number): number {
    const leased = this.#dhcp?.leases.macOf(address) ?? Number.NaN;
    const mac = Number.isNaN(leased) ? this.#neighbours.macOf(address) : leased;
    if (Number.isNaN(mac) && this.#isGuestAddress(address)) this.#neighbours.ask(address);
    return mac;
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    this.outlet.held = true;
    this.#neighbours.batchMs = this.#options.clock.now();
    for (let i = 0; i < count; i += 1) {
      const index = selection[i]!;
      const code = this.#frame(batch.view, batch.offsets[index]!, batch.lengths[index]!);
      if (code !== Drop.none) this.#sink?.dropped('fromGuest', code, 1);
    }
  }

  override settle(): void {
    this.outlet.held = false;
    this.outlet.flush();
    this.#upstream?.settle();
    this.outlet.flush();
  }

  override resume(): void {
    this.#upstream?.resume();
    this.outlet.flush();
  }

  #frame(view: DataView, offset: number, l2Len: number): DropCode {
    const checked = checkEthernet(view, offset, l2Len);
    if (checked !== Drop.none) return checked;
    const destination = destinationMac(view, offset);
    const toUs = destination === this.outlet.mac;
    if (!toUs && destination !== MAC_BROADCAST) return Drop.none;
    if (sourceMac(view, offset) === this.outlet.mac) return Drop.badSource;
    const l3 = offset + ETHERNET_HEADER_LENGTH;
    const length = l2Len - ETHERNET_HEADER_LENGTH;
    switch (etherType(view, offset)) {
      case EtherType.ipv4:
        return this.#ipv4(view, l3, length, toUs);
      case EtherType.arp:
        return this.#arp.receive(view, l3, length, this.#neighbours.batchMs);
      default:
        return toUs ? Drop.unsupported : Drop.none;
    }
  }

  #ipv4(view: DataView, l3: number, length: number, toUs: boolean): DropCode {
    const checked = checkIpv4(view, l3, length);
    if (checked !== Drop.none) return checked;
    const packet = this.#packet;
    const headerLength = ipv4HeaderLength(view, l3);
    packet.view = view;
    packet.l3 = l3;
    packet.l3Len = ipv4TotalLength(view, l3);
    packet.l4 = l3 + headerLength;
    packet.l4Len = packet.l3Len - headerLength;
    packet.source = ipv4Source(view, l3);
    packet.destination = ipv4Destination(view, l3);
    packet.protocol = ipv4Protocol(view, l3);
    packet.mac = sourceMac(view, l3 - ETHERNET_HEADER_LENGTH);
    // A guest without an address, or with one of another network, may still ask for one.
    if (this.#isForDhcp(packet)) return this.#toDhcp(packet);
    if (!this.#isGuestAddress(packet.source)) return Drop.badSource;
    this.#neighbours.learnFrom(packet);
    if (packet.destination === this.#config.address)
      return toUs ? this.#toUs(packet) : Drop.badDestination;
    return toUs ? this.#toOutside(packet) : this.#broadcast(packet);
  }

  #isForDhcp(packet: GuestPacket): boolean {
    const { view, l3, l4, l4Len, destination } = packet;
    if (packet.protocol !== IpProtocol.udp || l4Len < UDP_HEADER_LENGTH) return false;
    if (udpDestinationPort(view, l4) !== DHCP_SERVER_PORT || isIpv4Fragment(view, l3)) return false;
    return destination === this.#config.address || this.#isBroadcast(destination);
  }

  /** With DHCP off nothing of ours answers, and what guests say to each other is no drop (R40). */
  #toDhcp(packet: GuestPacket): DropCode {
    const { view, l4, l4Len, source, destination } = packet;
    if (this.#dhcp === null) return Drop.none;
    const checked = checkUdp(view, l4, l4Len, source, destination);
    if (checked !== Drop.none) return checked;
    if (udpSourcePort(view, l4) !== DHCP_CLIENT_PORT) return Drop.unsupported;
    const length = udpLength(view, l4) - UDP_HEADER_LENGTH;
    return this.#dhcp.receive(packet, l4 + UDP_HEADER_LENGTH, length);
  }

  #toUs(packet: GuestPacket): DropCode {
    if (packet.protocol === IpProtocol.icmp) return answerEcho(this.outlet, packet);
    if (packet.protocol === IpProtocol.udp && this.#isForDns(packet)) return this.#toDns(packet);
    const flows = packet.protocol === IpProtocol.tcp || packet.protocol === IpProtocol.udp;
    if (!flows) return Drop.unsupported;
    return this.#upstream === null ? Drop.unsolicited : this.#upstream.fromGuest(packet);
  }

  #isForDns({ view, l3, l4, l4Len }: GuestPacket): boolean {
    if (this.#dns === null || l4Len < UDP_HEADER_LENGTH) return false;
    return udpDestinationPort(view, l4) === DNS_PORT && !isIpv4Fragment(view, l3);
  }

  #toDns(packet: GuestPacket): DropCode {
    const { view, l4, l4Len, source, destination } = packet;
    const checked = checkUdp(view, l4, l4Len, source, destination);
    if (checked !== Drop.none) return checked;
    const length = udpLength(view, l4) - UDP_HEADER_LENGTH;
    return this.#dns!.receive(packet, l4 + UDP_HEADER_LENGTH, length);
  }

  #toOutside(packet: GuestPacket): DropCode {
    const { destination } = packet;
    if (!isRoutableIpv4(destination) || this.#isLocal(destination)) return Drop.badDestination;
    if (sameSubnet(destination, LINK_LOCAL, LINK_LOCAL_MASK)) return Drop.badDestination;
    if (this.#upstream === null) return Drop.badDestination;
    if (ipv4TimeToLive(packet.view, packet.l3) > 1) return this.#upstream.fromGuest(packet);
    if (this.#errorLimit.take()) {
      const { timeExceeded } = Icmpv4Type;
      sendIcmpError(this.outlet, packet, this.#config.address, timeExceeded, 0, 0);
    }
    return Drop.ttlExceeded;
  }

  /** In a broadcast frame: none of our business, unless it is no broadcast (RFC 1122 §3.3.6). */
  #broadcast({ destination }: GuestPacket): DropCode {
    return this.#isBroadcast(destination) ? Drop.none : Drop.badDestination;
  }

  #isBroadcast(address: number): boolean {
    return address === EVERYBODY || address === (this.#config.address | ~this.#mask) >>> 0;
  }

  #isLocal(address: number): boolean {
    return sameSubnet(address, this.#config.address, this.#mask);
  }

  /** In the subnet, and neither ours, nor its first (the subnet itself), nor its broadcast. */
  #isGuestAddress(address: number): boolean {
    if (!this.#isLocal(address) || address === this.#config.address) return false;
    const host = (address & ~this.#mask) >>> 0;
    return host !== 0 && host !== ~this.#mask >>> 0;
  }
}

function emptyPacket(view: DataView): GuestPacket {
  const numbers = { l3: 0, l3Len: 0, l4: 0, l4Len: 0, source: 0, destination: 0, protocol: 0 };
  return { view, ...numbers, mac: 0 };
}
