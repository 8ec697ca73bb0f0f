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
import { isGroupMac, readMac, writeMac } from '../../address/mac.ts';
import { arpSenderAddress, arpTargetAddress, checkArp } from '../wire/arp.ts';
import { dhcpAt } from '../wire/dhcpPacket.ts';
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT } from '../wire/dhcpv4.ts';
import { Drop } from '../wire/drop.ts';
import { ETHERNET_HEADER_LENGTH, EtherType, etherType } from '../wire/ethernet.ts';
import { IPV4_HEADER_LENGTH, ipv4Destination, ipv4Source } from '../wire/ipv4.ts';
import { UDP_HEADER_LENGTH } from '../wire/udp.ts';
import { AddressTable } from './addressTable.ts';

const IPV6_HEADER_LENGTH = 40;
const ICMPV6 = 58;
const ICMPV6_HEADER_LENGTH = 4;
/** Where options begin behind the ICMPv6 type: RFC 4861 §4.1–4.5; 0: not of neighbour discovery. */
const OPTIONS_AT: Readonly<Record<number, number>> = { 133: 8, 134: 16, 135: 24, 136: 24, 137: 40 };
const SOURCE_LINK_LAYER = 1;
const TARGET_LINK_LAYER = 2;
/** Octets of a link-layer address option, for Ethernet. */
const LINK_LAYER_OPTION = 8;
const BROADCAST_FLAG = 0x8000;
const DHCP_FLAGS_AT = 10;
const DHCP_YIADDR_AT = 16;
const DHCP_CHADDR_AT = 28;
const ARP_SENDER_MAC_AT = 8;
const ARP_TARGET_MAC_AT = 18;

/** What the translation asks before it learns an address. */
export interface KnownAddresses {
  isStation(mac: number): boolean;
  isHostIpv4(address: number): boolean;
  isHostIpv6(view: DataView, offset: number): boolean;
}

export class MacTranslation {
  readonly #mac: number;
  readonly #known: KnownAddresses;
  readonly #addresses = new AddressTable();

  /** @param mac the NIC's */
  constructor(mac: number, known: KnownAddresses) {
    this.#mac = mac;
    this.#known = known;
  }

  /**
   * Rewrites a frame from a guest in place.
   * @param summed false while checksums are still to be computed (offloads)
   */
  fromGuest(view: DataView, offset: number, l2Len: number, summed: boolean): void {
    const guest = readMac(view, offset + 6);
    writeMac(view, offset + 6, this.#mac);
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
    const destination = readMac(view, offset);
    if (isGroupMac(destination)) {
      this.#learnFromDhcp(view, l3, length, etherType(view, offset));
      return true;
    }
    if (destination !== this.#mac) return true;
    const guest = this.#guestOf(view, l3, length, etherType(view, offset));
    if (guest === 0) return false;
    writeMac(view, offset, guest);
    if (etherType(view, offset) === EtherType.arp) writeMac(view, l3 + ARP_TARGET_MAC_AT, guest);
    return true;
  }

  #guestOf(view: DataView, l3: number, length: number, type: number): number {
    if (type === EtherType.arp && checkArp(view, l3, length) === Drop.none)
      return this.#addresses.lookupIpv4(arpTargetAddress(view, l3));
    if (type === EtherType.ipv4 && length >= IPV4_HEADER_LENGTH)
      return this.#addresses.lookupIpv4(ipv4Destination(view, l3));
    if (type === EtherType.ipv6 && length >= IPV6_HEADER_LENGTH)
      return this.#addresses.lookupIpv6(view, l3 + 24);
    return 0;
  }

  #arpFromGuest(view: DataView, l3: number, length: number, guest: number): void {
    if (checkArp(view, l3, length) !== Drop.none) return;
    this.#learn(arpSenderAddress(view, l3), guest);
    writeMac(view, l3 + ARP_SENDER_MAC_AT, this.#mac);
  }

  #ipv4FromGuest(view: DataView, l3: number, length: number, guest: number, summed: boolean): void {
    if (length < IPV4_HEADER_LENGTH) return;
    const source = ipv4Source(view, l3);
    // Who forwards for others does not have their addresses: what ARP said stands.
    if (this.#addresses.lookupIpv4(source) === 0) this.#learn(source, guest);
    const dhcp = dhcpAt(view, l3, length, DHCP_SERVER_PORT);
    if (dhcp < 0) return;
    const flags = view.getUint16(dhcp + DHCP_FLAGS_AT);
    view.setUint16(dhcp + DHCP_FLAGS_AT, flags | BROADCAST_FLAG);
    const checksum = dhcp - UDP_HEADER_LENGTH + 6;
    if (summed && view.getUint16(checksum) !== 0)
      updateChecksum(view, checksum, flags, flags | BROADCAST_FLAG);
  }

  #ipv6FromGuest(view: DataView, l3: number, length: number, guest: number, summed: boolean): void {
    if (length < IPV6_HEADER_LENGTH) return;
    this.#learnIpv6(view, l3 + 8, guest);
    const end = l3 + Math.min(length, IPV6_HEADER_LENGTH + view.getUint16(l3 + 4));
    const icmp = l3 + IPV6_HEADER_LENGTH;
    if (view.getUint8(l3 + 6) !== ICMPV6 || end - icmp < ICMPV6_HEADER_LENGTH) return;
    const options = OPTIONS_AT[view.getUint8(icmp)];
    if (options !== undefined) this.#rewriteOptions(view, icmp, icmp + options, end, summed);
  }

