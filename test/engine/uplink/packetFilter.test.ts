import { describe, expect, it } from 'vitest';
import { uplinkFilter } from '../../../src-main/engine/uplink/packetFilter.ts';
import { MAX_STATIONS } from '../../../src-main/engine/uplink/stationSet.ts';
import { frame } from '../../scenario/fakeLink.ts';

const GUEST = 0x0003_ff00_000a;
const OTHER = 0x0003_ff00_000b;
const LAN = 0x0200_0000_0002;
const NIC = 0x0200_0000_0001;
const BROADCAST = 0xffff_ffff_ffff;
const OUTGOING = 4;

/** Classic BPF as the kernel runs it, of the instructions that are used; false: the frame is dropped. */
function passes(program: Uint32Array, octets: Buffer, packetType = 0): boolean {
  let accumulator = 0;
  for (let at = 0; at < program.length;) {
    const code = program[at]! & 0xffff;
    const ifSo = (program[at]! >>> 16) & 0xff;
    const ifNot = program[at]! >>> 24;
    const operand = program[at + 1]!;
    at += 2;
    if (code === 0x06) return operand > 0;
    if (code === 0x20)
      accumulator = operand === 0xffff_f004 ? packetType : octets.readUInt32BE(operand);
    else if (code === 0x28) accumulator = octets.readUInt16BE(operand);
    else if (code === 0x30) accumulator = octets.readUInt8(operand);
    else if (code === 0x15) at += 2 * (accumulator === operand ? ifSo : ifNot);
    else if (code === 0x45) at += 2 * ((accumulator & operand) !== 0 ? ifSo : ifNot);
    else throw new Error(`instruction ${code}`);
  }
  throw new Error('no verdict');
}

describe('uplink filter', () => {
  const filter = uplinkFilter([OTHER, GUEST], null);

  it('R15 R16 passes what is for a guest or a group, and nothing else', () => {
    expect(passes(filter, frame(GUEST, LAN))).toBe(true);
    expect(passes(filter, frame(OTHER, LAN))).toBe(true);
    expect(passes(filter, frame(BROADCAST, LAN))).toBe(true);
    expect(passes(filter, frame(0x3333_0000_0001, LAN))).toBe(true);
    expect(passes(filter, frame(NIC, LAN))).toBe(false);
    expect(passes(filter, frame(LAN, NIC))).toBe(false);
    expect(passes(filter, frame(0x0003_ff00_000c, LAN))).toBe(false);
  });

  it('drops our own frames, reflected', () => {
    expect(passes(filter, frame(BROADCAST, GUEST))).toBe(false);
    expect(passes(filter, frame(OTHER, GUEST))).toBe(false);
  });

  it('R19 behind one MAC: passes frames for it, and what only this computer can have sent', () => {
    const proxied = uplinkFilter([GUEST], NIC);
    expect(passes(proxied, frame(NIC, LAN))).toBe(true);
    expect(passes(proxied, frame(LAN, LAN))).toBe(false);
    expect(passes(proxied, frame(BROADCAST, NIC))).toBe(false);
    expect(passes(proxied, frame(BROADCAST, NIC), OUTGOING)).toBe(true);
    expect(passes(proxied, frame(GUEST, NIC), OUTGOING)).toBe(true);
    expect(passes(proxied, frame(LAN, NIC), OUTGOING)).toBe(false);
  });

  it('fits the kernel (4,096 instructions) with as many stations as there may be', () => {
    const stations = Array.from({ length: MAX_STATIONS }, (_, i) => GUEST + i);
    const program = uplinkFilter(stations, NIC);
    expect(program.length / 2).toBeLessThanOrEqual(4096);
    expect(passes(program, frame(stations.at(-1)!, LAN))).toBe(true);
  });
});
