/** Where the connections and datagrams of port forwards go. */
import type { Guest } from '../../gateway/guestDirectory.ts';
import type { BoundDatagrams } from '../../outside/datagrams.ts';
import type { AcceptedStream } from '../../outside/stream.ts';

export interface TcpForwardTarget {
  /**
   * Opens a connection to a guest for one that the host has accepted. The guest sees the real peer
   * (R29), or the gateway if it could not answer the peer's address.
   */
  openFromHost(stream: AcceptedStream, guest: Guest, guestPort: number): void;
}

export interface UdpForwardTarget {
  fromPeer(
    socket: BoundDatagrams,
    peerAddress: string,
    peerPort: number,
    octets: Uint8Array,
    guest: Guest,
    guestPort: number,
  ): void;
  /** The socket is closed and must not be used again. */
  forwardClosed(socket: BoundDatagrams): void;
}
