/**
 * Octets that look random but are always the same, so that both ends of a transfer can compute them.
 */
import { createHash } from 'node:crypto';

/** `length` octets by xorshift32 (Marsaglia, 2003). */
export function pseudoRandomBlock(seed: number, length: number): Buffer {
  const block = Buffer.alloc(length);
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    block[at] = state & 255;
  }
  return block;
}

/** SHA-256 of `total` octets that repeat this block. */
export function pseudoRandomDigest(seed: number, total: number, blockLength = 64 * 1024): string {
  const block = pseudoRandomBlock(seed, blockLength);
  const hash = createHash('sha256');
  for (let left = total; left > 0; left -= blockLength) {
    hash.update(left < blockLength ? block.subarray(0, left) : block);
  }
  return hash.digest('hex');
}
