/**
 * The neighbour table of a network: IPv4 address → MAC and switch port, and MAC → addresses.
 * Read first: RFC 826, RFC 1122 §2.3.2 (cache validation and flooding), RFC 5227 §2.4 (defence).
 *
 * Theory of operation
 * `learn` is called for every ARP packet, `learnFrom` for every IPv4 packet of a guest; for a
 * neighbour that has not moved they only note the time. An entry is valid for AGEING_TIME_MS after
 * it was last heard; its age is checked when it is looked up. The table is bounded in total, per
 * switch port and per MAC. A port or a station that claims more addresses loses its oldest.
 * In a full table `#hand` goes round the slots to find an entry that was not heard lately, and
 * removes the one it points at after MAX_SECOND_CHANCES (the clock algorithm of page replacement).
 * `ask` sends up to ASK_TRIES ARP requests for a silent guest; it does not wait for an answer.
 * Keys are addresses as signed integers (`| 0`), which V8 keeps unboxed.
 */
import {
  MAX_NEIGHBOURS,
  MAX_NEIGHBOURS_PER_MAC,
  MAX_NEIGHBOURS_PER_PORT,
  MAX_NEIGHBOUR_REQUESTS,
} from '../../guestLimits.ts';
import type { Clock, Timer } from '../../clock.ts';
import { MAC_BROADCAST } from '../../../address/mac.ts';
import { ARP_LENGTH, ArpOperation, emitArp } from '../../wire/arp.ts';
import { EtherType } from '../../wire/ethernet.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { PacketEmitter } from '../../ip/packetEmitter.ts';
import { ipv4Source } from '../../wire/ipv4.ts';

/** How long an entry is valid without a packet, in ms; as long as the switch keeps a station. */
const AGEING_TIME_MS = 300_000;
/** An entry heard within this time is kept when room is needed, in ms. */
const RECENT_MS = 60_000;
/** Entries checked to find one to remove: bounds the work for one frame. */
const MAX_SECOND_CHANCES = 8;
/** RFC 1122 §2.3.2.1: at most one request a second for one destination. */
const ASK_INTERVAL_MS = 1000;
const ASK_TRIES = 3;

interface Neighbour {
  readonly address: number;
  readonly mac: number;
  /** The switch port it was heard on. */
  readonly origin: number;
  heardMs: number;
  /** Its place in `#slots`. */
  slot: number;
}

export class Neighbours {
  /** Time of the current batch: what is learned from it was heard then. */
  batchMs = 0;
  readonly #emitter: PacketEmitter;
  readonly #clock: Clock;
  #ownAddress: number;
  readonly #byAddress = new Map<number, Neighbour>();
  readonly #slots: Neighbour[] = [];
  /** The slot before the one that is checked next when room is needed. */
  #hand = 0;
  readonly #byMac = new Map<number, Neighbour[]>();
  /** In the order in which they were learned. */
  readonly #byPort = new Map<number, Set<Neighbour>>();
  readonly #asks = new Map<number, Timer>();

  constructor(emitter: PacketEmitter, clock: Clock, ownAddress: number) {
    this.#emitter = emitter;
    this.#clock = clock;
    this.#ownAddress = ownAddress;
  }

  /** Forgets everything: our address or subnet has changed. */
  reset(ownAddress: number): void {
    this.#ownAddress = ownAddress;
    this.#byAddress.clear();
    this.#slots.length = 0;
    this.#byMac.clear();
    this.#byPort.clear();
    for (const timer of this.#asks.values()) timer.cancel();
    this.#asks.clear();
  }

  /** Like `learn`, from a packet. Its numbers are not passed, so that V8 boxes none. */
  learnFrom(packet: GuestPacket): void {
    const address = ipv4Source(packet.view, packet.l3);
    const known = this.#byAddress.get(address | 0);
    if (known?.mac === packet.mac && known.origin === packet.origin) known.heardMs = this.batchMs;
    else this.#place(known, address, packet.mac, packet.origin);
  }

  /** This station uses this address in the current batch. The caller has checked both. */
  learn(address: number, mac: number, origin: number): void {
    const known = this.#byAddress.get(address | 0);
    if (known?.mac === mac && known.origin === origin) known.heardMs = this.batchMs;
    else this.#place(known, address, mac, origin);
  }

  #place(known: Neighbour | undefined, address: number, mac: number, origin: number): void {
    if (known !== undefined) this.#forget(known);
    this.#makeRoom(mac, origin);
    const slot = this.#slots.length;
    const neighbour = { address, mac, origin, heardMs: this.batchMs, slot };
    this.#slots.push(neighbour);
    this.#byMac.set(mac, [...(this.#byMac.get(mac) ?? []), neighbour]);
    this.#byPort.set(origin, (this.#byPort.get(origin) ?? new Set()).add(neighbour));
    this.#byAddress.set(address | 0, neighbour);
    this.#stopAsking(address);
  }

