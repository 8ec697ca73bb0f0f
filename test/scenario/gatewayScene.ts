/** A gateway with fake guests and a manual clock: their frames in both directions. */
import type { Outside } from '../../src-main/engine/outside/outside.ts';
import { Gateway } from '../../src-main/engine/gateway/gateway.ts';
import type {
  DhcpSettings,
  GatewaySettings,
} from '../../src-main/engine/gateway/gatewaySettings.ts';
import { FrameBatch } from '../../src-main/engine/link/frameBatch.ts';
import { parseIp } from '../../src-main/address/ip.ts';
import { parseIpv4 } from '../../src-main/address/ipv4.ts';
import { MAC_BROADCAST } from '../../src-main/address/mac.ts';
import { sumAddresses } from '../../src-main/engine/wire/checksum.ts';
import { emitArp } from '../../src-main/engine/wire/arp.ts';
import { emitDhcpv4, type Dhcpv4Message } from '../../src-main/engine/wire/dhcpv4.ts';
import { type Drop, dropReasons } from '../../src-main/engine/wire/drop.ts';
import { EtherType, emitEthernet } from '../../src-main/engine/wire/ethernet.ts';
import { emitIcmpv4 } from '../../src-main/engine/wire/icmpv4.ts';
import { emitIpv4, Ipv4Flag } from '../../src-main/engine/wire/ipv4.ts';
import { emitUdp } from '../../src-main/engine/wire/udp.ts';
import { FakeOutside } from './fakeOutside.ts';
import { ManualClock } from './manualClock.ts';
import { describeFrame, viewOf } from './trace.ts';

export const GATEWAY_MAC = 0x0003_ff00_0001;
export const GUEST_MAC = 0x0003_ff01_0203;
export const OTHER_MAC = 0x0003_ff0a_0b0c;
export const ip = parseIpv4;

const SHARED_DHCP: DhcpSettings = {
  first: ip('192.168.131.16'),
  last: ip('192.168.131.254'),
  router: true,
  leaseTimeS: 3600,
  leases: [],
  reservations: [],
};

export const SHARED: GatewaySettings = {
  mac: GATEWAY_MAC,
  mtu: 1500,
  dns: { servers: [], names: [{ name: 'vm1', mac: GUEST_MAC }] },
  ipv4: { address: ip('192.168.131.1'), prefixLength: 24, dhcp: SHARED_DHCP },
};

const INTERNAL_DHCP: DhcpSettings = {
  ...SHARED_DHCP,
  first: ip('169.254.0.16'),
  last: ip('169.254.10.254'),
  router: false,
};

export const INTERNAL: GatewaySettings = {
  mac: GATEWAY_MAC,
  mtu: 1500,
  dns: null,
  ipv4: { address: ip('169.254.0.1'), prefixLength: 16, dhcp: INTERNAL_DHCP },
};

/** The same gateway with DHCP off (null), or with these changes. */
export function withDhcp(
  settings: GatewaySettings,
  changes: Partial<DhcpSettings> | null,
): GatewaySettings {
  const dhcp = changes && { ...settings.ipv4.dhcp!, ...changes };
  return { ...settings, ipv4: { ...settings.ipv4, dhcp } };
}

/** A small repeatable generator (Park and Miller). */
function seededRandom(seed = 42): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

export class Scene {
  readonly clock = new ManualClock();
  readonly gateway: Gateway;
  /** Frames from the gateway. */
  readonly frames: Uint8Array[] = [];
  readonly drops: string[] = [];
  /** The switch port of the guests. */
  origin = 1;
  leaseChanges = 0;
  readonly #batch = new FrameBatch();

  constructor(settings: GatewaySettings, outside: Outside = new FakeOutside()) {
    this.gateway = new Gateway(settings, {
      clock: this.clock,
      random: seededRandom(),
      events: { leaseChanged: () => (this.leaseChanges += 1) },
      outside,
    });
    this.gateway.open({
      receive: (batch) => this.#keep(batch),
      dropped: (direction, reason, frames) => {
        for (let i = 0; i < frames; i += 1) this.drops.push(`${direction} ${dropReasons[reason]!}`);
      },
      stateChanged: () => undefined,
      drained: () => undefined,
      congestedTowards: () => false,
    });
  }

