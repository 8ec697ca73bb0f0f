/**
 * The gateway's DNS: names of ours are answered here, everything else is the host's resolver's,
 * octet for octet in both directions except for the id.
 * Read first: RFC 5625 (DNS proxies), RFC 7766 (TCP), localNames.ts, hostResolver.ts.
 * Left out: a cache; the host's resolver has one.
 *
 * Theory of operation
 * A query over UDP is copied, looked at for names of ours, and otherwise waits in the host resolver
 * for its reply, MAX_OUTSTANDING of them per guest; one more is told SERVFAIL at once, as is one
 * that no server answers, so that a guest never waits for nothing. A reply that does not fit the
 * network's MTU is cut down to its question with TC set (RFC 5625 §6.2 asks for no less), and the
 * guest asks again over TCP: NAT connects its flow to `openStream`. What cannot be read as one
 * query is answered FORMERR or NOTIMP if it has a header, and counted.
 */
import type { Clock } from '../../clock.ts';
import type { GatewayConfig } from '../../engineConfig.ts';
import {
  DNS_HEADER_LENGTH,
  DNS_PORT,
  DnsFlag,
  DnsRcode,
  dnsRcode,
  emptyDnsReply,
  parseDnsQuery,
} from '../../wire/dns.ts';
import { Drop, type DropCode } from '../../wire/drop.ts';
import { IPV4_HEADER_LENGTH, IpProtocol, emitIpv4 } from '../../wire/ipv4.ts';
import { UDP_HEADER_LENGTH, emitUdp, udpSourcePort } from '../../wire/udp.ts';
import type { DnsHost } from '../../outside/dnsHost.ts';
import type { DnsGuest, DnsService } from './dnsService.ts';
import { DnsStream } from './dnsStream.ts';
import type { GuestDirectory } from '../guestDirectory.ts';
import { HostResolver } from './hostResolver.ts';
import type { Stream, StreamEvents } from '../../outside/stream.ts';
import { LocalNames } from './localNames.ts';
import type { Outlet } from '../../ip/outlet.ts';
import type { GuestPacket } from '../upstream.ts';

/** Queries of one guest that wait for the host: two seconds of 245 a second. */
const MAX_OUTSTANDING = 512;
/** The same of all guests, whatever MACs they go by: 4 s of 1000 a second. */
const MAX_OUTSTANDING_IN_ALL = 4096;
/** Longest query over UDP, octets: what EDNS clients commonly use at most (RFC 6891 §6.2.5). */
const MAX_QUERY_LENGTH = 4096;
/** TCP connections of one guest to the DNS at the same time. */
const MAX_STREAMS = 32;
/** The same of all guests. One holds at most 1 MiB: queries that wait, and answers. */
const MAX_STREAMS_IN_ALL = 256;

/** What the forwarder needs of the gateway around it. */
export interface DnsSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: DnsHost;
  readonly outlet: Outlet;
  readonly guests: GuestDirectory;
}

interface Asker extends DnsGuest {
  readonly port: number;
}

export class DnsForwarder implements DnsService {
  readonly #around: DnsSurroundings;
  readonly #names: LocalNames;
  readonly #resolver: HostResolver;
  readonly #outstanding = new Map<number, number>();
  #outstandingInAll = 0;
  readonly #streams = new Map<DnsStream, number>();
  #gateway: GatewayConfig;

  constructor(gateway: GatewayConfig, around: DnsSurroundings) {
    this.#gateway = gateway;
    this.#around = around;
    this.#names = new LocalNames(gateway, around.guests);
    this.#resolver = new HostResolver(around.host, around.clock, around.random);
  }

  apply(gateway: GatewayConfig): void {
    this.#gateway = gateway;
    this.#names.apply(gateway);
  }

