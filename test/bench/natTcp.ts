/**
 * Throughput of TCP through NAT on one core: a guest's frames on one side, a host that does nothing
 * on the other. Run it by hand: `npx node test/bench/natTcp.ts [MTU]`. Only time in NAT counts.
 */
import { ipv4ToIp } from '../../src-main/address/ip.ts';
import { GuestPacket } from '../../src-main/engine/ip/packet.ts';
import { PacketEmitter } from '../../src-main/engine/ip/packetEmitter.ts';
import { Reachability } from '../../src-main/engine/ip/reachability.ts';
import { sumAddresses } from '../../src-main/engine/wire/checksum.ts';
import type { FrameBatch } from '../../src-main/engine/link/frameBatch.ts';
import { TcpNat } from '../../src-main/engine/nat/tcp/tcpNat.ts';
import {
  TCP_HEADER_LENGTH,
  TcpFlag,
  emitTcp,
  emitTcpSynOptions,
  sealTcp,
  tcpSequence,
} from '../../src-main/engine/wire/tcp.ts';
import { systemClock } from '../../src-main/engine/clock.ts';
import { FakeOutside } from '../scenario/fakeOutside.ts';

const mtu = Number(process.argv[2] ?? 1500);
const MSS = mtu - 40;
const GUEST = 0x0a00_020f;
const REMOTE = 0xc633_6407;
const MAC = 0x0003_ff01_0203;
const ROOM = mtu + 64;
const BATCH = Math.floor((1 << 20) / ROOM);
const SECONDS = 2;

const emitter = new PacketEmitter(2, mtu, Math.random);
const ADDRESSES = sumAddresses(ipv4ToIp(GUEST), ipv4ToIp(REMOTE));
const outside = new FakeOutside();
const nat = new TcpNat({
  emitter,
  reachability: new Reachability(0x0a00_0201, 24),
  outside,
  clock: systemClock,
  random: Math.random,
  guests: { addressesOf: () => [], find: () => null, macOf: () => Number.NaN },
  dns: null,
  forwardsChanged: () => undefined,
});

let octetsToGuest = 0;
let highest = 0;
emitter.open({
  receive(batch: FrameBatch): void {
    for (let i = 0; i < batch.count; i += 1) {
      const at = batch.offsets[i]! + 34;
      const text = batch.lengths[i]! - 34 - (batch.view.getUint8(at + 12) >> 4) * 4;
      octetsToGuest += text;
      highest = tcpSequence(batch.view, at) + text;
    }
  },
  dropped: () => undefined,
  stateChanged: () => undefined,
  drained: () => undefined,
  congestedTowards: () => false,
});

const slab = Buffer.alloc(1 << 20);
const view = new DataView(slab.buffer);
const packet = new GuestPacket();
packet.view = view;
packet.protocol = 6;
packet.mac = MAC;

/** Writes a segment to place `index` of the slab. Returns its length. */
function write(index: number, seq: number, ack: number, flags: number, text: number): number {
  const at = index * ROOM + 20;
  const l4Len = TCP_HEADER_LENGTH + text + (flags & TcpFlag.syn ? 8 : 0);
  emitTcp(view, at, 40_000, 80, seq, ack, flags, 65_535);
  if (flags & TcpFlag.syn) emitTcpSynOptions(view, at, MSS, 7);
  sealTcp(view, at, l4Len, ADDRESSES);
  view.setUint32(at - 8, GUEST);
  view.setUint32(at - 4, REMOTE);
  return l4Len;
}

/** Delivers segments 0 to `count` of one length. Returns NAT's time, ms. */
function deliver(count: number, l4Len: number): number {
  const started = performance.now();
  emitter.held = true;
  for (let i = 0; i < count; i += 1) {
    packet.l3 = i * ROOM;
    packet.l4 = packet.l3 + 20;
    packet.l4Len = l4Len;
    nat.fromGuest(packet);
  }
  emitter.held = false;
  nat.settle();
  emitter.flush();
  return performance.now() - started;
}

function report(what: string, octets: number, ms: number): void {
  const mbit = (octets * 8) / ms / 1000;
  console.log(
    `${what}, MTU ${mtu}: ${Math.round(mbit)} Mbit/s, ${Math.round(octets / MSS / ms)} segments/ms`,
  );
}

let seq = 1000;
deliver(1, write(0, seq, 0, TcpFlag.syn, 0));
// Takes the octets without a copy. Not counted: the copy into a buffer of the host's stream, and the
// kernel's work.
outside.last.write = (_octets, _offset, length) => length;
outside.last.events.connected();
seq += 1;
let ack = highest + 1;
deliver(1, write(0, seq, ack, TcpFlag.ack, 0));

let octets = 0;
for (let round = 0; round < 2; round += 1) {
  let spent = 0;
  while (spent < SECONDS * 1000) {
    const count = Math.min(BATCH, Math.floor((1 << 19) / MSS));
    let length = 0;
    for (let i = 0; i < count; i += 1) {
      length = write(i, seq, ack, TcpFlag.ack, MSS);
      seq += MSS;
    }
    spent += deliver(count, length);
  }
  const { octetsOut } = nat.flows()[0]!;
  report('guest to host', octetsOut - octets, spent);
  octets = octetsOut;
}

const chunk = Buffer.alloc(65_536, 7);
for (let round = 0; round < 2; round += 1) {
  let spent = 0;
  const before = octetsToGuest;
  while (spent < SECONDS * 1000) {
    const started = performance.now();
    for (let i = 0; i < 4 && outside.last.reading; i += 1) outside.last.say(chunk);
    spent += performance.now() - started;
    ack = highest;
    spent += deliver(1, write(0, seq, ack, TcpFlag.ack, 0));
  }
  report('host to guest', octetsToGuest - before, spent);
}
const [flow] = nat.flows();
if (flow!.octetsOut === 0 || flow!.octetsIn === 0) throw new Error('nothing was carried');
nat.close();
