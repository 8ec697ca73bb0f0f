/** Where a port forward's TCP connections go. */
import type { AcceptedStream } from '../../outside/hostSockets.ts';

export interface TcpForwardTarget {
  /**
   * Opens a connection towards a guest for one the host has accepted. The guest sees the real peer
   * (R29), or the gateway where the peer's address means nothing to it.
   */
  openFromHost(
    stream: AcceptedStream,
    guestMac: number,
    guestAddress: number,
    guestPort: number,
  ): void;
}
