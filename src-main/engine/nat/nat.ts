/**
 * NAT of one network: reassembles fragments, and gives each packet for the outside to the part for
 * its protocol.
 * Read first: RFC 4787, RFC 5382, RFC 5508 (requirements of NATs for UDP, TCP and ICMP).
 */
import type { FlowInfo, ForwardSnapshot, NatConfig } from '../engineConfig.ts';
import type { Upstream } from '../gateway/upstream.ts';
import type { GuestPacket } from '../ip/packet.ts';
import { Reassembly } from '../ip/reassembly.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import { IpProtocol } from '../wire/ipProtocol.ts';
import { PortForwards } from './forward/portForwards.ts';
import { IcmpNat } from './icmp/icmpNat.ts';
import type { NatContext } from './natContext.ts';
import type { NatProtocol } from './natProtocol.ts';
import { TcpNat } from './tcp/tcpNat.ts';
import { UdpNat } from './udp/udpNat.ts';

export class Nat implements Upstream {
  readonly #protocols: ReadonlyMap<number, NatProtocol>;
  readonly #forwards: PortForwards;
  readonly #reassembly: Reassembly;

  constructor(context: NatContext) {
    const tcp = new TcpNat(context);
    const udp = new UdpNat(context);
    this.#protocols = new Map<number, NatProtocol>([
      [IpProtocol.tcp, tcp],
      [IpProtocol.udp, udp],
      [IpProtocol.icmp, new IcmpNat(context)],
    ]);
    this.#forwards = new PortForwards(context, tcp, udp);
    const { emitter, clock, reachability } = context;
    this.#reassembly = new Reassembly(emitter, clock, reachability.gateway);
  }

  /** Open connections are kept. */
  apply(config: NatConfig): void {
    this.#forwards.apply(config.forwards);
  }

  flows(): FlowInfo[] {
    return [...this.#protocols.values()].flatMap((protocol) => protocol.flows());
  }

  forwards(): ForwardSnapshot[] {
    return this.#forwards.snapshot();
  }

  fromGuest(packet: GuestPacket): DropCode {
    const whole = this.#reassembly.take(packet);
    if (whole === null) return this.#reassembly.verdict;
    const protocol = this.#protocols.get(whole.protocol);
    return protocol === undefined ? Drop.unsupported : protocol.fromGuest(whole);
  }

  settle(): void {
    for (const protocol of this.#protocols.values()) protocol.settle();
  }

  resume(): void {
    for (const protocol of this.#protocols.values()) protocol.resume();
  }

  close(): void {
    this.#reassembly.close();
    this.#forwards.close();
    for (const protocol of this.#protocols.values()) protocol.close();
  }
}
