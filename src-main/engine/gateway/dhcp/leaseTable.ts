/**
 * Which address belongs to which adapter.
 * Read first: RFC 2131 §4.3.1 (choice of an address), §4.3.3 (decline), §4.3.4 (release).
 *
 * Theory of operation
 * The key is the MAC, not the client identifier: here a MAC is one adapter (the app keeps them
 * unique), cloned guests share identifiers and would share an address, and a boot ROM and its
 * operating system use different ones and would take two. An adapter keeps its address for as long
 * as the table has room, whatever the state of its lease:
 *   free      has no owner. May be offered after a probe.
 *   held      offered, not requested yet; no other adapter gets it within HOLD_TIME_MS.
 *   bound     leased until `expiresAtMs`.
 *   remembered  released, expired, or offered but never requested; the adapter gets it back unless
 *             the range is exhausted, in which case the address idle for longest goes to another.
 *   declined  in use by an unknown station; no adapter gets it for DECLINE_TIME_MS.
 * A reserved address is for its adapter alone, in any of these states and outside the range too. An
 * earlier lease that conflicts with the reservation ends immediately.
 * Leases use wall time, because they are stored and outlive the engine.
 */
import { MAX_DECLINED_ADDRESSES, MAX_LEASES, MAX_LEASES_PER_PORT } from '../../guestLimits.ts';
import type { Clock } from '../../clock.ts';
import type { DhcpSettings, LeaseSettings, ReservationSettings } from '../gatewaySettings.ts';

/** How long an offer stands, in ms; a client's own retries take up to a minute (RFC 2131 §4.1). */
const HOLD_TIME_MS = 60_000;
/** How long a declined address is not offered, in ms; dnsmasq's default. */
const DECLINE_TIME_MS = 600_000;

export interface Lease {
  readonly mac: number;
  readonly address: number;
  /** The switch port whose limit it counts towards; null: restored, not requested yet. */
  origin: number | null;
  hostname: string;
  bound: boolean;
  /** End of the lease or of the hold, wall time. */
  expiresAtMs: number;
}

export class LeaseTable {
  readonly #clock: Clock;
  /** False for our own address, the subnet's and its broadcast address: no guest gets those. */
  readonly #isGuestAddress: (address: number) => boolean;
  readonly #byMac = new Map<number, Lease>();
  readonly #byAddress = new Map<number, Lease>();
  /** Address → when it may be offered again, on the monotonic clock. */
  readonly #declined = new Map<number, number>();
  /** MAC → its reserved address, and address → MAC. */
  readonly #reservedOf = new Map<number, number>();
  readonly #reservedFor = new Map<number, number>();
  #first = 0;
  #last = -1;
  /** Where the search for a free address continues. */
  #next = 0;

  constructor(clock: Clock, isGuestAddress: (address: number) => boolean) {
    this.#clock = clock;
    this.#isGuestAddress = isGuestAddress;
  }

