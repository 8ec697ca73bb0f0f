/**
 * A bounded set of the MAC addresses behind an uplink. Each frame looks one up.
 * Read first: ../probing.ts.
 *
 * Typed arrays hold the entries. A slot whose MAC is zero is free. A fixed station stays. A station
 * that was heard is removed after a long silence (`forgetBefore`).
 */
import { hashMac } from '../../address/hash.ts';
import { ProbedTable } from '../probing.ts';

/** Stations behind one uplink, nested guests included; both their addresses fit a packet filter. */
export const MAX_STATIONS = 256;

const SLOTS = MAX_STATIONS * 4;
const MASK = SLOTS - 1;

export class StationSet extends ProbedTable {
  readonly #seed: number;
  readonly #macs = new Float64Array(SLOTS);
  /** When the station was last heard; Infinity: it is fixed. */
  readonly #heardMs = new Float64Array(SLOTS);
  #size = 0;

  /** @param seed see address/hash.ts */
  constructor(seed: number) {
    super();
    this.#seed = seed;
  }

  get size(): number {
    return this.#size;
  }

  has(mac: number): boolean {
    return mac !== 0 && this.#macs[this.#find(mac)] === mac;
  }

  /** The station stays until `clear`. */
  fix(mac: number): void {
    this.add(mac, Infinity);
  }

  /** The station was heard now. Returns whether it is new; a full set takes no new stations. */
  add(mac: number, nowMs: number): boolean {
    const slot = this.#find(mac);
    if (this.#macs[slot] === mac && mac !== 0) {
      if (this.#heardMs[slot]! < nowMs) this.#heardMs[slot] = nowMs;
      return false;
    }
    if (mac === 0 || this.#size === MAX_STATIONS) return false;
    this.#macs[slot] = mac;
    this.#heardMs[slot] = nowMs;
    this.#size += 1;
    return true;
  }

  /** When the station with the longest silence was last heard; Infinity: all are fixed. */
  get oldestMs(): number {
    return this.#heardMs.reduce(
      (oldest, heardMs, slot) => (this.isFree(slot) ? oldest : Math.min(oldest, heardMs)),
      Infinity,
    );
  }

  /** Removes the stations last heard at that time or earlier. */
  forgetBefore(timeMs: number): void {
    for (let slot = 0; slot < SLOTS; slot += 1)
      while (!this.isFree(slot) && this.#heardMs[slot]! <= timeMs) {
        this.#size -= 1;
        this.removeAt(slot, MASK);
      }
  }

  clear(): void {
    this.#macs.fill(0);
    this.#size = 0;
  }

  list(): number[] {
    return [...this.#macs].filter((mac) => mac !== 0);
  }

  protected isFree(slot: number): boolean {
    return this.#macs[slot] === 0;
  }

  protected hashAt(slot: number): number {
    return hashMac(this.#seed, this.#macs[slot]!);
  }

  protected move(from: number, to: number): void {
    this.#macs[to] = this.#macs[from]!;
    this.#heardMs[to] = this.#heardMs[from]!;
  }

  protected free(slot: number): void {
    this.#macs[slot] = 0;
  }

  /** The slot that holds the station, or the free one where it would go. */
  #find(mac: number): number {
    let slot = hashMac(this.#seed, mac) & MASK;
    while (this.#macs[slot] !== mac && this.#macs[slot] !== 0) slot = (slot + 1) & MASK;
    return slot;
  }
}
