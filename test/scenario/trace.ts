/** Frames as text, as tcpdump prints them, for the expectations of scenarios. */
import { decode } from 'dns-packet';
import { formatIpv4 } from '../../src-main/address/ipv4.ts';
import { formatMac } from '../../src-main/address/mac.ts';
import {
  ArpOperation,
  arpOperation,
  arpSenderAddress,
  arpSenderMac,
  arpTargetAddress,
} from '../../src-main/engine/wire/arp.ts';
import {
  DhcpType,
  dhcpType,
  dhcpUint32,
  DhcpOption,
  parseDhcpv4,
} from '../../src-main/engine/wire/dhcpv4.ts';
import { destinationMac, etherType, EtherType } from '../../src-main/engine/wire/ethernet.ts';
import {
  checkIcmpv4,
  icmpv4Code,
  icmpv4Identifier,
  icmpv4Sequence,
  icmpv4Type,
} from '../../src-main/engine/wire/icmpv4.ts';
import {
  checkIpv4,
  ipv4Destination,
  ipv4Protocol,
  ipv4Source,
  ipv4TotalLength,
} from '../../src-main/engine/wire/ipv4.ts';
import { checkUdp, udpDestinationPort, udpSourcePort } from '../../src-main/engine/wire/udp.ts';
import { sumOctets } from '../../src-main/engine/wire/checksum.ts';

const L3 = 14;
const L4 = 34;

export function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}

/** A line. Throws if lengths or checksums are wrong. */
export function describeFrame(frame: Uint8Array): string {
  const view = viewOf(frame);
  const to = `> ${formatMac(destinationMac(view, 0))}`;
  if (etherType(view, 0) === EtherType.arp) return `${to} ${describeArp(view)}`;
  const code = checkIpv4(view, L3, frame.length - L3);
  if (code !== 0) throw new Error(`bad IPv4: ${code}`);
  return `${to} IP ${describeIpv4(view)}`;
}

function describeArp(view: DataView): string {
  const sender = formatIpv4(arpSenderAddress(view, L3));
  return arpOperation(view, L3) === ArpOperation.request
    ? `ARP who-has ${formatIpv4(arpTargetAddress(view, L3))} tell ${sender}`
    : `ARP ${sender} is-at ${formatMac(arpSenderMac(view, L3))}`;
}

function describeIpv4(view: DataView): string {
  const source = formatIpv4(ipv4Source(view, L3));
  const destination = formatIpv4(ipv4Destination(view, L3));
  if (ipv4Protocol(view, L3) === 1) return `${source} > ${destination}: ${describeIcmp(view)}`;
  const l4Len = ipv4TotalLength(view, L3) - 20;
  const code = checkUdp(view, L4, l4Len, sumOctets(view, L3 + 12, 8));
  if (code !== 0) throw new Error(`bad UDP: ${code}`);
  const ports = [udpSourcePort(view, L4), udpDestinationPort(view, L4)] as const;
  const what = ports[0] === 67 ? describeDhcp(view) : `UDP ${l4Len - 8}`;
  return `${source}.${ports[0]} > ${destination}.${ports[1]}: ${what}`;
}

function describeIcmp(view: DataView): string {
  const l4Len = ipv4TotalLength(view, L3) - 20;
  if (checkIcmpv4(view, L4, l4Len) !== 0) throw new Error('bad ICMP');
  const type = icmpv4Type(view, L4);
  if (type === 0) {
    return `echo reply id ${icmpv4Identifier(view, L4)} seq ${icmpv4Sequence(view, L4)}`;
  }
  const quoted = `${formatIpv4(view.getUint32(L4 + 20))} > ${formatIpv4(view.getUint32(L4 + 24))}`;
  return `type ${type} code ${icmpv4Code(view, L4)} about ${quoted}`;
}

function describeDhcp(view: DataView): string {
  const message = parseDhcpv4(view, L4 + 8, ipv4TotalLength(view, L3) - 28);
  if (typeof message === 'number') throw new Error(`bad DHCP: ${message}`);
  const type = Object.entries(DhcpType).find(([, value]) => value === dhcpType(message))![0];
  const server = formatIpv4(dhcpUint32(message, DhcpOption.serverIdentifier));
  const your = message.yiaddr === 0 ? '' : ` ${formatIpv4(message.yiaddr)}`;
  return `DHCP ${type}${your} from ${server}`;
}

/** The DNS message of a UDP frame, as octets and decoded. */
export function dnsOf(frame: Uint8Array): {
  octets: Uint8Array;
  message: ReturnType<typeof decode>;
} {
  const octets = frame.slice(L4 + 8);
  return { octets, message: decode(Buffer.from(octets)) };
}
