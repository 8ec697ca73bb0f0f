/**
 * The IPv4 addresses that guests use on a network where Patchcord has no DHCP server, learned from
 * their ARP and from the acknowledgements of other DHCP servers. They are only shown to people;
 * nothing is decided by them, because a guest can claim any address.
 * Read first: RFC 826; RFC 5227 §1.1 (a probe's sender address is zero); RFC 2131 §3.1.
 *
 * Theory of operation
 * Each guest has a few places, created when it joins the network. A new address from ARP replaces the
 * address that was silent for longest. An address that was silent for the switch's ageing time is
 * removed when another is learned. A DHCP server's acknowledgement replaces all: the guest has moved.
 * An address belongs to one guest, the last that claimed it. Of other frames two or three octets are
 * read, and only an acknowledgement allocates memory.
 */
import { isRoutableIpv4 } from '../../address/ipv4.ts';
import { arpSenderAddress, arpSenderMac, checkArp } from '../wire/arp.ts';
import { dhcpAt } from '../wire/dhcpPacket.ts';
import { DHCP_CLIENT_PORT, DhcpType, dhcpType, parseDhcpv4 } from '../wire/dhcpv4.ts';
import { Drop } from '../wire/drop.ts';
import { ETHERNET_HEADER_LENGTH, EtherType, etherType, sourceMac } from '../wire/ethernet.ts';
import { AGEING_TIME_MS } from './forwardingDatabase.ts';

/** Addresses kept for one guest; a settings dialog shows fewer. */
export const ADDRESSES_PER_GUEST = 4;

/** The places of one guest; address zero: empty. */
interface Places {
  readonly addresses: Uint32Array;
  readonly heardMs: Float64Array;
}

export class GuestAddresses {
  readonly #guests = new Map<number, Places>();

  /** Sets the MACs of the network's adapters. Adapters that stay keep their addresses. */
  setGuests(macs: readonly number[]): void {
    for (const mac of this.#guests.keys()) if (!macs.includes(mac)) this.#guests.delete(mac);
    for (const mac of macs) if (!this.#guests.has(mac)) this.#guests.set(mac, noPlaces());
  }

  /** In ascending order. */
  of(mac: number): number[] {
    const { addresses } = this.#guests.get(mac) ?? noPlaces();
    return [...addresses].filter((address) => address !== 0).sort((a, b) => a - b);
  }

  /** The guest is gone. */
  forget(mac: number): void {
    this.#guests.get(mac)?.addresses.fill(0);
  }

  /** A frame of this network, of valid length. */
  hear(view: DataView, offset: number, l2Len: number, nowMs: number): void {
    const type = etherType(view, offset);
    const l3 = offset + ETHERNET_HEADER_LENGTH;
    const length = l2Len - ETHERNET_HEADER_LENGTH;
    if (type === EtherType.arp) this.#hearArp(view, offset, length, nowMs);
    else if (type === EtherType.ipv4) {
      const dhcp = dhcpAt(view, l3, length, DHCP_CLIENT_PORT);
      if (dhcp >= 0) this.#hearGrant(view, dhcp, l3 + length - dhcp, nowMs);
    }
  }

  #hearArp(view: DataView, offset: number, length: number, nowMs: number): void {
    const arp = offset + ETHERNET_HEADER_LENGTH;
    const mac = sourceMac(view, offset);
    if (checkArp(view, arp, length) !== Drop.none || arpSenderMac(view, arp) !== mac) return;
    const places = this.#guests.get(mac);
    const address = arpSenderAddress(view, arp);
    if (places !== undefined && isRoutableIpv4(address)) this.#note(places, address, nowMs);
  }

  #hearGrant(view: DataView, dhcp: number, length: number, nowMs: number): void {
    const message = parseDhcpv4(view, dhcp, length);
    if (typeof message === 'number' || dhcpType(message) !== DhcpType.ack) return;
    const places = this.#guests.get(message.chaddr);
    if (places === undefined || !isRoutableIpv4(message.yiaddr)) return;
    places.addresses.fill(0);
    this.#note(places, message.yiaddr, nowMs);
  }

  #note(places: Places, address: number, nowMs: number): void {
    const { addresses, heardMs } = places;
    let place = addresses.indexOf(address);
    if (place < 0) {
      this.#takeFromOthers(address);
      for (let i = 0; i < ADDRESSES_PER_GUEST; i += 1)
        if (nowMs - heardMs[i]! >= AGEING_TIME_MS) addresses[i] = 0;
      place = longestSilent(places);
    }
    addresses[place] = address;
    heardMs[place] = nowMs;
  }

  #takeFromOthers(address: number): void {
    for (const { addresses } of this.#guests.values()) {
      const place = addresses.indexOf(address);
      if (place >= 0) addresses[place] = 0;
    }
  }
}

function noPlaces(): Places {
  return {
    addresses: new Uint32Array(ADDRESSES_PER_GUEST),
    heardMs: new Float64Array(ADDRESSES_PER_GUEST),
  };
}

/** An empty place, or the one to replace. */
function longestSilent({ addresses, heardMs }: Places): number {
  let place = 0;
  for (let i = 0; i < ADDRESSES_PER_GUEST; i += 1) {
    if (addresses[i] === 0) return i;
    if (heardMs[i]! < heardMs[place]!) place = i;
  }
  return place;
}
