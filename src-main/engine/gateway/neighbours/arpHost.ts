/**
 * Our own host in ARP: learns who is where, answers for the gateway's address and no other, and
 * defends it.
 * Read first: RFC 826 (packet reception), RFC 5227 §2.4 (defence).
 * Left out: proxy ARP.
 */
import { isGroupMac } from '../../../address/mac.ts';
import {
  ARP_LENGTH,
  ArpOperation,
  arpOperation,
  arpSenderAddress,
  arpSenderMac,
  arpTargetAddress,
  checkArp,
  emitArp,
} from '../../wire/arp.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { EtherType } from '../../wire/ethernet.ts';
import type { Neighbours } from './neighbours.ts';
import type { Outlet } from '../../ip/outlet.ts';

/** Our address is announced at most this often against a guest that claims it, in ms. RFC 5227 §1.1. */
const DEFEND_INTERVAL_MS = 10_000;

export interface ArpSurroundings {
  readonly outlet: Outlet;
  readonly neighbours: Neighbours;
  ownAddress(): number;
  /** An address of this subnet that a guest may have. */
  isGuestAddress(address: number): boolean;
  /** Somebody uses the address, or is probing for it itself (RFC 5227 §2.1.1). */
  addressSeen(address: number, mac: number): void;
}

export class ArpHost {
  readonly #around: ArpSurroundings;
  #defendedMs = -Infinity;

  constructor(around: ArpSurroundings) {
    this.#around = around;
  }

  receive(view: DataView, offset: number, length: number, nowMs: number): DropCode {
    const checked = checkArp(view, offset, length);
    if (checked !== Drop.none) return checked;
    const mac = arpSenderMac(view, offset);
    const sender = arpSenderAddress(view, offset);
    const target = arpTargetAddress(view, offset);
    if (mac === 0 || isGroupMac(mac) || mac === this.#around.outlet.mac) return Drop.badSource;
    this.#learn(sender, mac, nowMs);
    const request = arpOperation(view, offset) === ArpOperation.request;
    if (sender === 0 && request) this.#around.addressSeen(target, mac);
    if (request && target === this.#around.ownAddress()) return this.#reply(mac, sender, target);
    return Drop.none;
  }

  #learn(sender: number, mac: number, nowMs: number): void {
    const { neighbours } = this.#around;
    if (sender === this.#around.ownAddress()) this.#defend(sender, nowMs);
    if (!this.#around.isGuestAddress(sender)) return;
    neighbours.learn(sender, mac, nowMs);
    this.#around.addressSeen(sender, mac);
  }

  #defend(address: number, nowMs: number): void {
    if (nowMs - this.#defendedMs < DEFEND_INTERVAL_MS) return;
    this.#defendedMs = nowMs;
    this.#around.neighbours.sendRequest(address, address);
  }

  #reply(mac: number, sender: number, own: number): DropCode {
    const { outlet } = this.#around;
    const offset = outlet.reserve(mac, ARP_LENGTH, EtherType.arp);
    if (offset < 0) return Drop.queueFull;
    emitArp(outlet.view, offset, ArpOperation.reply, outlet.mac, own, mac, sender);
    outlet.commit(ARP_LENGTH);
    return Drop.none;
  }
}
