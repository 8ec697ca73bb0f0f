import { describe, expect, it } from 'vitest';
import { parseIp } from '../../../src-main/address/ip.ts';
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import { isSingleHostAt, Reachability } from '../../../src-main/engine/ip/reachability.ts';
import { ipPacket } from '../../scenario/natScene.ts';

const reachability = new Reachability(parseIpv4('10.0.2.1'), 24);

describe('R32 what guests may reach', () => {
  it.each([
    ['198.51.100.7', true],
    ['10.0.3.1', true],
    ['127.0.0.1', false],
    ['0.0.0.5', false],
    ['224.0.0.251', false],
    ['255.255.255.255', false],
    ['10.0.2.255', false],
    ['10.0.2.16', false],
    ['10.0.2.1', false],
    ['10.0.2.0', false],
    ['169.254.169.254', false],
    ['2001:db8::1', false],
  ])('%s: %s', (text, outside) => {
    const address = parseIp(text)!;
    expect(reachability.isOutside(address)).toBe(outside);
    if (address.family === 4) {
      const packet = ipPacket(17, new Uint8Array(8), { destination: address.ipv4 });
      expect(reachability.leadsOutside(packet)).toBe(outside);
    }
  });

  it.each([
    ['10.0.2.16', true, false],
    ['10.0.2.1', false, false],
    ['10.0.2.0', false, false],
    ['10.0.2.255', false, true],
    ['255.255.255.255', false, true],
    ['10.0.3.16', false, false],
  ])('%s: a guest %s, broadcast %s', (text, guest, broadcast) => {
    expect(reachability.isGuest(parseIpv4(text))).toBe(guest);
    expect(reachability.isBroadcast(parseIpv4(text))).toBe(broadcast);
  });
});

it.each([
  ['2001:db8::1', true],
  ['fe80::1', true],
  ['::', false],
  ['::1', false],
  ['ff02::1', false],
])('%s is a single host: %s', (text, single) => {
  const { word0, word1, word2, word3 } = parseIp(text)!;
  const view = new DataView(new ArrayBuffer(16));
  [word0, word1, word2, word3].forEach((word, i) => view.setInt32(4 * i, word));
  expect(isSingleHostAt(view, 0, 6)).toBe(single);
});
