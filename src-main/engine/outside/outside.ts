/**
 * What NAT needs of the host: streams, datagrams and echo, behind one interface, so that scenarios
 * run without a host. The real ones are in nodeSockets.ts.
 * Errors of datagrams and echo are errno names (`ECONNREFUSED`).
 */
import type { IpAddress } from '../../address/ip.ts';
import type { Stream, StreamEvents } from './stream.ts';

/** A listening socket or a datagram socket that can be closed. */
export interface Closable {
  close(): void;
}

export interface AcceptedStream {
  readonly peerAddress: IpAddress;
  readonly peerPort: number;
  /** Begins events; call once. */
  open(events: StreamEvents): Stream;
}

export interface HostDatagrams extends Closable {
  /** Sends to the connected peer, or to the one given. */
  send(octets: Uint8Array, address?: IpAddress, port?: number): void;
  readonly localPort: number;
}

export interface HostDatagramEvents {
  /** Octets are valid during this call. */
  datagram(octets: Uint8Array, address: IpAddress, port: number): void;
  /** ECONNREFUSED and the like, mapped from ICMP by the kernel. */
  failed(error: string): void;
}

export interface HostEcho extends Closable {
  /** One echo request. The reply carries the same token sequence. */
  send(destination: IpAddress, sequence: number, payload: Uint8Array, timeToLive: number): void;
}

export interface HostEchoEvents {
  reply(source: IpAddress, sequence: number, payload: Uint8Array): void;
  /**
   * An ICMP error came back: its type and code, who sent it (null: this computer itself), which
   * request it is about, and the next-hop MTU of a "fragmentation needed" (otherwise 0).
   */
  error(source: IpAddress | null, type: number, code: number, sequence: number, mtu: number): void;
  failed(error: string): void;
}

export interface HostSockets {
  connect(address: IpAddress, port: number, events: StreamEvents): Stream;
  /** @param failed called with an errno name when it cannot listen; then nothing is accepted */
  listen(
    address: string,
    port: number,
    accepted: (stream: AcceptedStream) => void,
    ready: (error: string | null) => void,
  ): Closable;
  /**
   * A datagram socket connected to one peer. `localPort` 0 takes any; a number shares that port
   * with the guest's other flows, so that its mapping is the same for every peer (RFC 4787 §4.1).
   * No event comes before this has returned. After `failed` with ECONNREFUSED or EMSGSIZE the
   * socket still works; after anything else close it.
   */
  connectDatagrams(
    address: IpAddress,
    port: number,
    localPort: number,
    events: HostDatagramEvents,
  ): HostDatagrams;
  /** A datagram socket that hears everybody, for a forward. */
  bindDatagrams(
    address: string,
    port: number,
    events: HostDatagramEvents,
    ready: (error: string | null) => void,
  ): HostDatagrams;
  /** An echo socket, or null where the host does not allow ping sockets to this user. */
  openEcho(events: HostEchoEvents): HostEcho | null;
}
