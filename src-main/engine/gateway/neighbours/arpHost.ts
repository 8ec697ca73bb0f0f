/**
 * Our own host in ARP: learns neighbours, answers for the gateway's address only, and defends it.
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
import type { PacketEmitter } from '../../ip/packetEmitter.ts';
import type { Reachability } from '../../ip/reachability.ts';

/** When guests claim our address, it is announced at most this often, in ms. RFC 5227 §1.1. */
const DEFEND_INTERVAL_MS = 10_000;

export interface ArpSurroundings {
  readonly emitter: PacketEmitter;
  readonly neighbours: Neighbours;
  reachability(): Reachability;
  /** A station uses the address, or probes for it itself (RFC 5227 §2.1.1). */
  addressSeen(address: number, mac: number): void;
}

export class ArpHost {
  readonly #around: ArpSurroundings;
  #defendedMs = -Infinity;

  constructor(around: ArpSurroundings) {
    this.#around = around;
  }

  /** @param origin the switch port that the packet came in by */
  receive(view: DataView, offset: number, length: number, origin: number): DropCode {
    const checked = checkArp(view, offset, length);
    if (checked !== Drop.none) return checked;
    const mac = arpSenderMac(view, offset);
    const sender = arpSenderAddress(view, offset);
    const target = arpTargetAddress(view, offset);
    if (mac === 0 || isGroupMac(mac) || mac === this.#around.emitter.mac) return Drop.badSource;
    this.#learn(sender, mac, origin);
    const request = arpOperation(view, offset) === ArpOperation.request;
    if (sender === 0 && request) this.#around.addressSeen(target, mac);
    if (request && target === this.#own) return this.#reply(mac, sender, target);
    return Drop.none;
  }

  get #own(): number {
    return this.#around.reachability().gateway.ipv4;
  }

  #learn(sender: number, mac: number, origin: number): void {
    const { neighbours } = this.#around;
    if (sender === this.#own) this.#defend(sender, neighbours.batchMs);
    if (!this.#around.reachability().isGuest(sender)) return;
    neighbours.learn(sender, mac, origin);
    this.#around.addressSeen(sender, mac);
  }

  #defend(address: number, nowMs: number): void {
    if (nowMs - this.#defendedMs < DEFEND_INTERVAL_MS) return;
    this.#defendedMs = nowMs;
    this.#around.neighbours.sendRequest(address, address);
  }

  #reply(mac: number, sender: number, own: number): DropCode {
    const { emitter } = this.#around;
    const offset = emitter.beginFrame(mac, EtherType.arp, ARP_LENGTH);
    if (offset < 0) return Drop.queueFull;
    emitArp(emitter.view, offset, ArpOperation.reply, emitter.mac, own, mac, sender);
    emitter.sendFrame();
    return Drop.none;
  }
}
