/**
 * DHCP server for the guests of one network.
 * Read first: RFC 2131 §4.3 (server behaviour), §4.1 (where replies go), table 3 (fields);
 * RFC 2132 (options), RFC 6842 (client identifier in replies), RFC 5227 §2.1 (probe).
 * Left out: relay agents, BOOTP, FORCERENEW, option 82, a client's wish for another lease time.
 *
 * Theory of operation
 * This is the only server of the network, so it answers every client, even one without a record. A
 * client that asks for an address it cannot have gets a NAK: a guest that was plugged in here from
 * another network asks for its old address first, and would otherwise wait for a minute.
 * A DISCOVER from an adapter that has an address here is answered immediately. An address given out
 * for the first time is probed: for PROBE_TIME_MS the DISCOVER waits in `#probes`, one per MAC. If
 * an ARP packet shows that the address is in use (`addressSeen`), the address is declined and the
 * next one is tried. From then on the lease table holds the address, so that two guests never get
 * the same one.
 * An adapter with a reserved address gets that address: a DISCOVER is offered it whatever was
 * leased before, and the renewal of any other address is refused, so that the client asks again.
 * While another station uses the reserved address, the adapter gets an address from the range. The
 * server acts on messages and on timers of pending probes; it does not poll.
 */
import { MAX_DHCP_PROBES } from '../../guestLimits.ts';
import type { Clock, Timer } from '../../clock.ts';
import { isGroupMac } from '../../../address/mac.ts';
import {
  DhcpOp,
  DhcpOption,
  DhcpType,
  dhcpType,
  dhcpUint32,
  parseDhcpv4,
  type Dhcpv4Message,
} from '../../wire/dhcpv4.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import type { DhcpSettings } from '../gatewaySettings.ts';
import type { DhcpReply } from './dhcpReply.ts';
import { LeaseTable, type Lease } from './leaseTable.ts';
import type { GuestPacket } from '../../ip/packet.ts';

/** How long to wait for an answer to a probe, in ms. The cable is virtual, so 200 is ample. */
export const PROBE_TIME_MS = 200;
/** A DISCOVER is dropped after this many addresses in use; the client will send another. */
const MAX_CONFLICTS = 8;
/** RFC 1035 §2.3.4. */
const MAX_HOSTNAME = 63;

/** What the server needs of the gateway around it. */
export interface DhcpSurroundings {
  readonly clock: Clock;
  /** An address of the subnet that a guest may have. */
  isGuestAddress(address: number): boolean;
  /** The station heard there lately; NaN: none. */
  heardMac(address: number): number;
  sendProbe(address: number): void;
  leaseChanged(): void;
}

interface Probe {
  request: Dhcpv4Message;
  /** The switch port that the request came in by. */
  readonly origin: number;
  address: number;
  conflicts: number;
  timer: Timer;
}

export class DhcpServer {
  readonly leases: LeaseTable;
  readonly #around: DhcpSurroundings;
  readonly #reply: DhcpReply;
  /** By MAC. */
  readonly #probes = new Map<number, Probe>();
  #settings: DhcpSettings;

  constructor(settings: DhcpSettings, around: DhcpSurroundings, reply: DhcpReply) {
    this.#settings = settings;
    this.#around = around;
    this.#reply = reply;
    this.leases = new LeaseTable(around.clock, (address) => around.isGuestAddress(address));
    this.leases.configure(settings);
  }

  apply(settings: DhcpSettings): void {
    this.#settings = settings;
    this.leases.configure(settings);
    for (const [mac, { address }] of [...this.#probes]) {
      if (!this.leases.isFor(mac, address)) this.#endProbe(mac);
    }
  }

  close(): void {
    for (const mac of [...this.#probes.keys()]) this.#endProbe(mac);
  }

  /** A datagram to port 67: `at` and `length` are those of the UDP payload. */
  receive(packet: GuestPacket, at: number, length: number): DropCode {
    const message = parseDhcpv4(packet.view, at, length);
    if (typeof message === 'number') return message;
    if (message.op !== DhcpOp.request || message.giaddr !== 0) return Drop.unsupported;
    const mac = message.chaddr;
    if (mac !== packet.mac || mac === 0 || isGroupMac(mac)) return Drop.badSource;
    return this.#dispatch(message, packet.origin);
  }

  #dispatch(message: Dhcpv4Message, origin: number): DropCode {
    switch (dhcpType(message)) {
      case DhcpType.discover:
        return this.#discover(message, origin);
      case DhcpType.request:
        return this.#request(message, origin);
      case DhcpType.decline:
        return this.#decline(message);
      case DhcpType.release:
        return this.#release(message);
      case DhcpType.inform:
        return this.#inform(message);
      default:
        return Drop.unsupported;
    }
  }

  #discover(request: Dhcpv4Message, origin: number): DropCode {
    const mac = request.chaddr;
    const waiting = this.#probes.get(mac);
    if (waiting !== undefined) {
      waiting.request = request;
      return Drop.none;
    }
    const reserved = this.#reservedNow(mac);
    const known = this.leases.of(mac);
    const stays = Number.isNaN(reserved) || known?.address === reserved;
    if (known !== undefined && stays && !this.#usedByOther(mac, known.address)) {
      return this.#offer(request, known.address, origin);
    }
    const wish = dhcpUint32(request, DhcpOption.requestedAddress);
    return this.#probe(request, origin, Number.isNaN(reserved) ? wish : reserved, 0);
  }

  /** The adapter's reserved address; NaN: it has none, or another station uses it now. */
  #reservedNow(mac: number): number {
    const address = this.leases.reservedOf(mac);
    const free = this.leases.allows(mac, address) && !this.#usedByOther(mac, address);
    return free ? address : Number.NaN;
  }

