/** What every part of NAT is given. */
import type { Clock } from '../clock.ts';
import type { DnsService } from '../gateway/dns/dnsService.ts';
import type { GuestDirectory } from '../gateway/guestDirectory.ts';
import type { Outlet } from '../ip/outlet.ts';
import type { HostSockets } from '../outside/hostSockets.ts';

export interface NatContext {
  outlet: Outlet;
  /** The gateway's IPv4 address. */
  address: number;
  prefixLength: number;
  /** Largest IPv4 packet on this network, octets. */
  mtu: number;
  host: HostSockets;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  guests: GuestDirectory;
  /** Null where the gateway answers no DNS. */
  dns: DnsService | null;
  /** Some forward has begun to listen, or has failed to. */
  forwardsChanged(): void;
}
