/**
 * Ping through NAT (R24): echo requests of guests are sent through ping sockets of the host.
 * Read first: RFC 792, RFC 4443 §4, RFC 5508 (query sessions); outside/echo.ts.
 * Left out: other ICMP messages from guests, which are dropped as unsupported.
 *
 * Theory of operation
 * - Each switch port whose guest pings has a queue: its own echo socket, and a ring of the requests
 *   that wait. The kernel gives a socket's requests an identifier that no other socket has. The
 *   queue numbers its requests, so that an answer's sequence gives its place in the ring.
 * - A request waits until its reply or an error about it arrives, or a later request takes its place
 *   in the ring. An answer is accepted if it comes from the destination of the request with this
 *   sequence, within the session timeout.
 * - Requests are sent with the guest's hop limit minus one, so that traceroute -I shows the hops
 *   after us. The kernel reports their errors, which then quote the guest's own packet.
 * - A queue idle for the session timeout is closed. Each request moves its deadline.
 * - If the host refuses ping sockets, `available` is false and requests are dropped. When a guest
 *   pings, NAT tries again after RETRY_MS, since an administrator may allow it at any time.
 */
import { MAX_ECHO_PORTS } from '../../guestLimits.ts';
import type { IpAddress } from '../../../address/ip.ts';
import { Deadlines } from '../../deadlines.ts';
import type { FlowInfo } from '../../engineConfig.ts';
import {
  ICMP_HEADER_LENGTH,
  beginIcmp,
  checkIcmp,
  isEchoRequest,
  sendEchoReply,
} from '../../ip/icmp.ts';
import { errorForGuest, sendOutsideError } from '../../ip/outsideErrors.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { OutsideError } from '../../outside/outsideError.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import type { NatContext } from '../natContext.ts';
import type { NatProtocol } from '../natProtocol.ts';
import { EchoQueue, type EchoSession } from './echoQueue.ts';

/** How long a session lives without traffic, in ms. RFC 5508, REQ-2: at least 60 s. */
const SESSION_TIMEOUT_MS = 60_000;
/** A queue used within this time is not closed to make room, in ms: opening one is expensive. */
const SPARED_MS = 1000;
/** How long after a refusal to try again to open an echo socket, in ms. */
const RETRY_MS = 10_000;

export class IcmpNat implements NatProtocol {
  /** False: the host has refused a ping socket to this user. */
  available = true;
  readonly #context: NatContext;
  readonly #queues: EchoQueue[] = [];
  #refusedMs = -Infinity;
  readonly #deadlines: Deadlines<EchoQueue>;

  constructor(context: NatContext) {
    this.#context = context;
    this.#deadlines = new Deadlines(context.clock, (queue) => this.#closeQueue(queue));
  }

  fromGuest(packet: GuestPacket): DropCode {
    const wrong = checkIcmp(packet);
    if (wrong !== Drop.none) return wrong;
    if (!isEchoRequest(packet)) return Drop.unsupported;
    if (packet.hopLimit < 2) return Drop.ttlExceeded;
    const queue = this.#queueOf(packet.origin);
    if (queue?.echo) this.#send(queue, packet);
    return queue ? Drop.none : Drop.unsupported;
  }

  /** Requests are sent immediately. */
  settle(): void {
    this.#context.emitter.flush();
  }

  /** A reply to a congested guest is lost, so none waits. */
  resume(): void {
    this.#context.emitter.flush();
  }

