/** Which IP addresses this computer has: a guest must not claim one of them for itself. */
import { networkInterfaces } from 'node:os';
import { type IpAddress, parseIp } from '../../address/ip.ts';
import type { Clock } from '../clock.ts';

/** How long an answer of the system is good, ms: a guest that invents addresses costs little. */
const FRESH_MS = 1000;

export class HostAddresses {
  readonly #clock: Clock;
  readonly #interfaces: typeof networkInterfaces;
  #readAtMs = -FRESH_MS;
  #addresses: readonly IpAddress[] = [];

  constructor(clock: Clock, interfaces = networkInterfaces) {
    this.#clock = clock;
    this.#interfaces = interfaces;
  }

  /** @param address as address/ipv4.ts has it */
  hasIpv4(address: number): boolean {
    for (const own of this.#fresh()) if (own.family === 4 && own.ipv4 === address) return true;
    return false;
  }

  /** Of the address at `offset`. */
  hasIpv6(view: DataView, offset: number): boolean {
    for (const own of this.#fresh()) if (own.liesAt(view, offset, 6)) return true;
    return false;
  }

  #fresh(): readonly IpAddress[] {
    if (this.#clock.now() - this.#readAtMs >= FRESH_MS) {
      this.#readAtMs = this.#clock.now();
      const all = Object.values(this.#interfaces()).flatMap((addresses) => addresses ?? []);
      this.#addresses = all.flatMap(({ address }) => parseIp(withoutZone(address)) ?? []);
    }
    return this.#addresses;
  }
}

/** A link-local address may name its NIC: `fe80::1%eth0`. */
function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}
