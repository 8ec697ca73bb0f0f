/**
 * Ping through NAT (R24): a guest's echo requests leave by ping sockets of the host.
 * Read first: RFC 792, RFC 5508 (query sessions); hostSockets.ts (HostEcho).
 * Left out: every other ICMP message from a guest; it is dropped as unsupported.
 *
 * Theory of operation
 * - Each guest has a lane: an echo socket of its own, and a ring of the requests that are waiting.
 *   The kernel gives a socket's requests an identifier that is nobody else's; the sequence is the
 *   lane's own and counts up, so its place in the ring is found from the answer.
 * - A request waits until its reply, or an error about it, has come, or its place in the ring is
 *   taken by a later one. An answer counts only from whom the request went to, with the sequence
 *   that stands in the ring, within the session timeout: a dead address never answers.
 * - TTL is passed on less our own hop, so that traceroute -I sees the hops after us; their errors
 *   come back through the kernel and quote the guest's own packet.
 * - A lane idle for the session timeout is closed. One timer, armed while there are lanes.
 * - Where the host refuses ping sockets `available` is false and requests are dropped; it is tried
 *   again now and then when a guest pings, since an administrator may allow it at any time.
 */
import type { Timer } from '../../clock.ts';
import type { FlowInfo } from '../../engineConfig.ts';
import type { GuestPacket } from '../../gateway/upstream.ts';
import { type IpAddress, ipv4ToIp } from '../../../address/ip.ts';
import { formatIpv4, isRoutableIpv4, netmask, sameSubnet } from '../../../address/ipv4.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import {
  ICMPV4_HEADER_LENGTH,
  Icmpv4Type,
  Unreachable,
  checkIcmpv4,
  emitIcmpv4,
  icmpv4Code,
  icmpv4Identifier,
  icmpv4Sequence,
  icmpv4Type,
} from '../../wire/icmpv4.ts';
import { IpProtocol, ipv4TimeToLive } from '../../wire/ipv4.ts';
import { EchoLane, type EchoSession } from './echoLane.ts';
import { sendQuotedError } from '../../ip/icmpQuote.ts';
import type { NatContext } from '../natContext.ts';
import { PacketToGuest } from '../../ip/packetToGuest.ts';

/** Life of a session without traffic, in ms. RFC 5508, REQ-2: not under 60 s. */
const SESSION_TIMEOUT_MS = 60_000;
/** Guests that ping at the same time: a socket each. */
const MAX_LANES = 64;
/** A lane used this lately does not make room for another, in ms: opening one is dear. */
const SPARED_MS = 1000;
/** After a refusal, how long until an echo socket is asked for again, in ms. */
const RETRY_MS = 10_000;

export class IcmpNat {
  /** False after the host has refused a ping socket to this user. */
  available = true;
  readonly #context: NatContext;
  readonly #packets: PacketToGuest;
  readonly #lanes: EchoLane[] = [];
  #refusedMs = -Infinity;
  #timer: Timer | null = null;

  constructor(context: NatContext) {
    this.#context = context;
    this.#packets = new PacketToGuest(context);
  }

