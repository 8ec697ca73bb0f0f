/** Which guest has which address: what NAT and DNS ask the gateway. */
import type { IpAddress } from '../../address/ip.ts';

/** An adapter under one of its addresses. */
export interface Guest {
  readonly mac: number;
  readonly address: IpAddress;
  /** The switch port that it was last heard on (`FrameBatch.origin`): limits are per port. */
  readonly origin: number;
}

export interface GuestDirectory {
  /** Addresses of an adapter: first its lease, then the others, the one heard last first. */
  addressesOf(mac: number): IpAddress[];
  /** The adapter under the first of its addresses; null while it has none. */
  find(mac: number): Guest | null;
  /** NaN: no adapter is known there. Then an ARP request looks for a guest that has been silent. */
  macOf(address: IpAddress): number;
}