  #keep(batch: FrameBatch): void {
    for (let i = 0; i < batch.count; i += 1) {
      const offset = batch.offsets[i]!;
      this.frames.push(Uint8Array.from(batch.slab.subarray(offset, offset + batch.lengths[i]!)));
    }
  }

  /** Passes the frames to the gateway as one batch. */
  send(...frames: Uint8Array[]): void {
    const batch = this.#batch;
    batch.clear();
    batch.origin = this.origin;
    for (const frame of frames) {
      batch.slab.set(frame, batch.reserve(frame.length));
      batch.commit(frame.length);
    }
    const selection = Uint16Array.from(frames, (_, index) => index);
    this.gateway.transmit(batch, selection, frames.length);
    this.gateway.settle();
  }

  /** Frames that the gateway has sent since the last call, a line each. */
  trace(): string[] {
    return this.take().map(describeFrame);
  }

  take(): Uint8Array[] {
    return this.frames.splice(0);
  }

  takeDrops(): string[] {
    return this.drops.splice(0);
  }
}

export function ethernet(
  source: number,
  destination: number,
  type: number,
  payload: Uint8Array,
): Uint8Array {
  const frame = new Uint8Array(14 + payload.length);
  emitEthernet(viewOf(frame), 0, destination, source, type);
  frame.set(payload, 14);
  return frame;
}

export function arp(
  mac: number,
  operation: number,
  sender: string | number,
  target: string,
  destination = MAC_BROADCAST,
): Uint8Array {
  const octets = new Uint8Array(28);
  const senderAddress = typeof sender === 'number' ? sender : ip(sender);
  emitArp(viewOf(octets), 0, operation, mac, senderAddress, 0, ip(target));
  return ethernet(mac, destination, EtherType.arp, octets);
}

export interface Ipv4Options {
  readonly mac?: number;
  readonly to?: number;
  readonly ttl?: number;
  readonly flags?: number;
}

export function ipv4(
  source: string,
  destination: string,
  protocol: number,
  payload: Uint8Array,
  options: Ipv4Options = {},
): Uint8Array {
  const packet = new Uint8Array(20 + payload.length);
  packet.set(payload, 20);
  const flags = options.flags ?? Ipv4Flag.dontFragment;
  const view = viewOf(packet);
  emitIpv4(view, 0, ip(source), ip(destination), protocol, packet.length, 1, flags, options.ttl);
  const { mac = GUEST_MAC, to = GATEWAY_MAC } = options;
  return ethernet(mac, to, EtherType.ipv4, packet);
}

export function udp(
  source: string,
  sourcePort: number,
  destination: string,
  destinationPort: number,
  payload: Uint8Array,
  options: Ipv4Options = {},
): Uint8Array {
  const octets = new Uint8Array(8 + payload.length);
  octets.set(payload, 8);
  const view = viewOf(octets);
  const addresses = sumAddresses(parseIp(source)!, parseIp(destination)!);
  emitUdp(view, 0, sourcePort, destinationPort, payload.length, addresses);
  return ipv4(source, destination, 17, octets, options);
}

export function ping(
  source: string,
  destination: string,
  payload = new Uint8Array(56),
  options: Ipv4Options = {},
): Uint8Array {
  const octets = new Uint8Array(8 + payload.length);
  octets.set(payload, 8);
  emitIcmpv4(viewOf(octets), 0, 8, 0, 0x0007_0001, payload.length);
  return ipv4(source, destination, 1, octets, options);
}

/** A DHCP message of a guest. It is broadcast from 0.0.0.0 unless `ciaddr` is set. */
export function dhcp(
  type: number,
  options: Record<number, number | Uint8Array> = {},
  fields: Partial<Dhcpv4Message> = {},
): Uint8Array {
  const map = new Map<number, Uint8Array>([[53, Uint8Array.of(type)]]);
  for (const [code, value] of Object.entries(options)) {
    map.set(Number(code), typeof value === 'number' ? uint32(value) : value);
  }
  const message: Dhcpv4Message = {
    ...{ op: 1, xid: 0x1234_5678, broadcast: false },
    ...{ ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: 0, chaddr: GUEST_MAC, options: map, ...fields },
  };
  const octets = new Uint8Array(1500);
  const length = emitDhcpv4(viewOf(octets), 0, message);
  const source = message.ciaddr === 0 ? '0.0.0.0' : dotted(message.ciaddr);
  const payload = octets.subarray(0, length);
  const to = { mac: message.chaddr, to: MAC_BROADCAST };
  return udp(source, 68, '255.255.255.255', 67, payload, to);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

function uint32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

export const dropped = (name: keyof typeof Drop): string => `fromGuest ${name}`;
