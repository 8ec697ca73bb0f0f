/**
 * Frames of a hostile guest: of every protocol that the engine reads, valid or mutated. Ports and
 * numbers come from small sets, so that frames refer to each other.
 */
import { emitArp } from '../../src-main/engine/wire/arp.ts';
import { foldChecksum, sumOctets, sumPseudoHeader } from '../../src-main/engine/wire/checksum.ts';
import { DhcpOption, emitDhcpv4 } from '../../src-main/engine/wire/dhcpv4.ts';
import { EtherType, emitEthernet } from '../../src-main/engine/wire/ethernet.ts';
import { emitIcmpv4 } from '../../src-main/engine/wire/icmpv4.ts';
import { emitIpv4 } from '../../src-main/engine/wire/ipv4.ts';
import { emitTcp, emitTcpSynOptions, sealTcp } from '../../src-main/engine/wire/tcp.ts';
import { emitUdp } from '../../src-main/engine/wire/udp.ts';
import { pick } from './randomOutside.ts';
import { sumIpv4 } from '../engine/wire/octets.ts';

type Random = () => number;

export interface Surroundings {
  readonly random: Random;
  readonly macs: readonly number[];
  readonly gatewayMac: number;
  readonly gatewayAddress: number;
}

const ROOM = 70_000;
const L3 = 14;
const L4 = 34;
const ROOT_QUERY = Buffer.from(
  '000101000001000000000000076f75747369646504746573740000010001',
  'hex',
);

export class HostileGuest {
  readonly #around: Surroundings;
  readonly #octets = Buffer.alloc(ROOM);
  readonly #view: DataView;
  /** The last segment from the gateway, so that some frames match it. */
  readonly #heard = { mac: 0, source: 0, destination: 0, ports: 0, sequence: 0, acknowledgment: 0 };

  constructor(around: Surroundings) {
    this.#around = around;
    this.#view = new DataView(this.#octets.buffer, this.#octets.byteOffset, ROOM);
  }

  /** Takes a frame that a guest has received from the gateway. */
  hear(frame: Buffer): void {
    if (frame.length < 54 || frame.readUInt16BE(12) !== EtherType.ipv4 || frame[23] !== 6) return;
    const text = frame.length - 34 - (frame[46]! >> 4) * 4;
    const heard = this.#heard;
    heard.mac = frame.readUIntBE(0, 6);
    heard.source = frame.readUInt32BE(30);
    heard.destination = frame.readUInt32BE(26);
    heard.ports = ((frame.readUInt16BE(36) << 16) | frame.readUInt16BE(34)) >>> 0;
    heard.sequence = (frame.readUInt32BE(38) + text + ((frame[47]! & 3) === 0 ? 0 : 1)) >>> 0;
    heard.acknowledgment = frame.readUInt32BE(42);
  }

  /** Returns a copy of a new frame. */
  frame(): Buffer {
    const { random } = this.#around;
    const length = this.#build();
    const frame = Buffer.from(this.#octets.subarray(0, length));
    const dice = random();
    if (dice < 0.5) return frame;
    if (dice < 0.6) return frame.subarray(0, Math.floor(random() * frame.length));
    if (dice < 0.65) return Buffer.concat([frame, Buffer.alloc(Math.floor(random() * 64), 0x55)]);
    if (dice < 0.68) return tagged(frame);
    return mended(this.#mutated(frame), random);
  }

  #build(): number {
    const { random, gatewayMac, macs } = this.#around;
    const to = random() < 0.85 ? gatewayMac : pick(random, [0xffff_ffff_ffff, ...macs]);
    const build = pick(random, [
      () => this.#arp(to),
      () => this.#dhcp(),
      () => this.#dns(to),
      () => this.#tcp(to),
      () => this.#tcp(to),
      () => this.#answer(),
      () => this.#answer(),
      () => this.#udp(to),
      () => this.#echo(to),
      () => this.#fragment(to),
    ]);
    return build();
  }

  #ethernet(to: number, type: number): number {
    const mac = pick(this.#around.random, this.#around.macs);
    emitEthernet(this.#view, 0, to, mac, type);
    return mac;
  }

  #source(): number {
    const { random, gatewayAddress } = this.#around;
    return gatewayAddress + Math.floor(random() * 6);
  }

  #destination(): number {
    const { random, gatewayAddress } = this.#around;
    const dice = random();
    if (dice < 0.3) return gatewayAddress;
    return dice < 0.9
      ? 0xc633_6400 + Math.floor(random() * 4)
      : pick(random, [0x7f00_0001, 0xe000_0001, 0xffff_ffff, 0, gatewayAddress + 2, 0xa9fe_a9fe]);
  }

