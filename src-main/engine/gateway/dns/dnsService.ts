/** What NAT needs of the gateway's DNS: the other end of a guest's TCP connection to port 53. */
import type { Guest } from '../guestDirectory.ts';
import type { Stream, StreamEvents } from '../../outside/stream.ts';

export interface DnsService {
  /** The stream needs no connection; `connected` comes after this call has returned. */
  openStream(events: StreamEvents, guest: Guest): Stream;
}