  #forget(neighbour: Neighbour): void {
    this.#byAddress.delete(neighbour.address | 0);
    const last = this.#slots.pop()!;
    if (last !== neighbour) {
      this.#slots[neighbour.slot] = last;
      last.slot = neighbour.slot;
    }
    const siblings = this.#byMac.get(neighbour.mac)!.filter((other) => other !== neighbour);
    if (siblings.length === 0) this.#byMac.delete(neighbour.mac);
    else this.#byMac.set(neighbour.mac, siblings);
    const ofPort = this.#byPort.get(neighbour.origin)!;
    ofPort.delete(neighbour);
    if (ofPort.size === 0) this.#byPort.delete(neighbour.origin);
  }

  /** Removes entries so that this station, behind this port, can have one more address. */
  #makeRoom(mac: number, origin: number): void {
    const siblings = this.#byMac.get(mac) ?? [];
    if (siblings.length >= MAX_NEIGHBOURS_PER_MAC) this.#forget(siblings[0]!);
    const ofPort = this.#byPort.get(origin);
    if (ofPort !== undefined && ofPort.size >= MAX_NEIGHBOURS_PER_PORT)
      this.#forget(ofPort.values().next().value!);
    if (this.#byAddress.size >= MAX_NEIGHBOURS) this.#forgetSilent(this.batchMs);
  }

  #forgetSilent(nowMs: number): void {
    for (let chance = 0; ; chance += 1) {
      this.#hand = (this.#hand + 1) % this.#slots.length;
      const neighbour = this.#slots[this.#hand]!;
      if (chance === MAX_SECOND_CHANCES || nowMs - neighbour.heardMs > RECENT_MS) {
        this.#forget(neighbour);
        return;
      }
    }
  }

  /** NaN: unknown, or not heard for too long. */
  macOf(address: number): number {
    const known = this.#byAddress.get(address | 0);
    return known !== undefined && this.#fresh(known) ? known.mac : Number.NaN;
  }

  /** The switch port that a station was last heard on; 0: unknown. */
  originOf(mac: number): number {
    const [last] = (this.#byMac.get(mac) ?? []).toSorted((a, b) => b.heardMs - a.heardMs);
    return last?.origin ?? 0;
  }

  /** Addresses of a station, the one heard last first. */
  addressesOf(mac: number): number[] {
    return (this.#byMac.get(mac) ?? [])
      .filter((neighbour) => this.#fresh(neighbour))
      .sort((a, b) => b.heardMs - a.heardMs)
      .map((neighbour) => neighbour.address);
  }

  #fresh(neighbour: Neighbour): boolean {
    return this.#clock.now() - neighbour.heardMs <= AGEING_TIME_MS;
  }

  /** Sends ARP requests for an address until it is heard, at most ASK_TRIES. */
  ask(address: number): void {
    if (this.#asks.has(address | 0) || this.#asks.size >= MAX_NEIGHBOUR_REQUESTS) return;
    this.#askAgain(address, ASK_TRIES);
  }

  #askAgain(address: number, tries: number): void {
    if (tries === 0 || !Number.isNaN(this.macOf(address))) {
      this.#asks.delete(address | 0);
      return;
    }
    const again = (): void => this.#askAgain(address, tries - 1);
    this.#asks.set(address | 0, this.#clock.after(ASK_INTERVAL_MS, again));
    this.sendRequest(address, this.#ownAddress);
    this.#emitter.flush();
  }

  #stopAsking(address: number): void {
    this.#asks.get(address | 0)?.cancel();
    this.#asks.delete(address | 0);
  }

  /**
   * A broadcast ARP request. As a probe (RFC 5227 §2.1.1) the sender's address is zero; with
   * our own as target it is an announcement.
   */
  sendRequest(target: number, senderAddress: number): void {
    const offset = this.#emitter.beginFrame(MAC_BROADCAST, EtherType.arp, ARP_LENGTH);
    if (offset < 0) return;
    const { view, mac } = this.#emitter;
    emitArp(view, offset, ArpOperation.request, mac, senderAddress, 0, target);
    this.#emitter.sendFrame();
  }
}
