import { beforeEach, describe, expect, it } from 'vitest';
import { MacTranslation } from '../../../src-main/engine/uplink/macTranslation.ts';
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import { readMac } from '../../../src-main/address/mac.ts';
import {
  ArpOperation,
  arpSenderMac,
  arpTargetMac,
  emitArp,
} from '../../../src-main/engine/wire/arp.ts';
import {
  DhcpOp,
  DhcpOption,
  DhcpType,
  emitDhcpv4,
  parseDhcpv4,
} from '../../../src-main/engine/wire/dhcpv4.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { EtherType, emitEthernet } from '../../../src-main/engine/wire/ethernet.ts';
import { checkIcmpv6, emitIcmpv6 } from '../../../src-main/engine/wire/icmpv6.ts';
import { emitIpv4 } from '../../../src-main/engine/wire/ipv4.ts';
import { emitIpv6 } from '../../../src-main/engine/wire/ipv6.ts';
import {
  NdpOption,
  NdpType,
  emitLinkLayerOption,
  linkLayerOptionKind,
  linkLayerOptionMac,
} from '../../../src-main/engine/wire/ndp.ts';
import { checkUdp, emitUdp } from '../../../src-main/engine/wire/udp.ts';
import { IpProtocol } from '../../../src-main/engine/wire/ipProtocol.ts';
import { sumIpv4 } from '../wire/octets.ts';

const NIC = 0x0200_0000_0001;
const LAN = 0x0200_0000_0002;
const GUEST = 0x0003_ff00_000a;
const BROADCAST = 0xffff_ffff_ffff;
const GUEST_IP = parseIpv4('192.0.2.50');
const HOST_IP = parseIpv4('192.0.2.1');
const LAN_IP = parseIpv4('192.0.2.2');
const L3 = 14;
/** Where an advertisement's option lies. */
const OPTION = L3 + 40 + 24;

let translation: MacTranslation;
let view: DataView;

beforeEach(() => {
  translation = new MacTranslation(
    NIC,
    {
      isStation: (mac) => mac === GUEST,
      isHostIpv4: (address) => address === HOST_IP,
      isHostIpv6: (at, offset) => at.getUint32(offset + 12) === 1,
    },
    7,
  );
  view = new DataView(new ArrayBuffer(1514));
});

function arp(from: number, sender: number, senderIp: number, to: number, targetIp: number): void {
  emitEthernet(view, 0, to, from, EtherType.arp);
  emitArp(view, L3, ArpOperation.request, sender, senderIp, 0, targetIp);
}

function udp(from: number, source: number, to: number, destination: number): number {
  emitEthernet(view, 0, to, from, EtherType.ipv4);
  emitIpv4(view, L3, source, destination, IpProtocol.udp, 28 + 10);
  emitUdp(view, L3 + 20, 1000, 2000, 10, sumIpv4(source, destination));
  return L3 + 38;
}

/** A neighbour advertisement with its target's link-layer address, and a right checksum. */
function advertisement(source: number): number {
  emitEthernet(view, 0, LAN, GUEST, EtherType.ipv6);
  emitIpv6(view, L3, IpProtocol.icmpv6, 32, 255);
  for (const at of [8, 24]) view.setUint32(L3 + at, 0xfd00_0000);
  view.setUint32(L3 + 20, source);
  view.setUint32(L3 + 36, 2);
  emitLinkLayerOption(view, OPTION, NdpOption.targetLinkLayer, GUEST);
  emitIcmpv6(view, L3 + 40, NdpType.neighbourAdvertisement, 0, 0, 24, L3);
  return L3 + 72;
}

