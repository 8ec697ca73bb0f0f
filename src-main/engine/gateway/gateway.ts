/**
 * Our own host on a network: answers ARP, ping, DHCP and DNS, and is the guests' router.
 * Read first: link/link.ts, ip/packetEmitter.ts, upstream.ts; RFC 1122 §3.2.1 (hosts), RFC 1812
 * §5.2 (routers).
 * Left out: IPv6; redirects; reassembly of fragments for ourselves (ICMP ones are dropped, others
 * are upstream's).
 *
 * Theory of operation
 * The gateway sits on a port of the switch like a guest. `transmit` looks at each frame in place.
 * It ignores frames for other stations and broadcasts that are not for us. ARP goes to ArpHost. An
 * IPv4 packet is checked once, described by the one GuestPacket, and goes to the service that takes
 * it. TCP and UDP for ourselves that no service takes, and everything for the outside, go to the
 * upstream. Nothing is allocated for a packet that goes upstream.
 * Answers are built in the emitter, which is held from the first `transmit` of a batch to `settle`.
 * Code that builds packets outside a batch (timers, host sockets) flushes them itself.
 * The gateway does not forward packets between guests: one that is sent to our MAC (with a wrong
 * netmask, or to get around isolation) is dropped as `badDestination`.
 *
 * Drops are counted on our port as `fromGuest`, because directions are named from the guest's side:
 * each is a guest's frame that went no further. A reply that found no room counts in the same way,
 * as `queueFull`.
 */
import { MAC_BROADCAST } from '../../address/mac.ts';
import type { Clock } from '../clock.ts';
import { isIcmp } from '../ip/icmp.ts';
import { GuestPacket } from '../ip/packet.ts';
import { PacketEmitter } from '../ip/packetEmitter.ts';
import { Reachability } from '../ip/reachability.ts';
import { BaseLink } from '../link/baseLink.ts';
import type { FrameBatch } from '../link/frameBatch.ts';
import type { LinkSink, LinkState } from '../link/link.ts';
import type { Outside } from '../outside/outside.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import {
  ETHERNET_HEADER_LENGTH,
  EtherType,
  checkEthernet,
  destinationMac,
  etherType,
  sourceMac,
} from '../wire/ethernet.ts';
import { IpProtocol } from '../wire/ipProtocol.ts';
import { checkIpv4, ipv4Destination, ipv4Source } from '../wire/ipv4.ts';
import { DhcpService } from './dhcp/dhcpService.ts';
import { DnsForwarder } from './dns/dnsForwarder.ts';
import type { DnsService } from './dns/dnsService.ts';
import type { GatewaySettings, LeaseSettings } from './gatewaySettings.ts';
import { Guests } from './guests.ts';
import { IcmpHost } from './icmp/icmpHost.ts';
import { ArpHost } from './neighbours/arpHost.ts';
import { Neighbours } from './neighbours/neighbours.ts';
import type { Upstream } from './upstream.ts';

export interface GatewayEvents {
  /** A lease was given, renewed or ended. May be called often. */
  leaseChanged(): void;
}

export interface GatewayOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). DNS ids are drawn from it, so guests must not be able to guess it. */
  readonly random: () => number;
  readonly events: GatewayEvents;
  /** Asks the host's resolvers. */
  readonly outside: Outside;
}

export class Gateway extends BaseLink {
  readonly emitter: PacketEmitter;
  readonly guests: Guests;
  readonly congested = false;
  readonly problem = null;
  reachability: Reachability;
  readonly #options: GatewayOptions;
  readonly #neighbours: Neighbours;
  readonly #arp: ArpHost;
  readonly #icmp: IcmpHost;
  readonly #dhcp: DhcpService;
  readonly #packet = new GuestPacket();
  #settings: GatewaySettings;
  #dns: DnsForwarder | null = null;
  #upstream: Upstream | null = null;
  #sink: LinkSink | null = null;

