/**
 * Why a frame went no further. Per-frame code never throws: a check returns `Drop.none` or one of
 * these, the port counts it, and the user sees it as a sentence. The codes are numbers so that
 * counting is one addition in an array; the names are what the contract shows.
 */
export const Drop = {
  none: 0,
  /** Shorter than the header it claims to carry. */
  truncated: 1,
  /** Longer than MAX_FRAME_LENGTH, or than the link can carry. */
  oversized: 2,
  /** Version, header length and total length contradict each other. */
  malformed: 3,
  /** A checksum that does not match. */
  badChecksum: 4,
  /** The source address is multicast, broadcast, zero or our own. */
  badSource: 5,
  /** A destination that guests must not reach (loopback, multicast, reserved). */
  badDestination: 6,
  /** The adapter is not on a network. */
  notConnected: 7,
  /** The receiver's queue is full: it reads more slowly than others send. */
  queueFull: 8,
  /** The receiver is not attached. */
  detached: 9,
  /** A protocol that this network does not carry. */
  unsupported: 10,
  /** Time to live exceeded. */
  ttlExceeded: 11,
  /** A table (flows, neighbours, fragments) is full for this guest. */
  tableFull: 12,
  /** It belongs to no flow and no forward. */
  unsolicited: 13,
  /** No neighbour has that address. */
  unreachable: 14,
  /** A fragment whose datagram never became whole. */
  fragment: 15,
} as const;

export type DropCode = (typeof Drop)[keyof typeof Drop];

/** Names by code; index 0 is unused. */
export const dropReasons = Object.keys(Drop) as readonly (keyof typeof Drop)[];

export const DROP_CODES = dropReasons.length;