  #offer(request: Dhcpv4Message, address: number, origin: number): DropCode {
    this.leases.hold(request.chaddr, address, origin);
    return this.#reply.offer(request, address, this.#settings);
  }

  #usedByOther(mac: number, address: number): boolean {
    const heard = this.#around.heardMac(address);
    return !Number.isNaN(heard) && heard !== mac;
  }

  #probe(request: Dhcpv4Message, origin: number, wish: number, conflicts: number): DropCode {
    const mac = request.chaddr;
    if (this.#probes.size >= MAX_DHCP_PROBES) return Drop.tableFull;
    const address = this.leases.choose(mac, origin, wish, (it) => this.#usedByOther(mac, it));
    if (Number.isNaN(address)) return Drop.tableFull;
    this.leases.hold(mac, address, origin);
    const timer = this.#around.clock.after(PROBE_TIME_MS, () => this.#probeAnswered(mac));
    this.#probes.set(mac, { request, origin, address, conflicts, timer });
    this.#around.sendProbe(address);
    return Drop.none;
  }

  /** Nobody answered the probe, so the address is free. */
  #probeAnswered(mac: number): void {
    const probe = this.#probes.get(mac);
    if (probe === undefined) return;
    this.#endProbe(mac);
    this.#offer(probe.request, probe.address, probe.origin);
    this.#reply.flush();
  }

  #endProbe(mac: number): void {
    this.#probes.get(mac)?.timer.cancel();
    this.#probes.delete(mac);
  }

  /** An ARP packet of `mac` shows that it uses, or is about to use, this address. */
  addressSeen(address: number, mac: number): void {
    for (const [client, probe] of this.#probes) {
      if (probe.address !== address || client === mac) continue;
      this.#endProbe(client);
      this.leases.decline(address);
      const conflicts = probe.conflicts + 1;
      if (conflicts < MAX_CONFLICTS)
        this.#probe(probe.request, probe.origin, Number.NaN, conflicts);
      return;
    }
  }

  #request(request: Dhcpv4Message, origin: number): DropCode {
    const server = dhcpUint32(request, DhcpOption.serverIdentifier);
    const wish = dhcpUint32(request, DhcpOption.requestedAddress);
    const lease = this.leases.of(request.chaddr);
    if (!Number.isNaN(server) && server !== this.#reply.serverAddress) {
      // The client accepted another server's offer, so ours is free again.
      if (lease?.bound === false) this.leases.release(lease);
      return Drop.none;
    }
    // SELECTING and INIT-REBOOT name the address in option 50, RENEWING and REBINDING in ciaddr.
    const address = Number.isNaN(wish) ? request.ciaddr : wish;
    if (address === 0) return Drop.malformed;
    return this.#mayHave(request.chaddr, address, lease, origin)
      ? this.#acknowledge(request, address, origin)
      : this.#reply.nak(request);
  }

  #mayHave(mac: number, address: number, lease: Lease | undefined, origin: number): boolean {
    const reserved = this.#reservedNow(mac);
    if (!Number.isNaN(reserved)) return address === reserved;
    if (lease === undefined && !this.leases.hasRoom(origin)) return false;
    // An adapter with a lease keeps its address, even if it asks for another.
    if (lease !== undefined && lease.address !== address && this.leases.isActive(lease)) {
      return false;
    }
    return this.leases.allows(mac, address) && !this.#usedByOther(mac, address);
  }

  #acknowledge(request: Dhcpv4Message, address: number, origin: number): DropCode {
    this.#endProbe(request.chaddr);
    const leaseTimeMs = this.#settings.leaseTimeS * 1000;
    this.leases.bind(request.chaddr, address, origin, leaseTimeMs, hostname(request));
    this.#around.leaseChanged();
    return this.#reply.acknowledge(request, address, this.#settings);
  }

  /** The client found its address in use. It can decline only its own address. */
  #decline(request: Dhcpv4Message): DropCode {
    const lease = this.leases.of(request.chaddr);
    const address = dhcpUint32(request, DhcpOption.requestedAddress);
    if (lease?.address !== address) return Drop.unsolicited;
    this.leases.decline(address);
    this.#around.leaseChanged();
    return Drop.none;
  }

  #release(request: Dhcpv4Message): DropCode {
    const lease = this.leases.of(request.chaddr);
    if (lease?.bound !== true || lease.address !== request.ciaddr) return Drop.unsolicited;
    this.leases.release(lease);
    this.#around.leaseChanged();
    return Drop.none;
  }

  #inform(request: Dhcpv4Message): DropCode {
    if (!this.#around.isGuestAddress(request.ciaddr)) return Drop.badSource;
    return this.#reply.inform(request, this.#settings);
  }
}

/** Option 12, without characters that a host name cannot have. */
function hostname(request: Dhcpv4Message): string {
  const data = request.options.get(DhcpOption.hostName) ?? new Uint8Array();
  let name = '';
  for (const octet of data.subarray(0, MAX_HOSTNAME)) {
    const character = String.fromCharCode(octet);
    if (/[a-zA-Z0-9.-]/.test(character)) name += character;
  }
  return name;
}
