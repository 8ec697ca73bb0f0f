/**
 * Why a frame went no further. Per-frame code never throws: a check returns `Drop.none` or one of
 * these, the port counts it, and the user sees it in words.
 * The codes are numbers so that counting is one addition in an array; the names are what the
 * contract shows.
 */
export const Drop = {
  none: 0,
  /** Shorter than the header it claims to carry. */
  truncated: 1,
  /** Longer than MAX_FRAME_LENGTH, or than the link can carry. */
  oversized: 2,
  /** A version, header length or total length that contradicts itself. */
  malformed: 3,
  /** A checksum that does not match. */
  badChecksum: 4,
  /** A multicast, broadcast or zero address where a sender's own address belongs, or ours. */
  badSource: 5,
  /** An address that may not be reached from here (loopback, multicast, reserved). */
  badDestination: 6,
  /** The adapter is on no network. */
  notConnected: 7,
  /** The receiver's queue is full: it reads more slowly than others send to it. */
  queueFull: 8,
  /** The receiver is not attached. */
  detached: 9,
  /** A protocol that this network does not carry. */
  unsupported: 10,
  /** Time to live exceeded. */
  ttlExceeded: 11,
  /** A table (flows, neighbours, fragments) is full for this guest. */
  tableFull: 12,
  /** No flow or forward takes it: unsolicited. */
  unsolicited: 13,
  /** No neighbour answers for that address. */
  unreachable: 14,
  /** A fragment whose datagram never became whole. */
  fragment: 15,
} as const;

export type DropCode = (typeof Drop)[keyof typeof Drop];

/** Names by code; index 0 is unused. */
export const dropReasons = Object.keys(Drop) as readonly (keyof typeof Drop)[];

export const DROP_CODES = dropReasons.length;