  #port(): number {
    return pick(this.#around.random, [0, 53, 67, 80, 4000, 4001, 4002, 65_535]);
  }

  /** Puts an IPv4 header before the data at L4. Returns the frame's length. */
  #ip(
    source: number,
    destination: number,
    protocol: number,
    l4Len: number,
    place = 0x4000,
  ): number {
    const { random } = this.#around;
    const timeToLive = random() < 0.9 ? 64 : Math.floor(random() * 3);
    const id = Math.floor(random() * 4);
    emitIpv4(this.#view, L3, source, destination, protocol, 20 + l4Len, id, place, timeToLive);
    return L4 + l4Len;
  }

  #arp(to: number): number {
    const { random } = this.#around;
    const mac = this.#ethernet(to, EtherType.arp);
    const sender = random() < 0.2 ? 0 : this.#source();
    emitArp(this.#view, L3, random() < 0.5 ? 1 : 2, mac, sender, 0, this.#source());
    return L3 + 28;
  }

  #dhcp(): number {
    const { random } = this.#around;
    const mac = this.#ethernet(0xffff_ffff_ffff, EtherType.ipv4);
    const address = this.#source();
    const options = new Map<number, Uint8Array>([
      [DhcpOption.messageType, Uint8Array.of(1 + Math.floor(random() * 8))],
      [DhcpOption.requestedAddress, octetsOf(address)],
    ]);
    if (random() < 0.3) options.set(DhcpOption.serverIdentifier, octetsOf(this.#source()));
    if (random() < 0.3) options.set(DhcpOption.clientIdentifier, Buffer.alloc(random() * 400));
    const message = { op: 1, xid: 7, broadcast: random() < 0.5, ciaddr: 0, yiaddr: 0, siaddr: 0 };
    if (random() < 0.3) message.ciaddr = address;
    const whole = { ...message, giaddr: 0, chaddr: mac, options };
    const length = emitDhcpv4(this.#view, L4 + 8, whole);
    emitUdp(this.#view, L4, 68, 67, length, sumIpv4(0, 0xffff_ffff));
    return this.#ip(0, 0xffff_ffff, 17, 8 + length);
  }

  #dns(to: number): number {
    const { gatewayAddress, random } = this.#around;
    this.#ethernet(to, EtherType.ipv4);
    const source = this.#source();
    this.#octets.set(ROOT_QUERY, L4 + 8);
    const extra = Math.floor(random() ** 4 * 4000);
    const length = ROOT_QUERY.length + extra;
    emitUdp(this.#view, L4, this.#port(), 53, length, sumIpv4(source, gatewayAddress));
    return this.#ip(source, gatewayAddress, 17, 8 + length);
  }

  #udp(to: number): number {
    this.#ethernet(to, EtherType.ipv4);
    const [source, destination] = [this.#source(), this.#destination()];
    const length = Math.floor(this.#around.random() ** 4 * 60_000);
    const addresses = sumIpv4(source, destination);
    emitUdp(this.#view, L4, this.#port(), this.#port(), length, addresses);
    return this.#ip(source, destination, 17, 8 + length);
  }

  #tcp(to: number): number {
    const { random } = this.#around;
    const heard = this.#heard;
    this.#ethernet(to, EtherType.ipv4);
    const [source, destination] = [this.#source(), this.#destination()];
    const flags = pick(random, [2, 2, 16, 16, 16, 24, 17, 4, 18, Math.floor(random() * 64)]);
    const near = (value: number): number => (value + Math.floor(random() ** 6 * 70_000)) >>> 0;
    const sequence = flags === 2 ? 1000 : near(heard.acknowledgment);
    const text = (flags & 2) === 0 ? Math.floor(random() ** 3 * 9000) : 8;
    const window = pick(random, [0, 1, 100, 65_535]);
    const [from, at] = [this.#port(), this.#port()];
    emitTcp(this.#view, L4, from, at, sequence, near(heard.sequence), flags, window);
    if ((flags & 2) !== 0) emitTcpSynOptions(this.#view, L4, Math.floor(random() * 3000), 7);
    sealTcp(this.#view, L4, 20 + text, sumIpv4(source, destination));
    return this.#ip(source, destination, 6, 20 + text);
  }

  /** A valid segment of the last connection. */
  #answer(): number {
    const { random, gatewayMac } = this.#around;
    const { mac, source, destination, ports, sequence, acknowledgment } = this.#heard;
    emitEthernet(this.#view, 0, gatewayMac, mac, EtherType.ipv4);
    const flags = pick(random, [16, 16, 16, 24, 17]);
    const text = flags === 16 ? 0 : Math.floor(random() ** 3 * 9000);
    const [from, to] = [ports >>> 16, ports & 0xffff];
    emitTcp(this.#view, L4, from, to, acknowledgment, sequence, flags, 65_535);
    sealTcp(this.#view, L4, 20 + text, sumIpv4(source, destination));
    return this.#ip(source, destination, 6, 20 + text);
  }

  #echo(to: number): number {
    const { random } = this.#around;
    this.#ethernet(to, EtherType.ipv4);
    const payload = Math.floor(random() ** 4 * 60_000);
    emitIcmpv4(this.#view, L4, random() < 0.9 ? 8 : 3, 0, Math.floor(random() * 8), payload);
    return this.#ip(this.#source(), this.#destination(), 1, 8 + payload);
  }

  #fragment(to: number): number {
    const { random } = this.#around;
    this.#ethernet(to, EtherType.ipv4);
    const length = Math.floor(random() * 20) * 8;
    const place = Math.floor(random() ** 3 * 0x1fff) | (random() < 0.7 ? 0x2000 : 0);
    return this.#ip(this.#source(), this.#destination(), pick(random, [1, 6, 17]), length, place);
  }

  #mutated(frame: Buffer): Buffer {
    const { random } = this.#around;
    const changes = 1 + Math.floor(random() * 4);
    for (let i = 0; i < changes && frame.length > 0; i += 1)
      frame[Math.floor(random() ** 2 * frame.length)] = Math.floor(random() * 256);
    return frame;
  }
}

function tagged(frame: Buffer): Buffer {
  const tag = Buffer.from([0x81, 0, 0, 42]);
  return Buffer.concat([frame.subarray(0, 12), tag, frame.subarray(12)]);
}

function octetsOf(address: number): Uint8Array {
  return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}

/** Corrects the checksums in half of the frames; otherwise few would be accepted. */
function mended(frame: Buffer, random: Random): Buffer {
  if (random() < 0.5 || frame.length < L4 || frame.readUInt16BE(12) !== EtherType.ipv4)
    return frame;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const headerLength = (frame[L3]! & 15) * 4;
  const l4 = L3 + headerLength;
  const l4Len = frame.readUInt16BE(L3 + 2) - headerLength;
  if (headerLength < 20 || l4Len < 20 || l4 + l4Len > frame.length) return frame;
  view.setUint16(L3 + 10, 0);
  view.setUint16(L3 + 10, foldChecksum(sumOctets(view, L3, headerLength)));
  const protocol = frame[L3 + 9]!;
  const at = l4 + (protocol === 6 ? 16 : protocol === 17 ? 6 : 2);
  const addresses = sumOctets(view, L3 + 12, 8);
  const pseudo = protocol === 1 ? 0 : sumPseudoHeader(addresses, protocol, l4Len);
  view.setUint16(at, 0);
  view.setUint16(at, foldChecksum(sumOctets(view, l4, l4Len, pseudo)));
  return frame;
}