  constructor(settings: GatewaySettings, options: GatewayOptions) {
    super();
    const { clock, random, events } = options;
    const { mac, mtu, ipv4 } = settings;
    this.#settings = settings;
    this.#options = options;
    this.reachability = new Reachability(ipv4.address, ipv4.prefixLength);
    this.emitter = new PacketEmitter(mac, mtu, random);
    const reachability = (): Reachability => this.reachability;
    this.#neighbours = new Neighbours(this.emitter, clock, ipv4.address);
    this.#icmp = new IcmpHost(this.emitter, clock);
    this.#dhcp = new DhcpService(settings, {
      clock,
      emitter: this.emitter,
      neighbours: this.#neighbours,
      reachability,
      leaseChanged: () => events.leaseChanged(),
    });
    this.guests = new Guests(this.#neighbours, this.#dhcp, reachability);
    this.#arp = new ArpHost({
      emitter: this.emitter,
      neighbours: this.#neighbours,
      reachability,
      addressSeen: (address, mac) => this.#dhcp.addressSeen(address, mac),
    });
    this.#applyServices(settings);
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
    this.emitter.open(sink);
    sink.stateChanged('attached');
  }

  close(): void {
    this.#dhcp.close();
    this.#dns?.close();
    this.#neighbours.reset(this.#settings.ipv4.address);
    this.emitter.close();
    this.#sink = null;
  }

  /** Where packets for the outside go; null: nothing is forwarded. */
  setUpstream(upstream: Upstream | null): void {
    this.#upstream = upstream;
  }

  /**
   * Changes what differs. When the subnet changes, neighbours and leases outside the range are
   * forgotten.
   * @throws RangeError when the MAC differs: a different MAC needs a new gateway
   */
  apply(settings: GatewaySettings): void {
    if (settings.mac !== this.emitter.mac) throw new RangeError('a gateway keeps its MAC');
    const { address, prefixLength } = settings.ipv4;
    const before = this.#settings.ipv4;
    this.#settings = settings;
    this.emitter.mtu = settings.mtu;
    if (address !== before.address || prefixLength !== before.prefixLength) {
      this.reachability = new Reachability(address, prefixLength);
      this.#neighbours.reset(address);
    }
    this.#applyServices(settings);
  }

  #applyServices(settings: GatewaySettings): void {
    this.#dhcp.apply(settings);
    if (settings.dns === null) {
      this.#dns?.close();
      this.#dns = null;
    } else if (this.#dns === null) this.#dns = this.#createDns(settings);
    else this.#dns.apply(settings);
  }

  #createDns(settings: GatewaySettings): DnsForwarder {
    const { clock, random, outside } = this.#options;
    const { emitter, guests } = this;
    return new DnsForwarder(settings, { clock, random, outside, emitter, guests });
  }

  leases(): LeaseSettings[] {
    return this.#dhcp.leases();
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    this.emitter.held = true;
    this.#neighbours.batchMs = this.#options.clock.now();
    this.#packet.origin = batch.origin;
    for (let i = 0; i < count; i += 1) {
      const index = selection[i]!;
      const code = this.#frame(batch.view, batch.offsets[index]!, batch.lengths[index]!);
      if (code !== Drop.none) this.#sink?.dropped('fromGuest', code, 1);
    }
  }

  override settle(): void {
    this.emitter.held = false;
    this.emitter.flush();
    this.#upstream?.settle();
    this.emitter.flush();
  }

  override resume(): void {
    this.#upstream?.resume();
    this.emitter.flush();
  }

  #frame(view: DataView, offset: number, l2Len: number): DropCode {
    const checked = checkEthernet(view, offset, l2Len);
    if (checked !== Drop.none) return checked;
    const destination = destinationMac(view, offset);
    const toUs = destination === this.emitter.mac;
    if (!toUs && destination !== MAC_BROADCAST) return Drop.none;
    if (sourceMac(view, offset) === this.emitter.mac) return Drop.badSource;
    const l3 = offset + ETHERNET_HEADER_LENGTH;
    const length = l2Len - ETHERNET_HEADER_LENGTH;
    switch (etherType(view, offset)) {
      case EtherType.ipv4:
        return this.#ipv4(view, l3, length, toUs);
      case EtherType.arp:
        return this.#arp.receive(view, l3, length, this.#packet.origin);
      default:
        return toUs ? Drop.unsupported : Drop.none;
    }
  }

  #ipv4(view: DataView, l3: number, length: number, toUs: boolean): DropCode {
    const checked = checkIpv4(view, l3, length);
    if (checked !== Drop.none) return checked;
    const packet = this.#packet;
    packet.readIpv4(view, l3, sourceMac(view, l3 - ETHERNET_HEADER_LENGTH));
    // A guest without an address, or with one of another network, may still ask for one.
    if (this.#dhcp.takes(packet)) return this.#dhcp.receive(packet);
    if (!this.reachability.isGuest(ipv4Source(view, l3))) return Drop.badSource;
    this.#neighbours.learnFrom(packet);
    if (packet.isTo(this.reachability.gateway))
      return toUs ? this.#toUs(packet) : Drop.badDestination;
    if (toUs) return this.#toOutside(packet);
    // A broadcast frame must carry a broadcast packet (RFC 1122 §3.3.6). That is not for us.
    const broadcast = this.reachability.isBroadcast(ipv4Destination(view, l3));
    return broadcast ? Drop.none : Drop.badDestination;
  }

  #toUs(packet: GuestPacket): DropCode {
    if (isIcmp(packet)) return this.#icmp.receive(packet);
    if (this.#dns?.takes(packet) === true) return this.#dns.receive(packet);
    const flows = packet.protocol === IpProtocol.tcp || packet.protocol === IpProtocol.udp;
    if (!flows) return Drop.unsupported;
    return this.#upstream === null ? Drop.unsolicited : this.#upstream.fromGuest(packet);
  }

  #toOutside(packet: GuestPacket): DropCode {
    if (this.#upstream === null || !this.reachability.leadsOutside(packet))
      return Drop.badDestination;
    if (packet.hopLimit > 1) return this.#upstream.fromGuest(packet);
    return this.#icmp.hopLimitExceeded(packet, this.reachability.gateway);
  }
}
