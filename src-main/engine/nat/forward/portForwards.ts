/**
 * Port forwards (R29): sockets of the host that lead to guests.
 * Left out: IPv6; the order in which addresses of a guest with several are tried (the first is
 * taken).
 *
 * Theory of operation
 * - `apply` takes all forwards that shall be. One whose address, port and protocol stay keeps its
 *   socket, even if it leads to another guest now; what has gone is closed before anything new is
 *   opened, so that a port can pass from one forward to another.
 * - Opening, listening, refused (`problem` names the errno). A refused one is tried again by the
 *   next `apply`. Every change is told by `forwardsChanged`.
 * - The guest's address is looked up when somebody comes. While it has none, a TCP connection is
 *   reset and a datagram dropped.
 */
import type { ForwardConfig, ForwardSnapshot } from '../../engineConfig.ts';
import { type IpAddress, parseIp } from '../../../address/ip.ts';
import type { AcceptedStream, Closable, HostDatagrams } from '../../outside/hostSockets.ts';
import { refuseStream } from '../../outside/refuseStream.ts';
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
    if (parseIp(config.bindAddress) === null) this.#ready(forward, 'EINVAL');
    else if (config.protocol === 'tcp') this.#listen(forward);
    else this.#bind(forward);
  }

  #listen(forward: RunningForward): void {
    const { bindAddress, bindPort } = forward.config;
    forward.socket = this.#context.host.listen(
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
    const socket = this.#context.host.bindDatagrams(
      bindAddress,
      bindPort,
      {
        datagram: (octets, address, port) => this.#datagram(forward, socket, octets, address, port),
        // About one peer that went away (ECONNREFUSED and the like); the others go on.
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
    socket: HostDatagrams,
    octets: Uint8Array,
    address: IpAddress,
    port: number,
  ): void {
    const { guestMac, guestPort } = forward.config;
    const guest = this.#context.guests.find(guestMac);
    if (guest !== null) this.#udp.fromPeer(socket, address, port, octets, guest, guestPort);
  }

  #ready(forward: RunningForward, error: string | null): void {
    if (this.#running.get(forward.config.id) !== forward) return;
    forward.problem = error;
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