describe('MAC translation (R19)', () => {
  it('ARP leaves with the NIC’s MAC as sender, and its answer finds the guest', () => {
    arp(GUEST, GUEST, GUEST_IP, BROADCAST, LAN_IP);
    translation.fromGuest(view, 0, 60, true);
    expect([readMac(view, 6), arpSenderMac(view, L3)]).toEqual([NIC, NIC]);
    arp(LAN, LAN, LAN_IP, NIC, GUEST_IP);
    expect(translation.toGuest(view, 0, 60)).toBe(true);
    expect([readMac(view, 0), arpTargetMac(view, L3)]).toEqual([GUEST, GUEST]);
  });

  it('R16 what is for this computer is not shown', () => {
    arp(LAN, LAN, LAN_IP, NIC, HOST_IP);
    expect(translation.toGuest(view, 0, 60)).toBe(false);
    expect(translation.toGuest(view, 0, udp(LAN, LAN_IP, NIC, HOST_IP))).toBe(false);
    expect(readMac(view, 0)).toBe(NIC);
    emitEthernet(view, 0, NIC, LAN, 0x88cc);
    expect(translation.toGuest(view, 0, 60)).toBe(false);
  });

  it('R16 a guest that claims this computer’s address does not get its frames', () => {
    arp(GUEST, GUEST, HOST_IP, BROADCAST, LAN_IP);
    translation.fromGuest(view, 0, 60, true);
    translation.fromGuest(view, 0, udp(GUEST, HOST_IP, LAN, LAN_IP), true);
    expect(translation.toGuest(view, 0, udp(LAN, LAN_IP, NIC, HOST_IP))).toBe(false);
    translation.fromGuest(view, 0, advertisement(1), true);
    emitEthernet(view, 0, NIC, LAN, EtherType.ipv6);
    view.setUint32(L3 + 36, 1);
    expect(translation.toGuest(view, 0, 72)).toBe(false);
  });

  it('IPv4 finds its way back, with nothing but the MACs changed', () => {
    const length = udp(GUEST, GUEST_IP, LAN, LAN_IP);
    translation.fromGuest(view, 0, length, true);
    expect(checkUdp(view, L3 + 20, 18, sumIpv4(GUEST_IP, LAN_IP))).toBe(Drop.none);
    expect(translation.toGuest(view, 0, udp(LAN, LAN_IP, NIC, GUEST_IP))).toBe(true);
    expect([readMac(view, 0), readMac(view, 6)]).toEqual([GUEST, LAN]);
    expect(checkUdp(view, L3 + 20, 18, sumIpv4(LAN_IP, GUEST_IP))).toBe(Drop.none);
  });

  it('a guest that forwards for another does not take that one’s address away', () => {
    const other = 0x0003_ff00_000b;
    arp(other, other, GUEST_IP, BROADCAST, LAN_IP);
    translation.fromGuest(view, 0, 60, true);
    translation.fromGuest(view, 0, udp(GUEST, GUEST_IP, LAN, LAN_IP), true);
    translation.toGuest(view, 0, udp(LAN, LAN_IP, NIC, GUEST_IP));
    expect(readMac(view, 0)).toBe(other);
  });

  function dhcp(op: number, from: number, yiaddr: number): number {
    const options = new Map([[DhcpOption.messageType, Uint8Array.of(DhcpType.discover)]]);
    const addresses = { ciaddr: 0, yiaddr, siaddr: 0, giaddr: 0, chaddr: GUEST };
    const message = { op, xid: 1, broadcast: false, ...addresses, options };
    const length = emitDhcpv4(view, L3 + 28, message);
    const [source, port] = op === DhcpOp.request ? [0, 68] : [LAN_IP, 67];
    emitUdp(view, L3 + 20, port, 135 - port, length, sumIpv4(source, 0xffff_ffff));
    emitIpv4(view, L3, source, 0xffff_ffff, IpProtocol.udp, 28 + length);
    emitEthernet(view, 0, BROADCAST, from, EtherType.ipv4);
    return L3 + 28 + length;
  }

  it('a DHCP client asks for broadcast answers, and keeps its chaddr', () => {
    const l2Len = dhcp(DhcpOp.request, GUEST, 0);
    translation.fromGuest(view, 0, l2Len, true);
    const message = parseDhcpv4(view, L3 + 28, l2Len - L3 - 28);
    expect(message).toMatchObject({ broadcast: true, chaddr: GUEST });
    expect(checkUdp(view, L3 + 20, l2Len - L3 - 20, sumIpv4(0, 0xffff_ffff))).toBe(Drop.none);
  });

  it('a lease tells whose an address is before the guest has used it', () => {
    expect(translation.toGuest(view, 0, dhcp(DhcpOp.reply, LAN, GUEST_IP))).toBe(true);
    expect(translation.toGuest(view, 0, udp(LAN, LAN_IP, NIC, GUEST_IP))).toBe(true);
    expect(readMac(view, 0)).toBe(GUEST);
  });

  it('neighbour discovery tells the NIC’s MAC, with a right checksum', () => {
    translation.fromGuest(view, 0, advertisement(0x50), true);
    expect(linkLayerOptionKind(view, OPTION)).toBe(NdpOption.targetLinkLayer);
    expect(linkLayerOptionMac(view, OPTION)).toBe(NIC);
    expect(checkIcmpv6(view, L3 + 40, 32, L3)).toBe(Drop.none);
    emitEthernet(view, 0, NIC, LAN, EtherType.ipv6);
    view.setUint32(L3 + 36, 0x50);
    expect(translation.toGuest(view, 0, 72)).toBe(true);
    expect(readMac(view, 0)).toBe(GUEST);
  });

  it('hostile lengths change nothing beyond the source, and never throw', () => {
    for (const emit of [() => advertisement(0x50), () => dhcp(DhcpOp.request, GUEST, 0)]) {
      const whole = emit();
      for (let length = 14; length < whole; length += 1) {
        emit();
        const exact = new DataView(view.buffer.slice(0, length));
        translation.fromGuest(exact, 0, length, true);
        expect(readMac(exact, 6)).toBe(NIC);
        translation.toGuest(exact, 0, length);
      }
    }
  });
});
