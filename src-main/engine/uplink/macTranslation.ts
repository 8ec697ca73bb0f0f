/**
 * All guests behind one MAC, where the other side admits only one: an access point, or a switch port
 * with such a rule (R19).
 * Read first: RFC 826 (ARP), RFC 2131 §4.1 (the broadcast flag), RFC 4861 §4 (neighbour discovery),
 * RFC 1624 (incremental checksums).
 * Left out: other protocols than IPv4, ARP and IPv6: nothing in their frames tells which guest one
 * is for. They leave, and their answers are not delivered.
 *
 * Theory of operation
 * - From a guest: the source becomes the NIC's MAC, and so does the guest's MAC wherever ARP and
 *   neighbour discovery tell it. A DHCP client is made to ask for broadcast answers, since one sent
 *   to `chaddr` would not get through; `chaddr` stays, so each guest has a lease of its own. The
 *   guest's addresses are learned on the way (AddressTable), except those which this computer has.
 * - To a guest: a frame for the NIC's MAC is the guest's whose address it bears; the destination,
 *   and what ARP calls the target, become the guest's MAC. A frame whose address is no guest's is
 *   this computer's, and is not shown. Groups are shown to all.
 * - Frames that contradict themselves are passed on with nothing but the source changed.
 */
import { isRoutableIpv4 } from '../../address/ipv4.ts';
import { isGroupMac } from '../../address/mac.ts';
import {
  arpSenderAddress,
  arpTargetAddress,
  checkArp,
  setArpSenderMac,
  setArpTargetMac,
} from '../wire/arp.ts';
import { dhcpAt } from '../wire/dhcpPacket.ts';
import {
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  dhcpChaddr,
  dhcpFlags,
  dhcpYiaddr,
  setDhcpBroadcast,
} from '../wire/dhcpv4.ts';
import { Drop } from '../wire/drop.ts';
import {
  ETHERNET_HEADER_LENGTH,
  EtherType,
  destinationMac,
  etherType,
  setDestinationMac,
  setSourceMac,
  sourceMac,
} from '../wire/ethernet.ts';
import { updateIcmpv6Checksum } from '../wire/icmpv6.ts';
import { IPV4_HEADER_LENGTH, ipv4Destination, ipv4Source } from '../wire/ipv4.ts';
import { IpProtocol } from '../wire/ipProtocol.ts';
import {
  IPV6_HEADER_LENGTH,
  checkIpv6,
  ipv6DestinationAt,
  ipv6NextHeader,
  ipv6PayloadLength,
  ipv6SourceAt,
  isIpv6SourceUnspecified,
} from '../wire/ipv6.ts';
import {
  LINK_LAYER_OPTION_LENGTH,
  checkNdp,
  emitLinkLayerOption,
  linkLayerOptionKind,
  linkLayerOptionMac,
  ndpOptionsAt,
  nextLinkLayerOption,
} from '../wire/ndp.ts';
import { UDP_HEADER_LENGTH, updateUdpChecksum } from '../wire/udp.ts';
import { AddressTable } from './addressTable.ts';

/** Values of a 16-bit word. */
const WORD = 2 ** 16;

/** What the translation asks before it learns an address. */
export interface KnownAddresses {
  isStation(mac: number): boolean;
  isHostIpv4(address: number): boolean;
  isHostIpv6(view: DataView, offset: number): boolean;
}

export class MacTranslation {
  readonly #mac: number;
  readonly #known: KnownAddresses;
  readonly #addresses: AddressTable;

  /**
   * @param mac the NIC's
   * @param seed see address/hash.ts
   */
  constructor(mac: number, known: KnownAddresses, seed: number) {
    this.#mac = mac;
    this.#known = known;
    this.#addresses = new AddressTable(seed);
  }

