/**
 * The host as NAT and DNS see it: streams, datagrams, echo and the host's resolvers, behind one
 * interface, so that scenarios run without a host. The real one is in node/nodeOutside.ts.
 * Read first: stream.ts, datagrams.ts, echo.ts.
 * Addresses of peers and sockets are canonical text: a resolver can be a link-local IPv6 address
 * with a zone (`fe80::1%eth0`), and the host's sockets take text. Nothing is looked up.
 */
import type {
  BoundDatagramEvents,
  BoundDatagrams,
  DatagramEvents,
  Datagrams,
} from './datagrams.ts';
import type { Echo, EchoEvents } from './echo.ts';
import type { OutsideError } from './outsideError.ts';
import type { AcceptedStream, Stream, StreamEvents } from './stream.ts';

/** Something of the host that must be closed. */
export interface Closable {
  /** No event follows. */
  close(): void;
}

export interface Outside {
  /** The host's resolvers at this time, in order. Never empty. */
  resolvers(): readonly string[];

  connect(address: string, port: number, events: StreamEvents): Stream;

  /** @param ready called once: null, or why it cannot listen; then nothing is accepted */
  listen(
    address: string,
    port: number,
    accepted: (stream: AcceptedStream) => void,
    ready: (error: OutsideError | null) => void,
  ): Closable;

  /**
   * A datagram socket connected to one peer. `localPort` 0 takes a port that no other socket has; a
   * number shares that port with other sockets of the same number, so that a guest's port has the
   * same mapping for every peer (RFC 4787 §4.1).
   */
  connectDatagrams(
    address: string,
    port: number,
    localPort: number,
    events: DatagramEvents,
  ): Datagrams;

  /**
   * A datagram socket that hears every peer, for a forward.
   * @param ready called once: null, or why the port cannot be bound
   */
  bindDatagrams(
    address: string,
    port: number,
    events: BoundDatagramEvents,
    ready: (error: OutsideError | null) => void,
  ): BoundDatagrams;

  /** Null where the host does not allow ping sockets to this user. */
  openEcho(events: EchoEvents): Echo | null;
}
