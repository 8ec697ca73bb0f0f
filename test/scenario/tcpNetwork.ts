/**
 * A network with TCP guests on one side, NAT's TCP with a fake outside on the other, and a manual
 * clock. This file itself parses the frames to guests, without engine/wire, so that mistakes there are
 * found.
 */
import { ipv4ToIp } from '../../src-main/address/ip.ts';
import { GuestPacket } from '../../src-main/engine/ip/packet.ts';
import { PacketEmitter } from '../../src-main/engine/ip/packetEmitter.ts';
import { Reachability } from '../../src-main/engine/ip/reachability.ts';
import type { FrameBatch } from '../../src-main/engine/link/frameBatch.ts';
import type { DropCode } from '../../src-main/engine/wire/drop.ts';
import type { NatContext } from '../../src-main/engine/nat/natContext.ts';
import { TcpNat } from '../../src-main/engine/nat/tcp/tcpNat.ts';
import { FakeOutside } from './fakeOutside.ts';
import { ManualClock } from './manualClock.ts';
import { seededRandom } from '../lab/random.ts';

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

export const GATEWAY = 0x0a00_0201;
export const GUEST = 0x0a00_020f;
export const SERVER = 0xc633_6407;
export const GUEST_MAC = 0x0003_ff01_0203;

export interface TcpSegment {
  from: number;
  to: number;
  fromPort: number;
  toPort: number;
  seq: number;
  ack: number;
  flags: number;
  window: number;
  text: Buffer;
  /** Options of a SYN; -1: absent. */
  mss: number;
  shift: number;
}

export class TcpNetwork {
  readonly clock = new ManualClock();
  readonly outside = new FakeOutside();
  readonly emitter: PacketEmitter;
  readonly nat: TcpNat;
  /** Segments to guests that were not read yet; other packets are in `others`. */
  readonly inbox: TcpSegment[] = [];
  readonly others: Buffer[] = [];
  /** If set, gets the frames instead of the inbox. */
  onSegment: ((segment: TcpSegment) => void) | null = null;
  congested = false;
  readonly #slab = Buffer.alloc(1 << 20);
  readonly #packet = new GuestPacket();

  constructor(changes: Partial<NatContext> = {}, mtu = 1500) {
    this.emitter = new PacketEmitter(0x0003_ff00_0001, mtu, seededRandom(2));
    const context: NatContext = {
      emitter: this.emitter,
      reachability: new Reachability(GATEWAY, 24),
      outside: this.outside,
      clock: this.clock,
      random: seededRandom(1),
      guests: { addressesOf: () => [ipv4ToIp(GUEST)], find: () => null, macOf: () => GUEST_MAC },
      dns: null,
      forwardsChanged: () => undefined,
      ...changes,
    };
    this.nat = new TcpNat(context);
    this.emitter.open({
      receive: (batch) => this.#receive(batch),
      dropped: () => undefined,
      stateChanged: () => undefined,
      drained: () => undefined,
      congestedTowards: () => this.congested,
    });
    this.#packet.view = new DataView(this.#slab.buffer);
    this.#packet.protocol = 6;
    this.#packet.l4 = 20;
  }

  /** Sends one batch of segments from guests, then calls settle. */
  deliver(segments: readonly TcpSegment[], mac = GUEST_MAC, origin = 1): DropCode[] {
    this.#packet.origin = origin;
    this.emitter.held = true;
    const drops = segments.map((segment) => this.#one(segment, mac));
    this.emitter.held = false;
    this.nat.settle();
    this.emitter.flush();
    return drops;
  }

  /** Segments to guests since the last call. */
  take(): TcpSegment[] {
    return this.inbox.splice(0);
  }

  #one(segment: TcpSegment, mac: number): DropCode {
    const packet = this.#packet;
    packet.l4Len = writeSegment(this.#slab, packet.l4, segment);
    packet.l3Len = 20 + packet.l4Len;
    this.#slab.writeUInt32BE(segment.from, 12);
    this.#slab.writeUInt32BE(segment.to, 16);
    packet.mac = mac;
    return this.nat.fromGuest(packet);
  }

  #receive(batch: FrameBatch): void {
    for (let i = 0; i < batch.count; i += 1) {
      const start = batch.offsets[i]!;
      const packet = batch.slab.subarray(start + 14, start + batch.lengths[i]!);
      if (packet[9] !== 6) this.others.push(Buffer.from(packet));
      else if (this.onSegment !== null) this.onSegment(readSegment(packet));
      else this.inbox.push(readSegment(packet));
    }
  }
}

