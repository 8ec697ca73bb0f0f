/**
 * The gateway's DHCPv4, which may be off: recognizes its packets, and knows the leases.
 * Read first: dhcpServer.ts.
 */
import type { Clock } from '../../clock.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { PacketEmitter } from '../../ip/packetEmitter.ts';
import type { Reachability } from '../../ip/reachability.ts';
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT } from '../../wire/dhcpv4.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { IpProtocol } from '../../wire/ipProtocol.ts';
import { ipv4Destination } from '../../wire/ipv4.ts';
import {
  UDP_HEADER_LENGTH,
  checkUdp,
  udpDestinationPort,
  udpLength,
  udpSourcePort,
} from '../../wire/udp.ts';
import type { DhcpSettings, GatewaySettings, LeaseSettings } from '../gatewaySettings.ts';
import type { Neighbours } from '../neighbours/neighbours.ts';
import { DhcpReply } from './dhcpReply.ts';
import { DhcpServer } from './dhcpServer.ts';

/** What the service needs of the gateway around it. */
export interface DhcpServiceSurroundings {
  readonly clock: Clock;
  readonly emitter: PacketEmitter;
  readonly neighbours: Neighbours;
  readonly reachability: () => Reachability;
  readonly leaseChanged: () => void;
}

export class DhcpService {
  readonly #around: DhcpServiceSurroundings;
  readonly #reply: DhcpReply;
  #server: DhcpServer | null = null;

  constructor(gateway: GatewaySettings, around: DhcpServiceSurroundings) {
    this.#around = around;
    this.#reply = new DhcpReply(around.emitter, gateway);
  }

  apply(gateway: GatewaySettings): void {
    this.#reply.apply(gateway);
    const { dhcp } = gateway.ipv4;
    if (dhcp === null) this.close();
    else if (this.#server !== null) this.#server.apply(dhcp);
    else this.#server = this.#createServer(dhcp);
  }

  #createServer(settings: DhcpSettings): DhcpServer {
    const { clock, emitter, neighbours, reachability, leaseChanged } = this.#around;
    const around = {
      clock,
      isGuestAddress: (address: number) => reachability().isGuest(address),
      heardMac: (address: number) => neighbours.macOf(address),
      sendProbe: (address: number) => {
        neighbours.sendRequest(address, 0);
        emitter.flush();
      },
      leaseChanged,
    };
    return new DhcpServer(settings, around, this.#reply);
  }

  close(): void {
    this.#server?.close();
    this.#server = null;
  }

  /** An IPv4 packet from a guest that may have no address yet: is it a message to a DHCP server? */
  takes(packet: GuestPacket): boolean {
    const { view, l3, l4, l4Len } = packet;
    if (packet.protocol !== IpProtocol.udp || l4Len < UDP_HEADER_LENGTH) return false;
    if (udpDestinationPort(view, l4) !== DHCP_SERVER_PORT || packet.isFragment) return false;
    const reachability = this.#around.reachability();
    return packet.isTo(reachability.gateway) || reachability.isBroadcast(ipv4Destination(view, l3));
  }

  /** With DHCP off we do not answer; messages between guests do not count as drops (R40). */
  receive(packet: GuestPacket): DropCode {
    const { view, l4, l4Len } = packet;
    if (this.#server === null) return Drop.none;
    const checked = checkUdp(view, l4, l4Len, packet.sumAddresses());
    if (checked !== Drop.none) return checked;
    if (udpSourcePort(view, l4) !== DHCP_CLIENT_PORT) return Drop.unsupported;
    const length = udpLength(view, l4) - UDP_HEADER_LENGTH;
    return this.#server.receive(packet, l4 + UDP_HEADER_LENGTH, length);
  }

  /** An ARP packet of `mac` shows that it uses, or is about to use, this address. */
  addressSeen(address: number, mac: number): void {
    this.#server?.addressSeen(address, mac);
  }

  leases(): LeaseSettings[] {
    return this.#server?.leases.list() ?? [];
  }

  /** The address that an adapter has leased; NaN: none. */
  addressOf(mac: number): number {
    const leases = this.#server?.leases;
    const lease = leases?.of(mac);
    return lease !== undefined && leases!.isActive(lease) ? lease.address : Number.NaN;
  }

  /** The adapter with a running lease on this address; NaN: none. */
  macOf(address: number): number {
    return this.#server?.leases.macOf(address) ?? Number.NaN;
  }
}
