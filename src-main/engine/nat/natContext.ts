/** What all parts of NAT share. */
import type { Clock } from '../clock.ts';
import type { DnsService } from '../gateway/dns/dnsService.ts';
import type { GuestDirectory } from '../gateway/guestDirectory.ts';
import type { PacketEmitter } from '../ip/packetEmitter.ts';
import type { Reachability } from '../ip/reachability.ts';
import type { Outside } from '../outside/outside.ts';

export interface NatContext {
  emitter: PacketEmitter;
  reachability: Reachability;
  outside: Outside;
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  guests: GuestDirectory;
  /** Null: the gateway has no DNS. */
  dns: DnsService | null;
  /** A forward listens now, or could not. */
  forwardsChanged(): void;
}
