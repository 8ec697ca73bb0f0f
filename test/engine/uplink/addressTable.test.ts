import { describe, expect, it } from 'vitest';
import { ADDRESSES_PER_GUEST, AddressTable } from '../../../src-main/engine/uplink/addressTable.ts';

function ipv6(...words: number[]): DataView {
  const view = new DataView(new ArrayBuffer(16));
  words.forEach((word, i) => view.setUint32(4 * i, word));
  return view;
}

describe('address table', () => {
  it('tells guests apart by IPv4 and IPv6 addresses; the last to say so has it', () => {
    const table = new AddressTable(7);
    table.learnIpv4(0xc000_0232, 1);
    table.learnIpv6(ipv6(0xfd00_0000, 0, 0, 0x50), 0, 2);
    expect(table.lookupIpv4(0xc000_0232)).toBe(1);
    expect(table.lookupIpv4(0xc000_0233)).toBe(0);
    expect(table.lookupIpv6(ipv6(0xfd00_0000, 0, 0, 0x50), 0)).toBe(2);
    expect(table.lookupIpv6(ipv6(0xfd00_0000, 0, 1, 0x50), 0)).toBe(0);
    table.learnIpv4(0xc000_0232, 3);
    expect(table.lookupIpv4(0xc000_0232)).toBe(3);
  });

  it('a guest with too many addresses starts over; the others keep theirs', () => {
    const table = new AddressTable(7);
    table.learnIpv4(1, 7);
    for (let i = 0; i <= ADDRESSES_PER_GUEST; i += 1) table.learnIpv4(1000 + i, 8);
    expect(table.lookupIpv4(1)).toBe(7);
    expect(table.lookupIpv4(1000)).toBe(0);
    expect(table.lookupIpv4(1000 + ADDRESSES_PER_GUEST)).toBe(8);
  });

  it('is bounded: thousands of invented addresses leave it working', () => {
    const table = new AddressTable(7);
    for (let i = 0; i < 20_000; i += 1) table.learnIpv4(Math.imul(i, 0x9e37_79b1) >>> 0, i + 1);
    table.learnIpv4(5, 42);
    expect(table.lookupIpv4(5)).toBe(42);
  });
});