  /**
   * Rewrites a frame from a guest in place.
   * @param summed false while checksums are still to be computed (offloads)
   */
  fromGuest(view: DataView, offset: number, l2Len: number, summed: boolean): void {
    const guest = sourceMac(view, offset);
    setSourceMac(view, offset, this.#mac);
    const l3 = offset + ETHERNET_HEADER_LENGTH;
    const length = l2Len - ETHERNET_HEADER_LENGTH;
    const type = etherType(view, offset);
    if (type === EtherType.arp) this.#arpFromGuest(view, l3, length, guest);
    else if (type === EtherType.ipv4) this.#ipv4FromGuest(view, l3, length, guest, summed);
    else if (type === EtherType.ipv6) this.#ipv6FromGuest(view, l3, length, guest, summed);
  }

  /** Rewrites a frame from outside in place. Returns whether it is for a guest. */
  toGuest(view: DataView, offset: number, l2Len: number): boolean {
    const l3 = offset + ETHERNET_HEADER_LENGTH;
    const length = l2Len - ETHERNET_HEADER_LENGTH;
    const destination = destinationMac(view, offset);
    if (isGroupMac(destination)) {
      this.#learnFromDhcp(view, l3, length, etherType(view, offset));
      return true;
    }
    if (destination !== this.#mac) return true;
    const guest = this.#guestOf(view, l3, length, etherType(view, offset));
    if (guest === 0) return false;
    setDestinationMac(view, offset, guest);
    if (etherType(view, offset) === EtherType.arp) setArpTargetMac(view, l3, guest);
    return true;
  }

  #guestOf(view: DataView, l3: number, length: number, type: number): number {
    if (type === EtherType.arp && checkArp(view, l3, length) === Drop.none)
      return this.#addresses.lookupIpv4(arpTargetAddress(view, l3));
    if (type === EtherType.ipv4 && length >= IPV4_HEADER_LENGTH)
      return this.#addresses.lookupIpv4(ipv4Destination(view, l3));
    if (type === EtherType.ipv6 && length >= IPV6_HEADER_LENGTH)
      return this.#addresses.lookupIpv6(view, ipv6DestinationAt(l3));
    return 0;
  }

  #arpFromGuest(view: DataView, l3: number, length: number, guest: number): void {
    if (checkArp(view, l3, length) !== Drop.none) return;
    this.#learn(arpSenderAddress(view, l3), guest);
    setArpSenderMac(view, l3, this.#mac);
  }

  #ipv4FromGuest(view: DataView, l3: number, length: number, guest: number, summed: boolean): void {
    if (length < IPV4_HEADER_LENGTH) return;
    const source = ipv4Source(view, l3);
    // Who forwards for others does not have their addresses: what ARP said stands.
    if (this.#addresses.lookupIpv4(source) === 0) this.#learn(source, guest);
    const dhcp = dhcpAt(view, l3, length, DHCP_SERVER_PORT);
    if (dhcp < 0) return;
    const flags = dhcpFlags(view, dhcp);
    setDhcpBroadcast(view, dhcp);
    if (summed) updateUdpChecksum(view, dhcp - UDP_HEADER_LENGTH, flags, dhcpFlags(view, dhcp));
  }

  #ipv6FromGuest(view: DataView, l3: number, length: number, guest: number, summed: boolean): void {
    if (checkIpv6(view, l3, length) !== Drop.none) return;
    if (!isIpv6SourceUnspecified(view, l3)) this.#learnIpv6(view, ipv6SourceAt(l3), guest);
    if (ipv6NextHeader(view, l3) !== IpProtocol.icmpv6) return;
    const icmp = l3 + IPV6_HEADER_LENGTH;
    const l4Len = ipv6PayloadLength(view, l3);
    if (checkNdp(view, icmp, l4Len) !== Drop.none) return;
    let option = nextLinkLayerOption(view, ndpOptionsAt(view, icmp), icmp + l4Len);
    while (option >= 0) {
      this.#rewriteOption(view, icmp, option, summed);
      option = nextLinkLayerOption(view, option + LINK_LAYER_OPTION_LENGTH, icmp + l4Len);
    }
  }

  #rewriteOption(view: DataView, icmp: number, option: number, summed: boolean): void {
    const before = linkLayerOptionMac(view, option);
    emitLinkLayerOption(view, option, linkLayerOptionKind(view, option), this.#mac);
    if (!summed) return;
    for (let scale = 2 ** 32; scale >= 1; scale /= WORD)
      updateIcmpv6Checksum(view, icmp, wordOf(before, scale), wordOf(this.#mac, scale));
  }

  #learnFromDhcp(view: DataView, l3: number, length: number, type: number): void {
    if (type !== EtherType.ipv4) return;
    const dhcp = dhcpAt(view, l3, length, DHCP_CLIENT_PORT);
    if (dhcp < 0) return;
    const guest = dhcpChaddr(view, dhcp);
    if (guest !== this.#mac && this.#known.isStation(guest))
      this.#learn(dhcpYiaddr(view, dhcp), guest);
  }

  #learnIpv6(view: DataView, at: number, guest: number): void {
    if (this.#addresses.lookupIpv6(view, at) !== 0 || this.#known.isHostIpv6(view, at)) return;
    this.#addresses.learnIpv6(view, at, guest);
  }

  #learn(address: number, guest: number): void {
    if (!isRoutableIpv4(address) || this.#known.isHostIpv4(address)) return;
    this.#addresses.learnIpv4(address, guest);
  }
}

/** The 16 bits of a MAC that are worth `scale`. */
function wordOf(mac: number, scale: number): number {
  return Math.floor(mac / scale) % WORD;
}
