/** Which guest has which address: what NAT and DNS ask the gateway. */
export interface GuestDirectory {
  /** IPv4 addresses of an adapter; its lease first, then the one heard last. */
  addressesOf(mac: number): number[];
  /** NaN when nobody is known there; then a guest that is merely silent is asked for by ARP. */
  macOf(address: number): number;
}
