/**
 * Whether a NIC can send a frame. A plain frame is judged by its length, a super-frame by the length
 * of its segments.
 * Read first: ../link/frameBatch.ts; native/src/segmentation.h (what the words of an offload hold).
 */
import type { FrameBatch } from '../link/frameBatch.ts';
import { ETHERNET_HEADER_LENGTH } from '../wire/ethernet.ts';

/** A VLAN tag does not count: Linux allows a frame to be longer by it (net/packet/af_packet.c). */
const VLAN_TAG = 4;
/** The smallest headers before a segment's payload: IPv4 and UDP. */
const LEAST_HEADERS = 28;

/** @param mtu of the NIC, octets */
export function fitsMtu(batch: FrameBatch, i: number, mtu: number): boolean {
  const segmentLength = batch.offloads[2 * i]! >>> 16;
  if (segmentLength > 0) return segmentLength + LEAST_HEADERS <= mtu;
  return batch.lengths[i]! <= mtu + ETHERNET_HEADER_LENGTH + VLAN_TAG;
}
