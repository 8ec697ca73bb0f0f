/**
 * The gateway's DNS: answers names of this network, and relays everything else to the host's
 * resolver and back, unchanged except for the id.
 * Read first: RFC 5625 (DNS proxies), RFC 7766 (TCP), localNames.ts, hostResolver.ts.
 * Left out: a cache; the host's resolver has one.
 *
 * Theory of operation
 * A query over UDP is copied. If it does not ask for a local name, it waits in the host resolver
 * for a reply, up to the limits of guestLimits.ts. A query beyond a limit gets SERVFAIL
 * immediately, and so does one that no server answers, so that every guest gets a reply.
 * A reply that does not fit the network's MTU is cut down to its question with TC set (RFC 5625
 * §6.2), and the guest asks again over TCP: NAT connects its flow to `openStream`.
 * A message that is not one query is counted as a drop, and answered FORMERR or NOTIMP if it has a
 * header.
 */
import {
  MAX_DNS_QUERIES,
  MAX_DNS_QUERIES_PER_PORT,
  MAX_DNS_QUERY_LENGTH,
  MAX_DNS_STREAMS,
  MAX_DNS_STREAMS_PER_PORT,
} from '../../guestLimits.ts';
import type { IpAddress } from '../../../address/ip.ts';
import type { Clock } from '../../clock.ts';
import { sumAddresses } from '../../wire/checksum.ts';
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
import { IpProtocol } from '../../wire/ipProtocol.ts';
import {
  UDP_HEADER_LENGTH,
  checkUdp,
  emitUdp,
  udpDestinationPort,
  udpLength,
  udpSourcePort,
} from '../../wire/udp.ts';
import type { Outside } from '../../outside/outside.ts';
import type { DnsService } from './dnsService.ts';
import { DnsStream } from './dnsStream.ts';
import type { GatewaySettings } from '../gatewaySettings.ts';
import type { Guest, GuestDirectory } from '../guestDirectory.ts';
import { HostResolver } from './hostResolver.ts';
import type { Stream, StreamEvents } from '../../outside/stream.ts';
import { LocalNames } from './localNames.ts';
import type { GuestPacket } from '../../ip/packet.ts';
import type { PacketEmitter } from '../../ip/packetEmitter.ts';

/** What the forwarder needs of the gateway around it. */
export interface DnsSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly outside: Outside;
  readonly emitter: PacketEmitter;
  readonly guests: GuestDirectory;
}

interface Asker extends Guest {
  /** The gateway's address that the guest sent its query to. */
  readonly own: IpAddress;
  readonly port: number;
}

export class DnsForwarder implements DnsService {
  readonly #around: DnsSurroundings;
  readonly #names: LocalNames;
  readonly #resolver: HostResolver;
  /** By switch port. */
  readonly #outstanding = new Map<number, number>();
  #outstandingInAll = 0;
  /** Stream → the switch port of its guest. */
  readonly #streams = new Map<DnsStream, number>();
  #gateway: GatewaySettings;

  constructor(gateway: GatewaySettings, around: DnsSurroundings) {
    this.#gateway = gateway;
    this.#around = around;
    this.#names = new LocalNames(gateway, around.guests);
    this.#resolver = new HostResolver(around.outside, around.clock, around.random);
  }

  apply(gateway: GatewaySettings): void {
    this.#gateway = gateway;
    this.#names.apply(gateway);
  }

