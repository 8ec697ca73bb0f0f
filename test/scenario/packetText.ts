/** Packets as a line of text, as tcpdump prints them, for expectations. Checks the checksums. */
import { formatIpv4 } from '../../src-main/address/ipv4.ts';
import { Drop } from '../../src-main/engine/wire/drop.ts';
import { checkIcmpv4, icmpv4Code, icmpv4Type } from '../../src-main/engine/wire/icmpv4.ts';
import {
  checkIpv4,
  ipv4Destination,
  ipv4FragmentOffset,
  ipv4HeaderLength,
  ipv4MoreFragments,
  ipv4Protocol,
  ipv4Source,
  ipv4TotalLength,
  isIpv4Fragment,
} from '../../src-main/engine/wire/ipv4.ts';
import {
  checkUdp,
  udpDestinationPort,
  udpLength,
  udpSourcePort,
} from '../../src-main/engine/wire/udp.ts';
import { sumOctets } from '../../src-main/engine/wire/checksum.ts';
import { IpProtocol } from '../../src-main/engine/wire/ipProtocol.ts';

export function packetText(packet: Uint8Array): string {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  if (checkIpv4(view, 0, packet.length) !== Drop.none) return 'bad ip';
  const l4 = ipv4HeaderLength(view, 0);
  const l4Len = ipv4TotalLength(view, 0) - l4;
  const from = formatIpv4(ipv4Source(view, 0));
  const to = formatIpv4(ipv4Destination(view, 0));
  if (isIpv4Fragment(view, 0)) {
    const more = ipv4MoreFragments(view, 0) ? '+' : '';
    return `${from} > ${to} frag ${ipv4FragmentOffset(view, 0)}:${l4Len}${more}`;
  }
  if (ipv4Protocol(view, 0) === IpProtocol.udp) {
    const bad = checkUdp(view, l4, l4Len, sumOctets(view, 12, 8));
    if (bad !== Drop.none) return 'bad udp';
    const ports = [udpSourcePort(view, l4), udpDestinationPort(view, l4)] as const;
    return `${from}:${ports[0]} > ${to}:${ports[1]} udp ${udpLength(view, l4) - 8}`;
  }
  if (checkIcmpv4(view, l4, l4Len) !== Drop.none) return 'bad icmp';
  const rest = view.getUint32(l4 + 4);
  const what = `${icmpv4Type(view, l4)}/${icmpv4Code(view, l4)} ${rest.toString(16)}`;
  return `${from} > ${to} icmp ${what} ${l4Len - 8}`;
}