  /** Sets range and reservations, and restores stored leases of adapters that have none here. */
  configure({ first, last, leases, reservations }: DhcpSettings): void {
    if (first !== this.#first || last !== this.#last) this.#next = first;
    this.#first = first;
    this.#last = last;
    this.#reserve(reservations);
    for (const lease of [...this.#byMac.values()]) {
      if (!this.isFor(lease.mac, lease.address)) this.#remove(lease);
    }
    for (const lease of leases) this.#restore(lease);
  }

  #reserve(reservations: readonly ReservationSettings[]): void {
    this.#reservedOf.clear();
    this.#reservedFor.clear();
    for (const { mac, address } of reservations) {
      this.#reservedOf.set(mac, address);
      this.#reservedFor.set(address, mac);
    }
  }

  #restore({ mac, address, hostname, expiresAtMs }: LeaseSettings): void {
    const taken = this.#byMac.has(mac) || this.#byAddress.has(address);
    if (taken || this.isDeclined(address) || !this.isFor(mac, address)) return;
    if (this.#byMac.size >= MAX_LEASES) return;
    this.#add({ mac, address, origin: null, hostname, bound: true, expiresAtMs });
  }

  /** The address reserved for this adapter; NaN: none. */
  reservedOf(mac: number): number {
    return this.#reservedOf.get(mac) ?? Number.NaN;
  }

  /** Whether range and reservations permit this adapter to have the address. */
  isFor(mac: number, address: number): boolean {
    if (!this.#isGuestAddress(address)) return false;
    const owner = this.#reservedFor.get(address);
    if (owner !== undefined) return owner === mac;
    return address >= this.#first && address <= this.#last;
  }

  /** The adapter's current or last lease. */
  of(mac: number): Lease | undefined {
    return this.#byMac.get(mac);
  }

  /** Whether a lease runs. */
  isActive(lease: Lease): boolean {
    return lease.bound && lease.expiresAtMs > this.#clock.wallMs();
  }

  /** Whether the adapter may have the address now, as far as the table knows. */
  allows(mac: number, address: number): boolean {
    if (!this.isFor(mac, address) || this.isDeclined(address)) return false;
    const lease = this.#byAddress.get(address);
    return lease === undefined || lease.mac === mac;
  }

  isDeclined(address: number): boolean {
    const until = this.#declined.get(address);
    if (until === undefined) return false;
    if (until > this.#clock.now()) return true;
    this.#declined.delete(address);
    return false;
  }

  /**
   * An address for an adapter that has none: the one it asks for if that is free, the next free one
   * without a reservation, or the one idle for longest. A port that is at its limit gets the
   * longest idle of its own addresses. NaN: there is none.
   * @param unusable addresses known to be in use, or being offered to another adapter
   */
  choose(
    mac: number,
    origin: number,
    wish: number,
    unusable: (address: number) => boolean,
  ): number {
    if (!this.hasRoom(origin)) {
      return this.#longestIdle(mac, (it) => it.origin !== origin || unusable(it.address));
    }
    if (this.allows(mac, wish) && !unusable(wish)) return wish;
    const size = this.#last - this.#first + 1;
    // A skipped address has a lease, or is reserved, declined or unusable: all of these are
    // bounded.
    for (let step = 0; step < size && this.#byMac.size < MAX_LEASES; step += 1) {
      const address = this.#next;
      this.#next = address === this.#last ? this.#first : address + 1;
      if (this.#byAddress.has(address)) continue;
      if (this.allows(mac, address) && !unusable(address)) return address;
    }
    return this.#longestIdle(mac, (lease) => unusable(lease.address));
  }

  /** Whether this port may have one more lease. */
  hasRoom(origin: number): boolean {
    let held = 0;
    for (const lease of this.#byMac.values()) if (lease.origin === origin) held += 1;
    return held < MAX_LEASES_PER_PORT;
  }

  #longestIdle(mac: number, unusable: (lease: Lease) => boolean): number {
    const now = this.#clock.wallMs();
    let idle: Lease | undefined;
    for (const lease of this.#byMac.values()) {
      if (lease.expiresAtMs > now || unusable(lease)) continue;
      if (!this.isFor(mac, lease.address)) continue;
      if (idle === undefined || lease.expiresAtMs < idle.expiresAtMs) idle = lease;
    }
    return idle?.address ?? Number.NaN;
  }

  /** Keeps an address for the adapter it is offered to. */
  hold(mac: number, address: number, origin: number): Lease {
    const now = this.#clock.wallMs();
    const lease = this.#own(mac, address, origin);
    if (!this.isActive(lease)) {
      lease.bound = false;
      lease.expiresAtMs = now + HOLD_TIME_MS;
    }
    return lease;
  }

  bind(mac: number, address: number, origin: number, leaseTimeMs: number, hostname: string): void {
    const lease = this.#own(mac, address, origin);
    lease.bound = true;
    lease.expiresAtMs = this.#clock.wallMs() + leaseTimeMs;
    if (hostname !== '') lease.hostname = hostname;
  }

  /** The lease of this adapter and address. Removes any other lease of either. */
  #own(mac: number, address: number, origin: number): Lease {
    const before = this.#byMac.get(mac);
    if (before?.address === address) {
      before.origin = origin;
      return before;
    }
    if (before !== undefined) this.#remove(before);
    const other = this.#byAddress.get(address);
    if (other !== undefined) this.#remove(other);
    const hostname = before?.hostname ?? '';
    return this.#add({ mac, address, origin, hostname, bound: false, expiresAtMs: 0 });
  }

  #add(lease: Lease): Lease {
    this.#byMac.set(lease.mac, lease);
    this.#byAddress.set(lease.address, lease);
    return lease;
  }

  #remove(lease: Lease): void {
    this.#byMac.delete(lease.mac);
    this.#byAddress.delete(lease.address);
  }

  /** The adapter returns its address. It gets the same one again if possible. */
  release(lease: Lease): void {
    lease.bound = false;
    lease.expiresAtMs = Math.min(lease.expiresAtMs, this.#clock.wallMs());
  }

  /** An unknown station uses this address. */
  decline(address: number): void {
    const lease = this.#byAddress.get(address);
    if (lease !== undefined) this.#remove(lease);
    if (this.#declined.size >= MAX_DECLINED_ADDRESSES) {
      this.#declined.delete(this.#declined.keys().next().value!);
    }
    this.#declined.set(address, this.#clock.now() + DECLINE_TIME_MS);
  }

  /** The adapter with a running lease on this address; NaN when there is none. */
  macOf(address: number): number {
    const lease = this.#byAddress.get(address);
    return lease !== undefined && this.isActive(lease) ? lease.mac : Number.NaN;
  }

  /** Leases that run. */
  list(): LeaseSettings[] {
    return [...this.#byMac.values()]
      .filter((lease) => this.isActive(lease))
      .map(({ mac, address, hostname, expiresAtMs }) => ({ mac, address, hostname, expiresAtMs }));
  }
}
