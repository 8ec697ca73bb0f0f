/**
 * The cable to a guest of QEMU's `-netdev dgram` over loopback UDP: one frame per datagram.
 * Read first: link.ts, frameQueue.ts; QEMU's net/dgram.c.
 * Left out: dgram over Unix sockets, which Node does not support.
 *
 * Theory of operation
 * - The socket is bound to our port and connected to the guest's, both on 127.0.0.1, so the kernel
 *   drops datagrams of other senders. Those that arrive between bind and connect are checked here.
 * - attached: from bind on, because a guest that sends nothing must still receive frames. ECONNREFUSED
 *   (no program has the other port open) means detached; a frame from the guest means attached.
 * - Node delivers one datagram per call. They are gathered and passed on as one batch when the loop's
 *   poll phase ends.
 * - Outward, frames are copied into the queue, because a send can finish later. The slab is free
 *   again when the last of its datagrams is sent.
 * - A port that cannot be bound is a `problem`, and is tried again after a growing delay.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Buffer } from 'node:buffer';
import { Backoff } from '../backoff.ts';
import type { Clock, Timer } from '../clock.ts';
import { Drop } from '../wire/drop.ts';
import { BaseLink } from './baseLink.ts';
import { FrameBatch } from './frameBatch.ts';
import { FrameQueue } from './frameQueue.ts';
import type { LinkSink, LinkState } from './link.ts';
import { LENGTH_OCTETS } from './streamFraming.ts';

const LOOPBACK = '127.0.0.1';

/** The longest UDP payload over IPv4: 65,535 minus 20 and 8 octets of headers. */
const MAX_DATAGRAM_OCTETS = 65_507;

/** Requested socket buffer, octets: a full batch of 1,514-octet frames. The kernel may give less. */
const SOCKET_OCTETS = 2 << 20;

const REBIND_FIRST_MS = 100;
/** Longest delay between attempts to bind a port that another program holds, ms. */
const REBIND_LONGEST_MS = 30_000;

export class DatagramLink extends BaseLink {
  readonly #localPort: number;
  readonly #remotePort: number;
  readonly #clock: Clock;
  readonly #inward = new FrameBatch();
  readonly #queue = new FrameQueue();
  #sink: LinkSink | null = null;
  #socket: Socket | null = null;
  #state: LinkState = 'detached';
  #problem: string | null = null;
  #rebind: Timer | null = null;
  readonly #backoff = new Backoff(REBIND_FIRST_MS, REBIND_LONGEST_MS);
  /** Datagrams of the taken slab that the kernel does not have yet. */
  #unsent = 0;
  #gathering: NodeJS.Immediate | null = null;
  readonly #deliver = (): void => {
    this.#gathering = null;
    this.#flush();
  };
  readonly #sent = (error: Error | null): void => this.#oneSent(error);

  constructor(localPort: number, remotePort: number, clock: Clock) {
    super();
    this.#localPort = localPort;
    this.#remotePort = remotePort;
    this.#clock = clock;
  }

  get state(): LinkState {
    return this.#state;
  }

  get problem(): string | null {
    return this.#problem;
  }

  get congested(): boolean {
    return this.#queue.congested;
  }

  open(sink: LinkSink): void {
    this.#sink = sink;
    this.#bind();
  }

  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void {
    if (this.#state === 'detached') {
      this.#sink?.dropped('toGuest', Drop.detached, count);
      return;
    }
    let full = 0;
    let oversized = 0;
    for (let k = 0; k < count; k += 1) {
      if (batch.lengths[selection[k]!]! > MAX_DATAGRAM_OCTETS) oversized += 1;
      else if (!this.#queue.put(batch, selection[k]!)) full += 1;
    }
    if (oversized > 0) this.#sink?.dropped('toGuest', Drop.oversized, oversized);
    if (full > 0) this.#sink?.dropped('toGuest', Drop.queueFull, full);
    this.#send();
  }

  close(): void {
    this.#sink = null;
    this.#state = 'detached';
    this.#rebind?.cancel();
    if (this.#gathering !== null) clearImmediate(this.#gathering);
    this.#socket?.close();
    this.#socket = null;
  }

  #bind(): void {
    const socket = createSocket('udp4');
    let bound = false;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#socket !== socket) return;
      if (bound) this.#setState('detached');
      else this.#bindLater(socket, error.code ?? error.message);
    });
    socket.on('message', (octets, from) => {
      if (this.#socket === socket) this.#take(octets, from);
    });
    socket.bind(this.#localPort, LOOPBACK, () => {
      if (this.#socket === socket) socket.connect(this.#remotePort, LOOPBACK);
    });
    socket.on('connect', () => {
      if (this.#socket !== socket) return;
      bound = true;
      this.#backoff.reset();
      this.#problem = null;
      enlargeBuffers(socket);
      this.#setState('attached');
    });
    this.#socket = socket;
  }

  #bindLater(socket: Socket, problem: string): void {
    this.#socket = null;
    socket.close();
    this.#rebind = this.#clock.after(this.#backoff.next(), () => this.#bind());
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#sink?.stateChanged(this.#state);
  }

  #setState(state: LinkState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#sink?.stateChanged(state);
  }

  #take(octets: Buffer, from: RemoteInfo): void {
    if (from.port !== this.#remotePort || from.address !== LOOPBACK) return;
    this.#setState('attached');
    let at = this.#inward.reserve(octets.length);
    if (at < 0) {
      this.#flush();
      at = this.#inward.reserve(octets.length);
    }
    octets.copy(this.#inward.slab, at);
    this.#inward.commit(octets.length);
    this.#gathering ??= setImmediate(this.#deliver);
  }

  #flush(): void {
    if (this.#inward.count > 0) this.#sink?.receive(this.#inward);
    this.#inward.clear();
  }

  #send(): void {
    const slab = this.#queue.take();
    if (slab === null) return;
    for (let at = 0; at < slab.length; at += LENGTH_OCTETS + slab.readUInt32BE(at)) {
      this.#unsent += 1;
      this.#socket?.send(slab, at + LENGTH_OCTETS, slab.readUInt32BE(at), this.#sent);
    }
  }

  /** A failed send is a frame lost on the wire. */
  #oneSent(error: Error | null): void {
    this.#unsent -= 1;
    if (error !== null) {
      this.#sink?.dropped('toGuest', Drop.detached, 1);
      this.#setState('detached');
    }
    if (this.#unsent > 0) return;
    const drained = this.#queue.release();
    this.#send();
    if (drained) this.#sink?.drained();
  }
}

/** The kernel's limit (net.core.rmem_max) may refuse or reduce this. The link works anyway. */
function enlargeBuffers(socket: Socket): void {
  try {
    socket.setRecvBufferSize(SOCKET_OCTETS);
    socket.setSendBufferSize(SOCKET_OCTETS);
  } catch {
    return;
  }
}
