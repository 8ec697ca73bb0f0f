/** Packets of a guest for layer 3, and the frames that are sent in response. */
import { type IpAddress, parseIp } from '../../src-main/address/ip.ts';
import { GuestPacket } from '../../src-main/engine/ip/packet.ts';
import { PacketEmitter } from '../../src-main/engine/ip/packetEmitter.ts';
import { emitIpv6 } from '../../src-main/engine/wire/ipv6.ts';
import { GATEWAY_MAC, GUEST_MAC } from './gatewayScene.ts';
import { viewOf } from './trace.ts';

export const GUEST6 = parseIp('2001:db8::16')!;
export const REMOTE6 = parseIp('2001:db8:1::7')!;

/** The checked IPv4 packet of a frame. */
export function packetOf(frame: Uint8Array, mac = GUEST_MAC, origin = 1): GuestPacket {
  const packet = new GuestPacket();
  packet.readIpv4(viewOf(frame), 14, mac);
  packet.origin = origin;
  return packet;
}

/** An IPv6 packet of the guest to REMOTE6 with this payload, at an odd place in its batch. */
export function ipv6PacketOf(protocol: number, payload: Uint8Array): GuestPacket {
  const l3 = 17;
  const l4 = l3 + 40;
  const octets = new Uint8Array(l4 + payload.length);
  octets.set(payload, l4);
  const view = viewOf(octets);
  emitIpv6(view, l3, protocol, payload.length, 64);
  writeAddress(view, l3 + 8, GUEST6);
  writeAddress(view, l3 + 24, REMOTE6);
  const place = { view, l3, l3Len: 40 + payload.length, l4, l4Len: payload.length };
  const facts = { family: 6, protocol, hopLimit: 64, mac: GUEST_MAC, origin: 1 };
  return Object.assign(new GuestPacket(), place, facts);
}

function writeAddress(view: DataView, at: number, address: IpAddress): void {
  const { word0, word1, word2, word3 } = address;
  [word0, word1, word2, word3].forEach((word, index) => {
    view.setInt32(at + 4 * index, word);
  });
}

/** An emitter, and the frames that it has sent. */
export function openEmitter(mtu = 1500): { emitter: PacketEmitter; frames: Uint8Array[] } {
  const emitter = new PacketEmitter(GATEWAY_MAC, mtu, () => 0);
  const frames: Uint8Array[] = [];
  emitter.open({
    receive: ({ slab, offsets, lengths, count }) => {
      for (let i = 0; i < count; i += 1)
        frames.push(Uint8Array.from(slab.subarray(offsets[i], offsets[i]! + lengths[i]!)));
    },
    dropped: () => undefined,
    stateChanged: () => undefined,
    drained: () => undefined,
    congestedTowards: () => false,
  });
  return { emitter, frames };
}

/** The frames that are sent in response. */
export function sentBy(action: (emitter: PacketEmitter) => void): Uint8Array[] {
  const { emitter, frames } = openEmitter();
  action(emitter);
  emitter.flush();
  return frames;
}
