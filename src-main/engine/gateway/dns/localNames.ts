/**
 * Local names: `<vm>.patchcord.internal`, `gateway.patchcord.internal`, and the reverse names.
 * Read first: RFC 1034 §3.6, RFC 1035 §3.5 (in-addr.arpa), RFC 2308 §2 (name error, no data).
 * Left out: negative caching (SOA), so that a guest is found as soon as it has its address.
 */
import type { Answer } from 'dns-packet';
import { type IpAddress, ipv4ToIp } from '../../../address/ip.ts';
import { netmask, parseIpv4, sameSubnet } from '../../../address/ipv4.ts';
import {
  DnsFlag,
  DnsRcode,
  DnsType,
  emitDnsAnswer,
  emptyDnsReply,
  isInternetClass,
  type DnsQuestion,
} from '../../wire/dns.ts';
import type { GatewaySettings } from '../gatewaySettings.ts';
import type { GuestDirectory } from '../guestDirectory.ts';

/** `.internal` is set aside for private use (ICANN board resolution of July 2024). */
export const DNS_DOMAIN = 'patchcord.internal';
const GATEWAY_NAME = 'gateway';
const REVERSE_DOMAIN = '.in-addr.arpa';

/** How long a guest may keep an answer, in s: a moved cable changes addresses within seconds. */
const TTL_S = 5;

export class LocalNames {
  readonly #guests: GuestDirectory;
  #gateway: GatewaySettings;

  constructor(gateway: GatewaySettings, guests: GuestDirectory) {
    this.#gateway = gateway;
    this.#guests = guests;
  }

  apply(gateway: GatewaySettings): void {
    this.#gateway = gateway;
  }

  /** The reply to a question about a local name; null: the host's resolver must answer it. */
  answer(query: Uint8Array, question: DnsQuestion): Buffer | null {
    if (!isInternetClass(question)) return null;
    const name = question.name.toLowerCase();
    const inside = name === DNS_DOMAIN || name.endsWith(`.${DNS_DOMAIN}`);
    if (inside) return this.#forward(query, question, name);
    return name.endsWith(REVERSE_DOMAIN) ? this.#reverse(query, question, name) : null;
  }

  #forward(query: Uint8Array, question: DnsQuestion, name: string): Buffer {
    const addresses = this.#addresses(name.slice(0, -DNS_DOMAIN.length - 1));
    if (addresses === null) return nameError(query, question);
    const wanted = question.type === DnsType.a || question.type === DnsType.any;
    const answers = (wanted ? addresses : []).map((address): Answer => ({
      type: 'A',
      name: question.name,
      ttl: TTL_S,
      data: address.toString(),
    }));
    return emitDnsAnswer(query, question, answers);
  }

  /** Addresses of a name without the domain; null: the name does not exist. */
  #addresses(label: string): IpAddress[] | null {
    if (label === '') return [];
    if (label === GATEWAY_NAME) return [ipv4ToIp(this.#gateway.ipv4.address)];
    const entry = this.#gateway.dns?.names.find(({ name }) => name.toLowerCase() === label);
    return entry === undefined ? null : this.#guests.addressesOf(entry.mac);
  }

  /** We answer for addresses of this subnet, which the host's resolver does not know. */
  #reverse(query: Uint8Array, question: DnsQuestion, name: string): Buffer | null {
    const labels = name.slice(0, -REVERSE_DOMAIN.length).split('.');
    const address = parseIpv4(labels.reverse().join('.'));
    const { address: own, prefixLength } = this.#gateway.ipv4;
    if (Number.isNaN(address) || !sameSubnet(address, own, netmask(prefixLength))) return null;
    const label = this.#nameOf(address);
    if (label === null) return nameError(query, question);
    const wanted = question.type === DnsType.ptr || question.type === DnsType.any;
    const data = `${label}.${DNS_DOMAIN}`;
    const answer: Answer = { type: 'PTR', name: question.name, ttl: TTL_S, data };
    return emitDnsAnswer(query, question, wanted ? [answer] : []);
  }

  #nameOf(address: number): string | null {
    if (address === this.#gateway.ipv4.address) return GATEWAY_NAME;
    const wanted = ipv4ToIp(address);
    const names = this.#gateway.dns?.names ?? [];
    const named = names.find(({ mac }) =>
      this.#guests.addressesOf(mac).some((it) => it.equals(wanted)),
    );
    return named?.name ?? null;
  }
}

function nameError(query: Uint8Array, question: DnsQuestion): Buffer {
  return emptyDnsReply(query, question.end, DnsRcode.nameError, DnsFlag.authoritative);
}
