/**
 * Hashes of addresses, for tables whose keys a guest can choose. The seed is unknown to guests, so
 * they cannot choose keys that collide.
 * Multipliers are MurmurHash3's finalizer constants.
 */

/** @param random returns numbers in [0, 1) */
export function hashSeed(random: () => number): number {
  return Math.floor(random() * 2 ** 32) | 0;
}

/** 32 bits. The hash of one word is the seed for the next. */
export function hashWord(seed: number, word: number): number {
  let hash = Math.imul(seed ^ word, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}

export function hashWords(seed: number, a: number, b: number, c: number, d: number): number {
  return hashWord(hashWord(hashWord(hashWord(seed, a), b), c), d);
}

const TWO_32 = 2 ** 32;

/**
 * @param mac 48 bits
 * @param vid VLAN id, 12 bits; it goes above the 16 high bits of the MAC
 */
export function hashMac(seed: number, mac: number, vid = 0): number {
  const low = mac ^ seed;
  const mixed = Math.imul(low ^ (low >>> 16), 0x85eb_ca6b) ^ ((vid << 16) | (mac / TWO_32));
  const hash = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return hash ^ (hash >>> 16);
}
