/**
 * Copies within and between slabs without a `subarray`, which would allocate per packet.
 */

/** Copies `length` octets. The two places must not overlap. */
export function copyOctets(
  from: DataView,
  fromOffset: number,
  to: DataView,
  toOffset: number,
  length: number,
): void {
  const wordsEnd = length & ~3;
  let at = 0;
  for (; at < wordsEnd; at += 4) to.setInt32(toOffset + at, from.getInt32(fromOffset + at));
  for (; at < length; at += 1) to.setUint8(toOffset + at, from.getUint8(fromOffset + at));
}
