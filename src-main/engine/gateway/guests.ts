/** Which guest has which address: first its lease, then the addresses in the neighbour table. */
import { type IpAddress, ipv4ToIp } from '../../address/ip.ts';
import type { Reachability } from '../ip/reachability.ts';
import type { DhcpService } from './dhcp/dhcpService.ts';
import type { Guest, GuestDirectory } from './guestDirectory.ts';
import type { Neighbours } from './neighbours/neighbours.ts';

export class Guests implements GuestDirectory {
  readonly #neighbours: Neighbours;
  readonly #dhcp: DhcpService;
  readonly #reachability: () => Reachability;

  constructor(neighbours: Neighbours, dhcp: DhcpService, reachability: () => Reachability) {
    this.#neighbours = neighbours;
    this.#dhcp = dhcp;
    this.#reachability = reachability;
  }

  addressesOf(mac: number): IpAddress[] {
    return this.#addressesOf(mac).map(ipv4ToIp);
  }

  find(mac: number): Guest | null {
    const address = this.#addressesOf(mac)[0];
    if (address === undefined) return null;
    return { mac, address: ipv4ToIp(address), origin: this.#neighbours.originOf(mac) };
  }

  macOf(address: IpAddress): number {
    if (address.family !== 4 || !this.#reachability().isGuest(address.ipv4)) return Number.NaN;
    const leased = this.#dhcp.macOf(address.ipv4);
    const mac = Number.isNaN(leased) ? this.#neighbours.macOf(address.ipv4) : leased;
    if (Number.isNaN(mac)) this.#neighbours.ask(address.ipv4);
    return mac;
  }

  #addressesOf(mac: number): number[] {
    const heard = this.#neighbours.addressesOf(mac);
    const leased = this.#dhcp.addressOf(mac);
    if (Number.isNaN(leased)) return heard;
    return [leased, ...heard.filter((address) => address !== leased)];
  }
}
