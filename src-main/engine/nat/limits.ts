/** Bounds of NAT's TCP on what guests can make it hold. Each is for one network. */

/** Flows of one switch port: a socket of the host each. Flows whose stream is still sending count too. */
export const MAX_TCP_FLOWS_PER_PORT = 1024;
/** Flows of all ports. */
export const MAX_TCP_FLOWS = 16_384;
/** Holes in streams from guests with text kept ahead of them: 1 MiB each, 64 MiB in all. */
export const MAX_HOLES = 64;
