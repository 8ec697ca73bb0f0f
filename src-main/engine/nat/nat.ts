/**
 * NAT of one network: sorts what guests send to the outside by protocol, and keeps from it what may
 * not be reached from here.
 * Read first: RFC 4787, RFC 5382, RFC 5508 (what a NAT owes UDP, TCP and ICMP); RFC 6890.
 */
import type { FlowInfo, ForwardConfig, ForwardSnapshot, NatConfig } from '../engineConfig.ts';
import type { GuestPacket, Upstream } from '../gateway/upstream.ts';
import { isRoutableIpv4, netmask, sameSubnet } from '../../address/ipv4.ts';
import { Drop, type DropCode } from '../wire/drop.ts';
import { IpProtocol } from '../wire/ipv4.ts';
import type { NatContext } from './natContext.ts';
import { Reassembly } from '../ip/reassembly.ts';
import type { TcpForwardTarget } from './forward/forwardTarget.ts';
import { TcpNat } from './tcp/tcpNat.ts';

/** One protocol's half of NAT. */
export interface NatPart {
  fromGuest(packet: GuestPacket): DropCode;
  flows(): FlowInfo[];
  close(): void;
}

/** Ports of the host that lead to guests. */
export interface NatForwards {
  apply(forwards: readonly ForwardConfig[]): void;
  snapshot(): ForwardSnapshot[];
  close(): void;
}

/** What NAT is put together from beside its TCP. */
export interface NatParts {
  udp: NatPart;
  icmp: NatPart;
  /** @param tcp takes the connections that forwards accept */
  forwards(tcp: TcpForwardTarget): NatForwards;
}

export class Nat implements Upstream {
  readonly #context: NatContext;
  readonly #tcp: TcpNat;
  readonly #udp: NatPart;
  readonly #icmp: NatPart;
  readonly #forwards: NatForwards;
  readonly #reassembly: Reassembly;

  constructor(context: NatContext, parts: NatParts) {
    this.#context = context;
    this.#tcp = new TcpNat(context);
    this.#udp = parts.udp;
    this.#icmp = parts.icmp;
    this.#forwards = parts.forwards(this.#tcp);
    this.#reassembly = new Reassembly(context);
  }

  /** Connections under way stay, whatever changes. */
  apply(config: NatConfig): void {
    this.#forwards.apply(config.forwards);
  }

  flows(): FlowInfo[] {
    return [...this.#tcp.flows(), ...this.#udp.flows(), ...this.#icmp.flows()];
  }

  forwards(): ForwardSnapshot[] {
    return this.#forwards.snapshot();
  }

  fromGuest(packet: GuestPacket): DropCode {
    if (!this.#mayBeReached(packet.destination)) return Drop.badDestination;
    const whole = this.#reassembly.take(packet);
    if (whole === null) return this.#reassembly.verdict;
    switch (whole.protocol) {
      case IpProtocol.tcp:
        return this.#tcp.fromGuest(whole);
      case IpProtocol.udp:
        return this.#udp.fromGuest(whole);
      case IpProtocol.icmp:
        return this.#icmp.fromGuest(whole);
      default:
        return Drop.unsupported;
    }
  }

  settle(): void {
    this.#tcp.settle();
  }

  resume(): void {
    this.#tcp.resume();
  }

  close(): void {
    this.#reassembly.close();
    this.#forwards.close();
    this.#tcp.close();
    this.#udp.close();
    this.#icmp.close();
  }

  /** The gateway itself, or what lies beyond this network: guests reach each other by the switch. */
  #mayBeReached(destination: number): boolean {
    const { address, prefixLength } = this.#context;
    if (destination === address) return true;
    return isRoutableIpv4(destination) && !sameSubnet(destination, address, netmask(prefixLength));
  }
}