  close(): void {
    this.#resolver.close();
    for (const stream of [...this.#streams.keys()]) stream.shut();
  }

  /** A packet for our own address: is it a query over UDP? */
  takes({ view, l4, l4Len, protocol, isFragment }: GuestPacket): boolean {
    if (protocol !== IpProtocol.udp || l4Len < UDP_HEADER_LENGTH || isFragment) return false;
    return udpDestinationPort(view, l4) === DNS_PORT;
  }

  receive(packet: GuestPacket): DropCode {
    const { view, l4, l4Len, mac, origin } = packet;
    const checked = checkUdp(view, l4, l4Len, packet.sumAddresses());
    if (checked !== Drop.none) return checked;
    const length = udpLength(view, l4) - UDP_HEADER_LENGTH;
    if (length > MAX_DNS_QUERY_LENGTH) return Drop.oversized;
    const from = view.byteOffset + l4 + UDP_HEADER_LENGTH;
    const query = new Uint8Array(view.buffer, from, length).slice();
    const ends = { address: packet.source(), own: packet.destination() };
    const asker = { mac, origin, ...ends, port: udpSourcePort(view, l4) };
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
    const waiting = this.#outstanding.get(asker.origin) ?? 0;
    if (waiting >= MAX_DNS_QUERIES_PER_PORT || this.#outstandingInAll >= MAX_DNS_QUERIES) {
      this.#reply(asker, emptyDnsReply(query, end, DnsRcode.serverFailure));
      return Drop.tableFull;
    }
    this.#outstanding.set(asker.origin, waiting + 1);
    this.#outstandingInAll += 1;
    this.#resolver.ask(query, end, this.#servers(), (reply) => {
      this.#countDown(asker.origin);
      const answer = reply ?? emptyDnsReply(query, end, DnsRcode.serverFailure);
      this.#replyFitting(asker, query, end, answer);
      this.#around.emitter.flush();
    });
    return Drop.none;
  }

  #countDown(origin: number): void {
    this.#outstandingInAll -= 1;
    const rest = (this.#outstanding.get(origin) ?? 1) - 1;
    if (rest === 0) this.#outstanding.delete(origin);
    else this.#outstanding.set(origin, rest);
  }

  #servers(): readonly string[] {
    const own = this.#gateway.dns?.servers ?? [];
    return own.length > 0 ? own : this.#around.outside.resolvers();
  }

  #replyFitting(asker: Asker, query: Uint8Array, end: number, reply: Uint8Array): DropCode {
    const room = this.#around.emitter.payloadMtu(asker.own.family) - UDP_HEADER_LENGTH;
    if (reply.length <= room) return this.#reply(asker, reply);
    return this.#reply(asker, emptyDnsReply(query, end, dnsRcode(reply), DnsFlag.truncated));
  }

  #reply({ mac, address, own, port }: Asker, reply: Uint8Array): DropCode {
    const { emitter } = this.#around;
    const l4Len = UDP_HEADER_LENGTH + reply.length;
    const l4 = emitter.begin(mac, own, address, IpProtocol.udp, l4Len);
    if (l4 < 0) return Drop.queueFull;
    emitter.octets.set(reply, l4 + UDP_HEADER_LENGTH);
    emitUdp(emitter.view, l4, DNS_PORT, port, reply.length, sumAddresses(own, address));
    emitter.send();
    return Drop.none;
  }

  openStream(events: StreamEvents, guest: Guest): Stream {
    const { clock, outside } = this.#around;
    const stream = new DnsStream(events, {
      clock,
      connect: (server, tcpEvents) => outside.connect(server, DNS_PORT, tcpEvents),
      servers: () => this.#servers(),
      answer: (query, question) => this.#names.answer(query, question),
      ended: () => this.#streams.delete(stream),
    });
    const open = [...this.#streams.values()].filter((origin) => origin === guest.origin).length;
    if (open >= MAX_DNS_STREAMS_PER_PORT || this.#streams.size >= MAX_DNS_STREAMS) stream.refuse();
    else this.#streams.set(stream, guest.origin);
    return stream;
  }
}

/** The error reply to something that is not a query; null: a reply could start a loop. */
function complain(query: Uint8Array, reason: DropCode): Uint8Array | null {
  if (query.length < DNS_HEADER_LENGTH || reason === Drop.unsolicited) return null;
  const rcode = reason === Drop.unsupported ? DnsRcode.notImplemented : DnsRcode.formatError;
  return emptyDnsReply(query, DNS_HEADER_LENGTH, rcode);
}
