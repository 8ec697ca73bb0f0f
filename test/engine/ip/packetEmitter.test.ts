import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src-main/address/ip.ts';
import { PacketEmitter } from '../../../src-main/engine/ip/packetEmitter.ts';
import { Drop } from '../../../src-main/engine/wire/drop.ts';
import { checkIpv4, ipv4Destination, ipv4Source } from '../../../src-main/engine/wire/ipv4.ts';
import { viewOf } from '../../scenario/trace.ts';

const GUEST_MAC = 0x0003_ff01_0203;
const here = parseIp('192.168.131.1')!;
const guest = parseIp('192.168.131.16')!;

function scene(mtu: number) {
  const emitter = new PacketEmitter(2, mtu, () => 0);
  const frames: Uint8Array[] = [];
  emitter.open({
    receive: (batch) => {
      for (let i = 0; i < batch.count; i += 1) {
        const at = batch.offsets[i]!;
        frames.push(Uint8Array.from(batch.slab.subarray(at, at + batch.lengths[i]!)));
      }
    },
    dropped: () => undefined,
    stateChanged: () => undefined,
    drained: () => undefined,
    congestedTowards: () => false,
  });
  return { emitter, frames };
}

/** Builds a packet with this payload; false when there was no room for it. */
function emit(emitter: PacketEmitter, payload: Uint8Array, from = here, to = guest): boolean {
  const at = emitter.begin(GUEST_MAC, from, to, 58, payload.length);
  if (at < 0) return false;
  emitter.octets.set(payload, at);
  emitter.send();
  return true;
}

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 7);

describe('a packet to a guest', () => {
  it('leaves in one piece at the next flush, and not while a batch is delivered', () => {
    const { emitter, frames } = scene(1500);
    emitter.held = true;
    expect(emit(emitter, bytes(1480))).toBe(true);
    emitter.flush();
    expect(frames).toEqual([]);
    emitter.held = false;
    emitter.flush();
    expect(frames.map((frame) => frame.length)).toEqual([1514]);
    const view = viewOf(frames[0]!);
    expect(checkIpv4(view, 14, 1500)).toBe(Drop.none);
    expect([ipv4Source(view, 14), ipv4Destination(view, 14)]).toEqual([here.ipv4, guest.ipv4]);
  });

  it('past the MTU leaves in fragments that join to the whole, with one identification', () => {
    const { emitter, frames } = scene(576);
    const payload = bytes(2000);
    expect(emit(emitter, payload)).toBe(true);
    emitter.flush();
    const joined = new Uint8Array(payload.length);
    const ids = new Set<number>();
    for (const frame of frames) {
      expect(frame.length).toBeLessThanOrEqual(14 + 576);
      const view = viewOf(frame);
      ids.add(view.getUint16(18));
      joined.set(frame.subarray(34), (view.getUint16(20) & 0x1fff) * 8);
    }
    expect(joined).toEqual(payload);
    expect([frames.length, ids.size]).toEqual([4, 1]);
  });

  it('of IPv6 has a header of IPv6, and is lost past the MTU', () => {
    const { emitter, frames } = scene(1500);
    const from = parseIp('2001:db8::1')!;
    const to = parseIp('2001:db8::16')!;
    expect(emitter.payloadMtu(6)).toBe(1460);
    expect(emit(emitter, bytes(1461), from, to)).toBe(false);
    expect(emit(emitter, bytes(1460), from, to)).toBe(true);
    emitter.flush();
    const view = viewOf(frames[0]!);
    expect([view.getUint16(12), view.getUint32(14)]).toEqual([0x86dd, 0x6000_0000]);
    expect([view.getUint16(18), view.getUint8(20), view.getUint8(21)]).toEqual([1460, 58, 64]);
    expect(from.liesAt(view, 22, 6) && to.liesAt(view, 38, 6)).toBe(true);
    expect(frames[0]!.subarray(54)).toEqual(bytes(1460));
  });

  it('longer than IP can carry is lost, and so is one without room while held', () => {
    const { emitter } = scene(65_535);
    expect(emit(emitter, bytes(65_516))).toBe(false);
    emitter.held = true;
    let built = 0;
    while (emit(emitter, bytes(60_000))) built += 1;
    expect(built).toBe(17);
  });
});