  #send(queue: EchoQueue, packet: GuestPacket): void {
    const { view, l4, l4Len } = packet;
    const length = l4Len - ICMP_HEADER_LENGTH;
    const from = view.byteOffset + l4 + ICMP_HEADER_LENGTH;
    const payload = new Uint8Array(view.buffer as ArrayBuffer, from, length);
    const now = this.#context.clock.now();
    const session = queue.session(packet, now);
    session.octetsOut += length;
    const sequence = queue.enter(session, packet, now);
    this.#deadlines.schedule(queue, now + SESSION_TIMEOUT_MS);
    queue.echo?.send(session.destination, sequence, payload, packet.hopLimit - 1);
  }

  #queueOf(origin: number): EchoQueue | null {
    for (const queue of this.#queues) if (queue.origin === origin) return queue;
    return this.#openQueue(origin);
  }

  #openQueue(origin: number): EchoQueue | null {
    const now = this.#context.clock.now();
    if (now - this.#refusedMs < RETRY_MS) return null;
    if (!this.#makeRoom(now)) return null;
    const queue = new EchoQueue(origin, Math.floor(this.#context.random() * 0x1_0000), now);
    queue.echo = this.#context.outside.openEcho({
      reply: (source, sequence, payload) => this.#reply(queue, source, sequence, payload),
      failed: (error, sequence) => {
        if (sequence === null) this.#closeQueue(queue);
        else this.#failed(queue, error, sequence);
      },
    });
    this.available = queue.echo !== null;
    if (!queue.echo) {
      this.#refusedMs = now;
      return null;
    }
    this.#queues.push(queue);
    return queue;
  }

  #makeRoom(nowMs: number): boolean {
    if (this.#queues.length < MAX_ECHO_PORTS) return true;
    const idle = this.#longestIdle();
    if (nowMs - idle.lastUsedMs < SPARED_MS) return false;
    this.#closeQueue(idle);
    return true;
  }

  #reply(queue: EchoQueue, source: IpAddress, sequence: number, payload: Uint8Array): void {
    const slot = queue.find(sequence, this.#context.clock.now() - SESSION_TIMEOUT_MS);
    const session = queue.sessions[slot];
    if (!session?.destination.equals(source)) return;
    queue.release(slot);
    session.octetsIn += payload.length;
    const { emitter } = this.#context;
    const { mac, guestAddress } = session;
    const at = beginIcmp(emitter, mac, source, guestAddress, payload.length);
    if (at < 0) return;
    emitter.octets.set(payload, at);
    const echo = ((session.identifier << 16) | queue.guestSequences[slot]!) >>> 0;
    sendEchoReply(emitter, guestAddress, at, echo, payload.length);
    emitter.flush();
  }

  #failed(queue: EchoQueue, error: OutsideError, sequence: number): void {
    const slot = queue.find(sequence, this.#context.clock.now() - SESSION_TIMEOUT_MS);
    const session = queue.sessions[slot];
    if (!session || errorForGuest(error, session.destination.family) === null) return;
    queue.release(slot);
    const { emitter, reachability } = this.#context;
    const { mac, destination: remote } = session;
    const quote = queue.quotes[slot]!;
    sendOutsideError(emitter, reachability.gateway, { mac, remote, quote }, error);
  }

  #longestIdle(): EchoQueue {
    return this.#queues.reduce((a, b) => (b.lastUsedMs < a.lastUsedMs ? b : a));
  }

  #closeQueue(queue: EchoQueue): void {
    const at = this.#queues.indexOf(queue);
    if (at < 0) return;
    this.#queues.splice(at, 1);
    this.#deadlines.cancel(queue);
    queue.echo?.close();
    queue.echo = null;
  }

  flows(): FlowInfo[] {
    const since = this.#context.clock.now() - SESSION_TIMEOUT_MS;
    return this.#queues.flatMap(({ known }) =>
      known.filter((session) => session.lastUsedMs > since).map(describe),
    );
  }

  close(): void {
    for (const queue of [...this.#queues]) this.#closeQueue(queue);
  }
}

function describe(session: EchoSession): FlowInfo {
  return {
    networkId: '',
    mac: session.mac,
    protocol: 'icmp',
    guest: session.guestAddress.toString(),
    remote: session.destination.toString(),
    state: 'open',
    octetsOut: session.octetsOut,
    octetsIn: session.octetsIn,
  };
}
