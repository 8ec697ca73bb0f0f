/**
 * Finds a DHCPv4 message in UDP in an unfragmented IPv4 packet.
 * Read first: RFC 2131 §4.1 (ports).
 */
import { DHCP_CLIENT_PORT, DHCP_SERVER_PORT, checkDhcpv4 } from './dhcpv4.ts';
import { Drop } from './drop.ts';
import { IpProtocol } from './ipProtocol.ts';
import { IPV4_HEADER_LENGTH, ipv4FragmentOffset, ipv4HeaderLength, ipv4Protocol } from './ipv4.ts';
import { UDP_HEADER_LENGTH, udpDestinationPort, udpSourcePort } from './udp.ts';

/** Where the message to that port (of server or client) begins, or -1: the packet carries none. */
export function dhcpAt(view: DataView, l3: number, l3Len: number, port: number): number {
  if (l3Len < IPV4_HEADER_LENGTH || ipv4Protocol(view, l3) !== IpProtocol.udp) return -1;
  const udp = ipv4HeaderLength(view, l3);
  const dhcp = udp + UDP_HEADER_LENGTH;
  if (udp < IPV4_HEADER_LENGTH || l3Len < dhcp || ipv4FragmentOffset(view, l3) !== 0) return -1;
  const other = port === DHCP_SERVER_PORT ? DHCP_CLIENT_PORT : DHCP_SERVER_PORT;
  const ports =
    udpDestinationPort(view, l3 + udp) === port && udpSourcePort(view, l3 + udp) === other;
  return ports && checkDhcpv4(view, l3 + dhcp, l3Len - dhcp) === Drop.none ? l3 + dhcp : -1;
}