  fromGuest(packet: GuestPacket): DropCode {
    const { view, l3, l4, l4Len, destination } = packet;
    const wrong = checkIcmpv4(view, l4, l4Len);
    if (wrong !== Drop.none) return wrong;
    if (icmpv4Type(view, l4) !== Icmpv4Type.echoRequest || icmpv4Code(view, l4) !== 0)
      return Drop.unsupported;
    const mask = netmask(this.#context.prefixLength);
    if (!isRoutableIpv4(destination) || sameSubnet(destination, this.#context.address, mask))
      return Drop.badDestination;
    const timeToLive = ipv4TimeToLive(view, l3) - 1;
    if (timeToLive < 1) return Drop.ttlExceeded;
    const lane = this.#laneOf(packet.mac);
    if (lane?.echo) this.#send(lane, packet, timeToLive);
    return lane ? Drop.none : Drop.unsupported;
  }

  #send(lane: EchoLane, packet: GuestPacket, timeToLive: number): void {
    const { view, l4, l4Len } = packet;
    const length = l4Len - ICMPV4_HEADER_LENGTH;
    const from = view.byteOffset + l4 + ICMPV4_HEADER_LENGTH;
    const payload = new Uint8Array(view.buffer as ArrayBuffer, from, length);
    const now = this.#context.clock.now();
    const session = lane.session(packet, icmpv4Identifier(view, l4), now);
    session.octetsOut += length;
    const sequence = lane.enter(session, packet, icmpv4Sequence(view, l4), now);
    lane.echo?.send(ipv4ToIp(packet.destination), sequence, payload, timeToLive);
  }

  #laneOf(mac: number): EchoLane | null {
    for (const lane of this.#lanes) if (lane.mac === mac) return lane;
    return this.#openLane(mac);
  }

  #openLane(mac: number): EchoLane | null {
    const now = this.#context.clock.now();
    if (now - this.#refusedMs < RETRY_MS) return null;
    if (!this.#makeRoom(now)) return null;
    const lane = new EchoLane(mac, Math.floor(this.#context.random() * 0x1_0000), now);
    lane.echo = this.#context.host.openEcho({
      reply: (source, sequence, payload) => this.#reply(lane, source.ipv4, sequence, payload),
      error: (source, type, code, sequence, mtu) =>
        this.#error(lane, source, type, code, sequence, mtu),
      failed: () => this.#closeLane(lane),
    });
    this.available = lane.echo !== null;
    if (!lane.echo) {
      this.#refusedMs = now;
      return null;
    }
    this.#lanes.push(lane);
    if (!this.#timer) this.#arm();
    return lane;
  }

  #makeRoom(nowMs: number): boolean {
    if (this.#lanes.length < MAX_LANES) return true;
    const idle = this.#longestIdle();
    if (nowMs - idle.lastUsedMs < SPARED_MS) return false;
    this.#closeLane(idle);
    return true;
  }

  #reply(lane: EchoLane, source: number, sequence: number, payload: Uint8Array): void {
    const oldest = this.#context.clock.now() - SESSION_TIMEOUT_MS;
    const slot = lane.find(sequence, oldest);
    const session = lane.sessions[slot];
    if (session?.destination !== source) return;
    lane.settle(slot);
    session.octetsIn += payload.length;
    const packets = this.#packets;
    if (!packets.begin(lane.mac, ICMPV4_HEADER_LENGTH + payload.length)) return;
    packets.octets.set(payload, packets.l4 + ICMPV4_HEADER_LENGTH);
    const rest = ((session.identifier << 16) | lane.guestSequences[slot]!) >>> 0;
    emitIcmpv4(packets.view, packets.l4, Icmpv4Type.echoReply, 0, rest, payload.length);
    packets.finish(source, session.guestAddress, IpProtocol.icmp);
  }

  #error(
    lane: EchoLane,
    source: IpAddress | null,
    type: number,
    code: number,
    sequence: number,
    mtu: number,
  ): void {
    if (type !== Icmpv4Type.destinationUnreachable && type !== Icmpv4Type.timeExceeded) return;
    const slot = lane.find(sequence, this.#context.clock.now() - SESSION_TIMEOUT_MS);
    const session = lane.sessions[slot];
    if (!session) return;
    lane.settle(slot);
    const says = source?.ipv4 ?? this.#context.address;
    const tooLong =
      type === Icmpv4Type.destinationUnreachable && code === Unreachable.fragmentationNeeded;
    const rest = tooLong ? mtu & 0xffff : 0;
    const quoted = lane.quoted(slot);
    sendQuotedError(this.#context, lane.mac, says, session.guestAddress, quoted, type, code, rest);
  }

  #longestIdle(): EchoLane {
    return this.#lanes.reduce((a, b) => (b.lastUsedMs < a.lastUsedMs ? b : a));
  }

  #closeLane(lane: EchoLane): void {
    const at = this.#lanes.indexOf(lane);
    if (at < 0) return;
    this.#lanes.splice(at, 1);
    lane.echo?.close();
    lane.echo = null;
    if (this.#lanes.length === 0) this.#disarm();
  }

  #arm(): void {
    if (this.#lanes.length === 0) return;
    const clock = this.#context.clock;
    const due = this.#longestIdle().lastUsedMs + SESSION_TIMEOUT_MS;
    this.#timer = clock.after(Math.max(0, due - clock.now()), () => this.#expire());
  }

  #expire(): void {
    this.#timer = null;
    const due = this.#context.clock.now() - SESSION_TIMEOUT_MS;
    for (const lane of [...this.#lanes]) if (lane.lastUsedMs <= due) this.#closeLane(lane);
    this.#arm();
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** `networkId` is left empty, for whoever knows the network to fill in. */
  flows(): FlowInfo[] {
    const since = this.#context.clock.now() - SESSION_TIMEOUT_MS;
    return this.#lanes.flatMap((lane) =>
      lane.known.filter((session) => session.lastUsedMs > since).map((s) => describe(lane.mac, s)),
    );
  }

  close(): void {
    for (const lane of [...this.#lanes]) this.#closeLane(lane);
  }
}

function describe(mac: number, session: EchoSession): FlowInfo {
  return {
    networkId: '',
    mac,
    protocol: 'icmp',
    guest: formatIpv4(session.guestAddress),
    remote: formatIpv4(session.destination),
    state: 'open',
    octetsOut: session.octetsOut,
    octetsIn: session.octetsIn,
  };
}
