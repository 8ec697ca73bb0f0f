/**
 * Which destinations guests of one network may reach through their gateway.
 * Read first: RFC 6890 (special-purpose addresses), RFC 3927 §7 (link-local addresses).
 */
import { type IpAddress, type IpFamily, ipv4ToIp } from '../../address/ip.ts';
import { isRoutableIpv4, netmask, sameSubnet } from '../../address/ipv4.ts';
import { ipv4Destination } from '../wire/ipv4.ts';
import type { GuestPacket } from './packet.ts';

/** 169.254.0.0/16 is never forwarded; cloud hosts keep their metadata there. */
const LINK_LOCAL = 0xa9fe_0000;
const LINK_LOCAL_MASK = 0xffff_0000;
const EVERYBODY = 0xffff_ffff;
/** First octet of IPv6 multicast addresses (RFC 4291 §2.7). */
const MULTICAST = 0xff;

/** Answers by the gateway's IPv4 address and subnet. */
export class Reachability {
  /** The gateway's own address. */
  readonly gateway: IpAddress;
  readonly #address: number;
  readonly #mask: number;

  /** @param address as address/ipv4.ts has it */
  constructor(address: number, prefixLength: number) {
    this.gateway = ipv4ToIp(address);
    this.#address = address;
    this.#mask = netmask(prefixLength);
  }

  /**
   * Whether the destination is beyond this network. Guests reach each other only through the
   * switch.
   */
  leadsOutside(packet: GuestPacket): boolean {
    return packet.family === 4 && this.#isOutside(ipv4Destination(packet.view, packet.l3));
  }

  isOutside(address: IpAddress): boolean {
    return address.family === 4 && this.#isOutside(address.ipv4);
  }

  #isOutside(address: number): boolean {
    const inside = sameSubnet(address, this.#address, this.#mask);
    const linkLocal = sameSubnet(address, LINK_LOCAL, LINK_LOCAL_MASK);
    return isRoutableIpv4(address) && !inside && !linkLocal;
  }

  /** In the subnet, but not our address, the subnet's own or its broadcast address. */
  isGuest(address: number): boolean {
    if (!sameSubnet(address, this.#address, this.#mask) || address === this.#address) return false;
    const host = (address & ~this.#mask) >>> 0;
    return host !== 0 && host !== ~this.#mask >>> 0;
  }

  isBroadcast(address: number): boolean {
    return address === EVERYBODY || address === (this.#address | ~this.#mask) >>> 0;
  }
}

/** Whether the address at `offset` belongs to one host: not a group, loopback or unspecified. */
export function isSingleHostAt(view: DataView, offset: number, family: IpFamily): boolean {
  if (family === 4) return isRoutableIpv4(view.getUint32(offset));
  if (view.getUint8(offset) === MULTICAST) return false;
  const high = view.getInt32(offset) | view.getInt32(offset + 4) | view.getInt32(offset + 8);
  return high !== 0 || view.getUint32(offset + 12) > 1;
}