  close(): void {
    this.#resolver.close();
    for (const stream of [...this.#streams.keys()]) stream.shut();
  }

  /** A checked datagram to port 53: `at` and `length` are those of the UDP payload. */
  receive(packet: GuestPacket, at: number, length: number): DropCode {
    if (length > MAX_QUERY_LENGTH) return Drop.oversized;
    const { view, mac, source } = packet;
    const query = new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
    const asker = { mac, address: source, port: udpSourcePort(view, packet.l4) };
    const question = parseDnsQuery(query);
    if (typeof question === 'number') {
      const complaint = complain(query, question);
      if (complaint !== null) this.#reply(asker, complaint);
      return question;
    }
    const answer = this.#names.answer(query, question);
    if (answer !== null) return this.#replyFitting(asker, query, question.end, answer);
    return this.#forward(asker, query, question.end);
  }

  #forward(asker: Asker, query: Uint8Array, end: number): DropCode {
    const waiting = this.#outstanding.get(asker.mac) ?? 0;
    if (waiting >= MAX_OUTSTANDING || this.#outstandingInAll >= MAX_OUTSTANDING_IN_ALL) {
      this.#reply(asker, emptyDnsReply(query, end, DnsRcode.serverFailure));
      return Drop.tableFull;
    }
    this.#outstanding.set(asker.mac, waiting + 1);
    this.#outstandingInAll += 1;
    this.#resolver.ask(query, end, this.#servers(), (reply) => {
      this.#countDown(asker.mac);
      const told = reply ?? emptyDnsReply(query, end, DnsRcode.serverFailure);
      this.#replyFitting(asker, query, end, told);
      this.#around.outlet.flush();
    });
    return Drop.none;
  }

  #countDown(mac: number): void {
    this.#outstandingInAll -= 1;
    const rest = (this.#outstanding.get(mac) ?? 1) - 1;
    if (rest === 0) this.#outstanding.delete(mac);
    else this.#outstanding.set(mac, rest);
  }

  #servers(): readonly string[] {
    const own = this.#gateway.dns?.servers ?? [];
    return own.length > 0 ? own : this.#around.host.resolvers();
  }

  #replyFitting(asker: Asker, query: Uint8Array, end: number, reply: Uint8Array): DropCode {
    const room = this.#gateway.mtu - IPV4_HEADER_LENGTH - UDP_HEADER_LENGTH;
    if (reply.length <= room) return this.#reply(asker, reply);
    return this.#reply(asker, emptyDnsReply(query, end, dnsRcode(reply), DnsFlag.truncated));
  }

  #reply({ mac, address, port }: Asker, reply: Uint8Array): DropCode {
    const { outlet } = this.#around;
    const l3Len = IPV4_HEADER_LENGTH + UDP_HEADER_LENGTH + reply.length;
    const offset = outlet.reserve(mac, l3Len);
    if (offset < 0) return Drop.queueFull;
    const own = this.#gateway.address;
    const udp = offset + IPV4_HEADER_LENGTH;
    outlet.batch.slab.set(reply, udp + UDP_HEADER_LENGTH);
    emitUdp(outlet.view, udp, own, DNS_PORT, address, port, reply.length);
    emitIpv4(outlet.view, offset, own, address, IpProtocol.udp, l3Len);
    outlet.commit(l3Len);
    return Drop.none;
  }

  openStream(events: StreamEvents, guest: DnsGuest): Stream {
    const { clock, host } = this.#around;
    const stream = new DnsStream(events, {
      clock,
      connect: (server, tcpEvents) => host.connect(server, DNS_PORT, tcpEvents),
      servers: () => this.#servers(),
      answer: (query, question) => this.#names.answer(query, question),
      ended: () => this.#streams.delete(stream),
    });
    const open = [...this.#streams.values()].filter((mac) => mac === guest.mac).length;
    if (open >= MAX_STREAMS || this.#streams.size >= MAX_STREAMS_IN_ALL) stream.refuse();
    else this.#streams.set(stream, guest.mac);
    return stream;
  }
}

/** The error for octets that are no query; null where an answer could start a loop. */
function complain(query: Uint8Array, reason: DropCode): Uint8Array | null {
  if (query.length < DNS_HEADER_LENGTH || reason === Drop.unsolicited) return null;
  const rcode = reason === Drop.unsupported ? DnsRcode.notImplemented : DnsRcode.formatError;
  return emptyDnsReply(query, DNS_HEADER_LENGTH, rcode);
}
