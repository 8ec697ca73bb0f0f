/**
 * A network with only NAT. It creates packets from guests and collects frames to guests; the outside
 * is a fake, and the clock is manual.
 */
import type { Clock } from '../../src-main/engine/clock.ts';
import { GuestPacket } from '../../src-main/engine/ip/packet.ts';
import { PacketEmitter } from '../../src-main/engine/ip/packetEmitter.ts';
import { Reachability } from '../../src-main/engine/ip/reachability.ts';
import type { NatContext } from '../../src-main/engine/nat/natContext.ts';
import { type IpAddress, ipv4ToIp } from '../../src-main/address/ip.ts';
import { parseIpv4 } from '../../src-main/address/ipv4.ts';
import { parseMac } from '../../src-main/address/mac.ts';
import { emitIcmpv4 } from '../../src-main/engine/wire/icmpv4.ts';
import { sumAddresses } from '../../src-main/engine/wire/checksum.ts';
import { IpProtocol } from '../../src-main/engine/wire/ipProtocol.ts';
import { IPV4_HEADER_LENGTH, emitIpv4 } from '../../src-main/engine/wire/ipv4.ts';
import { destinationMac } from '../../src-main/engine/wire/ethernet.ts';
import {
  TCP_HEADER_LENGTH,
  TCP_SYN_HEADER_LENGTH,
  TcpFlag,
  emitTcp,
  emitTcpSynOptions,
  sealTcp,
} from '../../src-main/engine/wire/tcp.ts';
import { emitUdp } from '../../src-main/engine/wire/udp.ts';
import { FakeOutside } from './fakeOutside.ts';
import { ManualClock } from './manualClock.ts';

export const GATEWAY = parseIpv4('192.168.131.1');
export const GUEST = parseIpv4('192.168.131.16');
export const GUEST_MAC = parseMac('00-03-FF-00-00-01');
/** The switch port of the guest. */
export const GUEST_PORT = 1;
export const SERVER = parseIpv4('198.51.100.7');

export class NatScene {
  readonly clock = new ManualClock();
  readonly outside = new FakeOutside();
  /** Ethernet payloads to guests, with their destination MAC. */
  readonly toGuest: { mac: number; packet: Uint8Array }[] = [];
  /** The gateway's neighbours: address → MAC. */
  readonly known = new Map([[GUEST, GUEST_MAC]]);
  forwardChanges = 0;
  /** Number of set timers. */
  armed = 0;
  readonly context: NatContext;
  #seed = 1;

  constructor(mtu = 1500) {
    const emitter = new PacketEmitter(parseMac('00-03-FF-FF-FF-01'), mtu, () => this.#random());
    emitter.open({
      receive: (batch) => {
        for (let i = 0; i < batch.count; i++) {
          const at = batch.offsets[i]!;
          const packet = batch.slab.subarray(at + 14, at + batch.lengths[i]!);
          this.toGuest.push({
            mac: destinationMac(batch.view, at),
            packet: new Uint8Array(packet),
          });
        }
      },
      dropped: () => undefined,
      stateChanged: () => undefined,
      drained: () => undefined,
      congestedTowards: () => false,
    });
    this.context = {
      emitter,
      reachability: new Reachability(GATEWAY, 24),
      outside: this.outside,
      clock: this.#countingClock(),
      random: () => this.#random(),
      guests: {
        addressesOf: (mac) => this.#addressesOf(mac),
        find: (mac) => {
          const address = this.#addressesOf(mac)[0];
          return address ? { mac, address, origin: GUEST_PORT } : null;
        },
        macOf: (address) => this.known.get(address.ipv4) ?? Number.NaN,
      },
      dns: null,
      forwardsChanged: () => (this.forwardChanges += 1),
    };
  }

  #addressesOf(mac: number): IpAddress[] {
    return [...this.known].filter(([, m]) => m === mac).map(([address]) => ipv4ToIp(address));
  }

