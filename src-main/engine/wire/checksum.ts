/**
 * The Internet checksum: one's complement sum of 16-bit words.
 * Read first: RFC 1071 §1 (definition), §2 (C) (parallel summation), RFC 1624 (update).
 * A sum is carried unfolded between calls, as a double: exact below 2^53. One call is exact up to
 * 256 KiB, because the sum of the low halves must stay below 2^32.
 */
import type { IpAddress } from '../../address/ip.ts';

/**
 * Adds `length` octets to an unfolded sum. An odd last octet counts as the high half of a word.
 *
 * Adds four 32-bit words per turn in 32-bit integer arithmetic: `all` is the sum of whole words
 * modulo 2^32, `high` that of their upper halves, so the lower halves are `all - high * 2^16`.
 * Compared with adding both halves of each word: 65,536 octets in 8.2 µs (before 12.6), 1,460 in
 * 0.20 µs (0.30), 20 in 16 ns (16); Node 24, best of three.
 */
export function sumOctets(view: DataView, offset: number, length: number, sum = 0): number {
  let at = offset;
  const end = offset + length;
  const blocksEnd = offset + (length & ~15);
  let high = 0;
  let all = 0;
  for (; at < blocksEnd; at += 16) {
    const a = view.getInt32(at);
    const b = view.getInt32(at + 4);
    const c = view.getInt32(at + 8);
    const d = view.getInt32(at + 12);
    high = (high + (a >>> 16) + (b >>> 16) + (c >>> 16) + (d >>> 16)) | 0;
    all = (all + a + b + c + d) | 0;
  }
  let low = (all - (high << 16)) | 0;
  for (; end - at >= 2; at += 2) low = (low + view.getUint16(at)) | 0;
  if (at < end) low = (low + (view.getUint8(at) << 8)) | 0;
  return sum + (high >>> 0) + (low >>> 0);
}

/** Folds a sum into 16 bits and complements it: what goes into a header. */
export function foldChecksum(sum: number): number {
  while (sum > 0xffff) sum = Math.floor(sum / 0x1_0000) + (sum % 0x1_0000);
  return ~sum & 0xffff;
}

/**
 * Updates the checksum at `at` after a 16-bit word that it covers has changed. RFC 1624 §3,
 * equation 3.
 */
export function updateChecksum(view: DataView, at: number, before: number, after: number): void {
  const sum = (~view.getUint16(at) & 0xffff) + (~before & 0xffff) + after;
  view.setUint16(at, foldChecksum(sum));
}

/**
 * The pseudo-header of TCP and UDP (RFC 9293 §3.1, RFC 768, RFC 8200 §8.1).
 * @param addresses sum of both addresses: `sumAddresses`, or `sumOctets` over them where they lie
 */
export function sumPseudoHeader(addresses: number, protocol: number, l4Len: number): number {
  return addresses + protocol + l4Len;
}

/** Sum of both addresses of a packet, for its pseudo-header. */
export function sumAddresses(source: IpAddress, destination: IpAddress): number {
  if (source.family === 4) return sumWord(source.word3) + sumWord(destination.word3);
  return sumWords(source) + sumWords(destination);
}

function sumWords({ word0, word1, word2, word3 }: IpAddress): number {
  return sumWord(word0) + sumWord(word1) + sumWord(word2) + sumWord(word3);
}

/** The two halves of a 32-bit word. */
export function sumWord(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}