  #rewriteOptions(view: DataView, icmp: number, first: number, end: number, summed: boolean): void {
    for (let at = first; end - at >= LINK_LAYER_OPTION;) {
      const kind = view.getUint8(at);
      const octets = view.getUint8(at + 1) * 8;
      if (octets === 0) return;
      if (
        (kind === SOURCE_LINK_LAYER || kind === TARGET_LINK_LAYER) &&
        octets === LINK_LAYER_OPTION
      )
        this.#rewriteOption(view, icmp + 2, at + 2, summed);
      at += octets;
    }
  }

  #rewriteOption(view: DataView, checksum: number, at: number, summed: boolean): void {
    const words = [view.getUint16(at), view.getUint16(at + 2), view.getUint16(at + 4)];
    writeMac(view, at, this.#mac);
    if (!summed) return;
    for (const [i, before] of words.entries())
      updateChecksum(view, checksum, before, view.getUint16(at + 2 * i));
  }

  #learnFromDhcp(view: DataView, l3: number, length: number, type: number): void {
    if (type !== EtherType.ipv4) return;
    const dhcp = dhcpAt(view, l3, length, DHCP_CLIENT_PORT);
    if (dhcp < 0) return;
    const guest = readMac(view, dhcp + DHCP_CHADDR_AT);
    if (guest !== this.#mac && this.#known.isStation(guest))
      this.#learn(view.getUint32(dhcp + DHCP_YIADDR_AT), guest);
  }

  #learnIpv6(view: DataView, at: number, guest: number): void {
    const high = view.getUint32(at) | view.getUint32(at + 4);
    const low = view.getUint32(at + 8) | view.getUint32(at + 12);
    if ((high | low) === 0 || this.#addresses.lookupIpv6(view, at) !== 0) return;
    if (!this.#known.isHostIpv6(view, at)) this.#addresses.learnIpv6(view, at, guest);
  }

  #learn(address: number, guest: number): void {
    if (!isRoutableIpv4(address) || this.#known.isHostIpv4(address)) return;
    this.#addresses.learnIpv4(address, guest);
  }
}

/** RFC 1624 §3, equation 3. */
function updateChecksum(view: DataView, at: number, before: number, after: number): void {
  let sum = (~view.getUint16(at) & 0xffff) + (~before & 0xffff) + after;
  sum = (sum & 0xffff) + (sum >>> 16);
  sum = (sum & 0xffff) + (sum >>> 16);
  view.setUint16(at, ~sum & 0xffff);
}
