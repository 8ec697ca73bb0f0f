/** Which guest has which address: what NAT and DNS ask the gateway. */
import type { IpAddress } from '../../address/ip.ts';

/** An adapter under one of its addresses. */
export interface Guest {
  readonly mac: number;
  readonly address: IpAddress;
  /** The switch port that it was last heard on (`FrameBatch.origin`): what limits are kept by. */
  readonly origin: number;
}

export interface GuestDirectory {
  /** Addresses of an adapter; its lease first, then the one heard last. */
  addressesOf(mac: number): IpAddress[];
  /** The adapter under the first of its addresses; null while it has none. */
  find(mac: number): Guest | null;
  /** NaN when no adapter is known there. Then a guest that is merely silent is asked for. */
  macOf(address: IpAddress): number;
}
