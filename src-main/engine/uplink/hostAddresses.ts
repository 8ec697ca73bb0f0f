/** Which IP addresses this computer has, for those who must not take one of them for a guest's. */
import { networkInterfaces } from 'node:os';
import type { Clock } from '../clock.ts';
import { parseIpv4 } from '../../address/ipv4.ts';

/** How long an answer of the system is good, ms: a guest that invents addresses costs little. */
const FRESH_MS = 1000;

export class HostAddresses {
  readonly #clock: Clock;
  #readAtMs = -FRESH_MS;
  #ipv4 = new Set<number>();
  #ipv6 = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  hasIpv4(address: number): boolean {
    this.#refresh();
    return this.#ipv4.has(address);
  }

  hasIpv6(view: DataView, offset: number): boolean {
    this.#refresh();
    return this.#ipv6.has(groups(view, offset));
  }

  #refresh(): void {
    if (this.#clock.now() - this.#readAtMs < FRESH_MS) return;
    this.#readAtMs = this.#clock.now();
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    const ipv4 = all.filter(({ family }) => family === 'IPv4');
    this.#ipv4 = new Set(ipv4.map(({ address }) => parseIpv4(address)));
    const ipv6 = all.filter(({ family }) => family === 'IPv6');
    this.#ipv6 = new Set(ipv6.map(({ address }) => expand(address)));
  }
}

/** All eight groups, without leading zeros. */
function expand(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before.join(':');
  const after = tail === '' ? [] : tail.split(':');
  const between = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...between, ...after].join(':');
}

function groups(view: DataView, offset: number): string {
  return Array.from({ length: 8 }, (_, i) => view.getUint16(offset + 2 * i).toString(16)).join(':');
}
