/** What NAT needs of the gateway's DNS: the other end of a guest's TCP connection to port 53. */
import type { Stream, StreamEvents } from '../../outside/stream.ts';

export interface DnsGuest {
  readonly mac: number;
  readonly address: number;
}

export interface DnsService {
  /** The stream is connected at once; `connected` is told after this call has returned. */
  openStream(events: StreamEvents, guest: DnsGuest): Stream;
}