  #countingClock(): Clock {
    return {
      now: () => this.clock.now(),
      wallMs: () => this.clock.wallMs(),
      after: (delayMs, action) => {
        let pending = true;
        this.armed += 1;
        const done = () => {
          if (pending) this.armed -= 1;
          pending = false;
        };
        const timer = this.clock.after(delayMs, () => {
          done();
          action();
        });
        return {
          cancel: () => {
            done();
            timer.cancel();
          },
        };
      },
    };
  }

  /** A linear congruence: the same scene every time. */
  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 0x1_0000_0000;
  }

  /** Everything sent to guests since the last call. */
  taken(): Uint8Array[] {
    return this.toGuest.splice(0).map(({ packet }) => packet);
  }
}

interface PacketFacts {
  source?: number;
  destination?: number;
  mac?: number;
  origin?: number;
  timeToLive?: number;
  /** Flags and fragment offset; don't fragment by default. */
  place?: number;
  identification?: number;
}

/** A checked packet with this IPv4 payload, at an odd place in its batch. */
export function ipPacket(
  protocol: number,
  payload: Uint8Array,
  facts: PacketFacts = {},
): GuestPacket {
  const { source = GUEST, destination = SERVER, mac = GUEST_MAC, timeToLive = 64 } = facts;
  const l3 = 17;
  const l3Len = IPV4_HEADER_LENGTH + payload.length;
  const octets = new Uint8Array(l3 + l3Len);
  const view = new DataView(octets.buffer);
  octets.set(payload, l3 + IPV4_HEADER_LENGTH);
  const place = facts.place ?? 0x4000;
  const id = facts.identification ?? 0;
  emitIpv4(view, l3, source, destination, protocol, l3Len, id, place, timeToLive);
  const packet = new GuestPacket();
  packet.readIpv4(view, l3, mac);
  packet.origin = facts.origin ?? GUEST_PORT;
  return packet;
}

export function udpPacket(
  sourcePort: number,
  destinationPort: number,
  payload: Uint8Array,
  facts: PacketFacts = {},
): GuestPacket {
  const { source = GUEST, destination = SERVER } = facts;
  const segment = new Uint8Array(8 + payload.length);
  segment.set(payload, 8);
  const view = new DataView(segment.buffer);
  const addresses = sumAddresses(ipv4ToIp(source), ipv4ToIp(destination));
  emitUdp(view, 0, sourcePort, destinationPort, payload.length, addresses);
  return ipPacket(IpProtocol.udp, segment, facts);
}

interface SegmentFacts {
  sequence?: number;
  acknowledgment?: number;
  window?: number;
  text?: string;
}

/** From port 40,000 to port 80. A SYN has an MSS of 1400 octets and a window shift of 7. */
export function tcpPacket(flags: number, facts: SegmentFacts = {}): GuestPacket {
  const { sequence = 1000, acknowledgment = 0, window = 512, text = '' } = facts;
  const isSyn = (flags & TcpFlag.syn) !== 0;
  const header = isSyn ? TCP_SYN_HEADER_LENGTH : TCP_HEADER_LENGTH;
  const octets = Buffer.alloc(header + text.length);
  octets.write(text, header);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  emitTcp(view, 0, 40_000, 80, sequence, acknowledgment, flags, window);
  if (isSyn) emitTcpSynOptions(view, 0, 1400, 7);
  sealTcp(view, 0, octets.length, sumAddresses(ipv4ToIp(GUEST), ipv4ToIp(SERVER)));
  return ipPacket(IpProtocol.tcp, octets);
}

export function echoPacket(
  identifier: number,
  sequence: number,
  payload: Uint8Array,
  facts: PacketFacts = {},
): GuestPacket {
  const message = new Uint8Array(8 + payload.length);
  message.set(payload, 8);
  const rest = ((identifier << 16) | sequence) >>> 0;
  emitIcmpv4(new DataView(message.buffer), 0, 8, 0, rest, payload.length);
  return ipPacket(IpProtocol.icmp, message, facts);
}

/** The packet's octets as an ICMP error must quote them: header and 8 octets. */
export function quoteOf(packet: GuestPacket): Uint8Array {
  const from = packet.view.byteOffset + packet.l3;
  return new Uint8Array(packet.view.buffer as ArrayBuffer, from, 28).slice();
}
