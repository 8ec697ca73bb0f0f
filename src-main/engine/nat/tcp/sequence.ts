/**
 * Sequence numbers: 32 bits that wrap. They are signed integers here, which V8 keeps unboxed; the
 * accessors in wire/ work modulo 2^32.
 * Read first: RFC 9293 §3.4 (arithmetic modulo 2^32).
 */

/** The sequence number `octets` after one; also makes one of a header's number. */
export function advance(sequence: number, octets: number): number {
  return (sequence + octets) | 0;
}

/** Octets from `from` to `to`; negative when `to` is the earlier one. */
export function distance(from: number, to: number): number {
  return (to - from) | 0;
}

export function isBefore(a: number, b: number): boolean {
  return ((a - b) | 0) < 0;
}
