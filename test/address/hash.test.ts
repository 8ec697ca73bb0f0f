import { expect, it } from 'vitest';
import { hashMac, hashSeed, hashWord, hashWords } from '../../src-main/address/hash.ts';

const SLOTS = 1024;

/** Number of these hashes in the same slot as the first. */
function inFirstSlot(hashes: readonly number[]): number {
  const slots = hashes.map((hash) => hash & (SLOTS - 1));
  return slots.filter((slot) => slot === slots[0]).length;
}

it('scatters MACs that collide with another seed', () => {
  const macs: number[] = [];
  for (let mac = 1; macs.length < 256; mac += 1)
    if ((hashMac(1, mac) & (SLOTS - 1)) === 5) macs.push(mac);
  expect(inFirstSlot(macs.map((mac) => hashMac(1, mac)))).toBe(256);
  expect(inFirstSlot(macs.map((mac) => hashMac(2, mac)))).toBeLessThan(8);
});

it('scatters addresses that collide with another seed', () => {
  const words: number[] = [];
  for (let word = 1; words.length < 256; word += 1)
    if ((hashWords(1, 0, 0, 0xffff, word) & (SLOTS - 1)) === 5) words.push(word);
  expect(inFirstSlot(words.map((word) => hashWords(2, 0, 0, 0xffff, word)))).toBeLessThan(8);
});

it('depends on each word, the high bits of a MAC and the VLAN', () => {
  const hashes = [
    hashWords(9, 0, 0, 0, 0),
    ...[hashWords(9, 1, 0, 0, 0), hashWords(9, 0, 1, 0, 0)],
    ...[hashWords(9, 0, 0, 1, 0), hashWords(9, 0, 0, 0, 1)],
    ...[hashMac(9, 1), hashMac(9, 1 + 2 ** 32), hashMac(9, 1, 1), hashMac(9, 1 + 2 ** 47)],
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashWord(1, 2)).not.toBe(hashWord(2, 2));
});

it('takes all 32 bits of a seed', () => {
  expect(hashSeed(() => 0)).toBe(0);
  expect(hashSeed(() => 1 - 2 ** -33)).toBe(-1);
});
