/**
 * Port forwards (R29): sockets of the host whose traffic goes to guests.
 * Left out: IPv6; a guest with several addresses is reached at the first one only.
 *
 * Theory of operation
 * - `apply` gets all wanted forwards. A forward whose address, port and protocol stay the same
 *   keeps its socket, even if its guest changes. Removed forwards are closed before new ones are
 *   opened, so that a new forward can use the port of a removed one.
 * - A forward is opening, listening or refused (`problem` names the errno). The next `apply` tries
 *   a refused one again. `forwardsChanged` reports every change.
 * - The guest's address is looked up for each connection or datagram. While it has none, a TCP
 *   connection is reset and a datagram is dropped.
 */
import type { ForwardConfig, ForwardSnapshot } from '../../engineConfig.ts';
import { parseIp } from '../../../address/ip.ts';
import type { BoundDatagrams } from '../../outside/datagrams.ts';
import type { Closable } from '../../outside/outside.ts';
import { type OutsideError, outsideError } from '../../outside/outsideError.ts';
import { refuseStream } from '../../outside/refuseStream.ts';
import type { AcceptedStream } from '../../outside/stream.ts';
import type { NatContext } from '../natContext.ts';
import type { TcpForwardTarget, UdpForwardTarget } from './forwardTarget.ts';

interface RunningForward {
  config: ForwardConfig;
  socket: Closable | null;
  problem: string | null;
}

export class PortForwards {
  readonly #context: NatContext;
  readonly #tcp: TcpForwardTarget;
  readonly #udp: UdpForwardTarget;
  readonly #running = new Map<string, RunningForward>();

  constructor(context: NatContext, tcp: TcpForwardTarget, udp: UdpForwardTarget) {
    this.#context = context;
    this.#tcp = tcp;
    this.#udp = udp;
  }

  apply(forwards: readonly ForwardConfig[]): void {
    const wanted = new Map(forwards.map((forward) => [forward.id, forward]));
    for (const [id, forward] of this.#running) {
      const config = wanted.get(id);
      if (config && sameSocket(config, forward.config) && forward.problem === null)
        forward.config = config;
      else this.#close(id, forward);
    }
    for (const [id, config] of wanted) if (!this.#running.has(id)) this.#open(config);
  }

  #open(config: ForwardConfig): void {
    const forward: RunningForward = { config, socket: null, problem: null };
    this.#running.set(config.id, forward);
    if (parseIp(config.bindAddress) === null) this.#ready(forward, outsideError('EINVAL'));
    else if (config.protocol === 'tcp') this.#listen(forward);
    else this.#bind(forward);
  }

  #listen(forward: RunningForward): void {
    const { bindAddress, bindPort } = forward.config;
    forward.socket = this.#context.outside.listen(
      bindAddress,
      bindPort,
      (stream) => this.#accepted(forward, stream),
      (error) => this.#ready(forward, error),
    );
  }

  #accepted(forward: RunningForward, stream: AcceptedStream): void {
    const { guestMac, guestPort } = forward.config;
    const guest = this.#context.guests.find(guestMac);
    if (guest === null) refuseStream(stream);
    else this.#tcp.openFromHost(stream, guest, guestPort);
  }

  #bind(forward: RunningForward): void {
    const { bindAddress, bindPort } = forward.config;
    const socket = this.#context.outside.bindDatagrams(
      bindAddress,
      bindPort,
      {
        datagram: (octets, address, port) => this.#datagram(forward, socket, octets, address, port),
        // It concerns one peer, which is gone. The other peers are not affected.
        failed: () => undefined,
      },
      (error) => this.#ready(forward, error),
    );
    forward.socket = {
      close: () => {
        this.#udp.forwardClosed(socket);
        socket.close();
      },
    };
  }

  #datagram(
    forward: RunningForward,
    socket: BoundDatagrams,
    octets: Uint8Array,
    address: string,
    port: number,
  ): void {
    const { guestMac, guestPort } = forward.config;
    const guest = this.#context.guests.find(guestMac);
    if (guest !== null) this.#udp.fromPeer(socket, address, port, octets, guest, guestPort);
  }

  #ready(forward: RunningForward, error: OutsideError | null): void {
    if (this.#running.get(forward.config.id) !== forward) return;
    forward.problem = error?.errno ?? null;
    this.#context.forwardsChanged();
  }

  #close(id: string, forward: RunningForward): void {
    this.#running.delete(id);
    forward.socket?.close();
    this.#context.forwardsChanged();
  }

  snapshot(): ForwardSnapshot[] {
    return [...this.#running].map(([id, { problem }]) => ({ id, problem }));
  }

  close(): void {
    for (const [id, forward] of this.#running) this.#close(id, forward);
  }
}

function sameSocket(a: ForwardConfig, b: ForwardConfig): boolean {
  return a.protocol === b.protocol && a.bindAddress === b.bindAddress && a.bindPort === b.bindPort;
}
