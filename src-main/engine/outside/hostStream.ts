/**
 * A stream that ends on this computer: a TCP connection to the outside, or a service of the gateway.
 * NAT connects a guest's TCP flow to one and knows no difference.
 * Errors are errno names (`ECONNREFUSED`), empty for an orderly end. No event arrives during a call
 * of ours.
 */

/** Events of a connection to the outside, or of one accepted for a forward. */
export interface HostStreamEvents {
  connected(): void;
  /**
   * Octets from the peer, valid during this call. Return false to stop the flow of them until
   * `resumeReading`.
   */
  data(octets: Uint8Array): boolean;
  /** The peer has finished sending. */
  ended(): void;
  /** What was written is on its way: `queued` is low again. */
  drained(): void;
  /** Nothing more will come; `error` is empty for an orderly close. */
  closed(error: string): void;
}

export interface HostStream {
  /** Copies the octets. */
  write(octets: Uint8Array): void;
  /** Octets written and not yet taken by the host's kernel. */
  readonly queued: number;
  resumeReading(): void;
  /** Half-close: everything written is sent, then FIN. */
  end(): void;
  /** RST to the peer. */
  reset(): void;
  /** Frees everything; no event follows. */
  destroy(): void;
}
