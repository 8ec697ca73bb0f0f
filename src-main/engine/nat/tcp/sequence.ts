/**
 * Sequence numbers: 32 bits that wrap. Kept as signed integers, which engines store unboxed;
 * the wire's accessors take and give them modulo 2^32 all the same.
 * Read first: RFC 9293 §3.4 (arithmetic modulo 2^32).
 */

/** A number from a header as a sequence number, or one moved on by `octets`. */
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
