/**
 * What DNS needs of the host, so that scenarios run without sockets. The real one is in
 * nodeDnsHost.ts.
 */
import type { Stream, StreamEvents } from './stream.ts';

export interface DnsSocketEvents {
  /** From the server that the socket was opened for, and nobody else. Valid during this call. */
  datagram(octets: Uint8Array): void;
  /** The server cannot be reached: an errno name. */
  failed(error: string): void;
}

export interface DnsSocket {
  /** Copies the octets, or keeps them until they are sent: they must not change. */
  send(octets: Uint8Array): void;
  /** No event follows. */
  close(): void;
}

export interface DnsHost {
  /** The host's resolvers just now, in order: IPv4 or IPv6 addresses. Never empty. */
  resolvers(): readonly string[];
  /** A socket on a port of its own, for queries to one server. No event arrives during the call. */
  openSocket(server: string, port: number, events: DnsSocketEvents): DnsSocket;
  connect(server: string, port: number, events: StreamEvents): Stream;
}
