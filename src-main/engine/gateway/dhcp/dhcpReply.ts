/**
 * Builds the DHCP server's replies and sends them to the right address.
 * Read first: RFC 2131 §4.1 (destination of replies), table 3; RFC 2132 §3–§9; RFC 6842.
 */
import { ipv4ToIp } from '../../../address/ip.ts';
import { netmask } from '../../../address/ipv4.ts';
import { MAC_BROADCAST } from '../../../address/mac.ts';
import {
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  DhcpOp,
  DhcpOption,
  DhcpType,
  dhcpv4Length,
  emitDhcpv4,
  type Dhcpv4Message,
} from '../../wire/dhcpv4.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { sumAddresses } from '../../wire/checksum.ts';
import { IpProtocol } from '../../wire/ipProtocol.ts';
import { UDP_HEADER_LENGTH, emitUdp } from '../../wire/udp.ts';
import type { DhcpSettings, GatewaySettings } from '../gatewaySettings.ts';
import { DNS_DOMAIN } from '../dns/localNames.ts';
import type { PacketEmitter } from '../../ip/packetEmitter.ts';

const EVERYBODY = 0xffff_ffff;

/** When a client renews and rebinds, as fractions of the lease time (RFC 2131 §4.4.5). */
const RENEWAL_PART = 0.5;
const REBINDING_PART = 0.875;

/**
 * Longest client identifier that is sent back, octets. A DUID with its IAID takes 135 (RFC 8415
 * §11.1), and with everything that we add the message stays below 576 octets, which every client
 * must accept (RFC 2131 §2) and every network here carries.
 */
const MAX_CLIENT_IDENTIFIER = 160;

export class DhcpReply {
  readonly #emitter: PacketEmitter;
  #gateway: GatewaySettings;

  constructor(emitter: PacketEmitter, gateway: GatewaySettings) {
    this.#emitter = emitter;
    this.#gateway = gateway;
  }

  apply(gateway: GatewaySettings): void {
    this.#gateway = gateway;
  }

  get serverAddress(): number {
    return this.#gateway.ipv4.address;
  }

  flush(): void {
    this.#emitter.flush();
  }

  offer(request: Dhcpv4Message, address: number, dhcp: DhcpSettings): DropCode {
    const reply = this.#begin(request, DhcpType.offer, address);
    this.#addLease(reply, dhcp);
    return this.#send(reply, request.ciaddr);
  }

  acknowledge(request: Dhcpv4Message, address: number, dhcp: DhcpSettings): DropCode {
    const reply = this.#begin(request, DhcpType.ack, address);
    reply.ciaddr = request.ciaddr;
    this.#addLease(reply, dhcp);
    return this.#send(reply, request.ciaddr);
  }

  /** Parameters for a client that got its address elsewhere. */
  inform(request: Dhcpv4Message, dhcp: DhcpSettings): DropCode {
    const reply = this.#begin(request, DhcpType.ack, 0);
    reply.ciaddr = request.ciaddr;
    this.#addParameters(reply, dhcp);
    return this.#send(reply, request.ciaddr);
  }

  /** Always by broadcast: the client's address is not valid here. */
  nak(request: Dhcpv4Message): DropCode {
    const reply = this.#begin(request, DhcpType.nak, 0);
    reply.broadcast = true;
    return this.#send(reply, 0);
  }

  #begin(request: Dhcpv4Message, type: number, yiaddr: number): Dhcpv4Message {
    const options = new Map<number, Uint8Array>([
      [DhcpOption.messageType, Uint8Array.of(type)],
      [DhcpOption.serverIdentifier, uint32(this.serverAddress)],
    ]);
    const client = request.options.get(DhcpOption.clientIdentifier);
    if (client !== undefined && client.length <= MAX_CLIENT_IDENTIFIER)
      options.set(DhcpOption.clientIdentifier, client);
    const { xid, broadcast, chaddr } = request;
    const addresses = { ciaddr: 0, yiaddr, siaddr: 0, giaddr: 0 };
    return { op: DhcpOp.reply, xid, broadcast, chaddr, ...addresses, options };
  }

  #addLease(reply: Dhcpv4Message, dhcp: DhcpSettings): void {
    const time = dhcp.leaseTimeS;
    reply.options.set(DhcpOption.leaseTime, uint32(time));
    reply.options.set(DhcpOption.renewalTime, uint32(Math.floor(time * RENEWAL_PART)));
    reply.options.set(DhcpOption.rebindingTime, uint32(Math.floor(time * REBINDING_PART)));
    this.#addParameters(reply, dhcp);
  }

  #addParameters({ options, chaddr }: Dhcpv4Message, dhcp: DhcpSettings): void {
    const { mtu, dns } = this.#gateway;
    const { address, prefixLength } = this.#gateway.ipv4;
    const mask = netmask(prefixLength);
    options.set(DhcpOption.subnetMask, uint32(mask));
    options.set(DhcpOption.broadcastAddress, uint32((address | ~mask) >>> 0));
    options.set(DhcpOption.interfaceMtu, Uint8Array.of(mtu >>> 8, mtu & 0xff));
    if (dhcp.router) options.set(DhcpOption.router, uint32(address));
    if (dns === null) return;
    options.set(DhcpOption.dnsServer, uint32(address));
    options.set(DhcpOption.domainName, Buffer.from(DNS_DOMAIN));
    const name = dns.names.find(({ mac }) => mac === chaddr)?.name;
    if (name !== undefined) options.set(DhcpOption.hostName, Buffer.from(name));
  }

  /** RFC 2131 §4.1: to `ciaddr` if the client has one, otherwise as its broadcast flag says. */
  #send(reply: Dhcpv4Message, ciaddr: number): DropCode {
    const everybody = ciaddr === 0 && reply.broadcast;
    const mac = everybody ? MAC_BROADCAST : reply.chaddr;
    const source = ipv4ToIp(this.serverAddress);
    const destination = ipv4ToIp(everybody ? EVERYBODY : ciaddr || reply.yiaddr);
    const length = dhcpv4Length(reply);
    const l4Len = UDP_HEADER_LENGTH + length;
    const l4 = this.#emitter.begin(mac, source, destination, IpProtocol.udp, l4Len);
    if (l4 < 0) return Drop.queueFull;
    const { view } = this.#emitter;
    const addresses = sumAddresses(source, destination);
    emitDhcpv4(view, l4 + UDP_HEADER_LENGTH, reply);
    emitUdp(view, l4, DHCP_SERVER_PORT, DHCP_CLIENT_PORT, length, addresses);
    this.#emitter.send();
    return Drop.none;
  }
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