/** Parses an IPv4 packet with TCP. Throws if a checksum is wrong. */
function readSegment(packet: Buffer): TcpSegment {
  const tcp = Buffer.from(packet.subarray(20, packet.readUInt16BE(2)));
  if (internetChecksum(packet.subarray(0, 20)) !== 0) throw new Error('IPv4 checksum');
  if (internetChecksum(Buffer.concat([pseudoHeader(packet, tcp.length), tcp])) !== 0) {
    throw new Error('TCP checksum');
  }
  const headerLength = (tcp[12]! >> 4) * 4;
  const options = tcp.subarray(20, headerLength);
  const shiftAt = options.indexOf(Buffer.from([3, 3]));
  return {
    from: packet.readUInt32BE(12),
    to: packet.readUInt32BE(16),
    fromPort: tcp.readUInt16BE(0),
    toPort: tcp.readUInt16BE(2),
    seq: tcp.readUInt32BE(4),
    ack: tcp.readUInt32BE(8),
    flags: tcp[13]!,
    window: tcp.readUInt16BE(14),
    text: tcp.subarray(headerLength),
    mss: options.length >= 4 && options[0] === 2 ? options.readUInt16BE(2) : -1,
    shift: shiftAt < 0 ? -1 : options[shiftAt + 2]!,
  };
}

/** Writes a TCP segment with its checksum at `at`. Returns its length. */
function writeSegment(slab: Buffer, at: number, segment: TcpSegment): number {
  const options: number[] = [];
  if (segment.mss >= 0) options.push(2, 4, segment.mss >> 8, segment.mss & 255);
  if (segment.shift >= 0) options.push(1, 3, 3, segment.shift);
  const headerLength = 20 + options.length;
  slab.writeUInt16BE(segment.fromPort, at);
  slab.writeUInt16BE(segment.toPort, at + 2);
  slab.writeUInt32BE(segment.seq >>> 0, at + 4);
  slab.writeUInt32BE(segment.ack >>> 0, at + 8);
  slab.writeUInt16BE(((headerLength / 4) << 12) | segment.flags, at + 12);
  slab.writeUInt16BE(segment.window, at + 14);
  slab.writeUInt32BE(0, at + 16);
  slab.set(options, at + 20);
  slab.set(segment.text, at + headerLength);
  const length = headerLength + segment.text.length;
  const header = Buffer.alloc(12);
  header.writeUInt32BE(segment.from, 0);
  header.writeUInt32BE(segment.to, 4);
  header.writeUInt16BE(6, 8);
  header.writeUInt16BE(length, 10);
  const sum = internetChecksum(Buffer.concat([header, slab.subarray(at, at + length)]));
  slab.writeUInt16BE(sum, at + 16);
  return length;
}

function pseudoHeader(packet: Buffer, length: number): Buffer {
  const header = Buffer.alloc(12);
  packet.copy(header, 0, 12, 20);
  header.writeUInt16BE(6, 8);
  header.writeUInt16BE(length, 10);
  return header;
}

function internetChecksum(octets: Buffer): number {
  let sum = 0;
  for (let i = 0; i < octets.length; i += 2) sum += (octets[i]! << 8) | (octets[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum >>> 16) + (sum & 0xffff);
  return ~sum & 0xffff;
}
