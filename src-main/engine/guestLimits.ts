/** Limits on what guests can make NAT's TCP hold, for each network. */

/** Flows of one switch port; each has a socket of the host. Streams that still send count too. */
export const MAX_TCP_FLOWS_PER_PORT = 1024;
/** Flows of all ports together. */
export const MAX_TCP_FLOWS = 16_384;
/** Streams from guests with text kept beyond a hole: 1 MiB each, 64 MiB in total. */
export const MAX_HOLES = 64;
