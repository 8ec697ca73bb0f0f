/**
 * The parts of DNS messages that a forwarder needs: the header, the one question, and its own
 * answers. Everything else stays octets.
 * Read first: RFC 1035 §4.1 (format), RFC 5452 §9 (matching a reply), RFC 2181 §9 (TC).
 * Left out: EDNS in our own answers, zone transfers, updates, messages with several questions.
 */
import { encode, type Answer } from 'dns-packet';
import { Drop, type DropCode } from './drop.ts';

export const DNS_PORT = 53;
export const DNS_HEADER_LENGTH = 12;
/** A message over TCP has a length of 16 bits in front (RFC 1035 §4.2.2). */
const DNS_MAX_LENGTH = 65_535;

/** Bits of the second 16-bit word. */
export const DnsFlag = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
} as const;
const OPCODE_MASK = 0x7800;
const RCODE_MASK = 0x000f;

export const DnsRcode = {
  noError: 0,
  formatError: 1,
  serverFailure: 2,
  nameError: 3,
  notImplemented: 4,
} as const;

export const DnsType = { a: 1, ptr: 12, any: 255 } as const;
const CLASS_IN = 1;

/** RFC 1035 §2.3.4. */
const MAX_NAME_OCTETS = 255;
const MAX_LABEL_OCTETS = 63;

export interface DnsQuestion {
  id: number;
  flags: number;
  /** As asked, without the last dot; '' for the root. Dots and octets that do not print are `\ddd`. */
  name: string;
  type: number;
  class: number;
  /** Where the question section ends. */
  end: number;
}

export function dnsId(message: Uint8Array): number {
  return word(message, 0);
}

export function dnsRcode(message: Uint8Array): number {
  return word(message, 2) & RCODE_MASK;
}

export function setDnsId(message: Uint8Array, id: number): void {
  message[0] = id >>> 8;
  message[1] = id & 0xff;
}

function word(message: Uint8Array, at: number): number {
  return (message[at]! << 8) | message[at + 1]!;
}

/** Whether these octets are a standard query with exactly one question. */
function checkDnsQuery(message: Uint8Array): DropCode {
  if (message.length < DNS_HEADER_LENGTH) return Drop.truncated;
  if (message.length > DNS_MAX_LENGTH) return Drop.oversized;
  const flags = word(message, 2);
  if ((flags & DnsFlag.response) !== 0) return Drop.unsolicited;
  if ((flags & OPCODE_MASK) !== 0) return Drop.unsupported;
  return word(message, 4) === 1 ? Drop.none : Drop.malformed;
}

/** The question of a query, or why it cannot be parsed. */
export function parseDnsQuery(message: Uint8Array): DnsQuestion | DropCode {
  const checked = checkDnsQuery(message);
  if (checked !== Drop.none) return checked;
  const nameEnd = questionNameEnd(message);
  if (nameEnd < 0) return Drop.malformed;
  if (nameEnd + 4 > message.length) return Drop.truncated;
  return {
    id: dnsId(message),
    flags: word(message, 2),
    name: readName(message),
    type: word(message, nameEnd),
    class: word(message, nameEnd + 2),
    end: nameEnd + 4,
  };
}

/** Where the first name of the message ends. It must not be compressed. -1: it is not a name. */
function questionNameEnd(message: Uint8Array): number {
  let at = DNS_HEADER_LENGTH;
  for (;;) {
    if (at >= message.length) return -1;
    const label = message[at]!;
    at += 1;
    if (label === 0) break;
    if (label > MAX_LABEL_OCTETS) return -1;
    at += label;
  }
  return at - DNS_HEADER_LENGTH <= MAX_NAME_OCTETS ? at : -1;
}

/** The name that `questionNameEnd` has checked. */
function readName(message: Uint8Array): string {
  let name = '';
  let at = DNS_HEADER_LENGTH;
  while (message[at] !== 0) {
    const end = at + 1 + message[at]!;
    if (name !== '') name += '.';
    for (at += 1; at < end; at += 1) name += presented(message[at]!);
  }
  return name;
}

/** One octet of a label in the presentation format of RFC 1035 §5.1. */
function presented(octet: number): string {
  const plain = octet > 0x20 && octet < 0x7f && octet !== 0x2e && octet !== 0x5c;
  return plain ? String.fromCharCode(octet) : `\\${String(octet).padStart(3, '0')}`;
}

/**
 * Whether a reply belongs to a query: id, response bit, and the question, compared without case
 * because some servers change it. A server that failed may leave out the question.
 */
export function isDnsReplyTo(reply: Uint8Array, query: Uint8Array, questionEnd: number): boolean {
  if (reply.length < DNS_HEADER_LENGTH || dnsId(reply) !== dnsId(query)) return false;
  const flags = word(reply, 2);
  if ((flags & DnsFlag.response) === 0) return false;
  const questions = word(reply, 4);
  if (questions === 0) return (flags & RCODE_MASK) !== DnsRcode.noError;
  if (questions !== 1 || reply.length < questionEnd) return false;
  for (let at = DNS_HEADER_LENGTH; at < questionEnd; at += 1) {
    if (lowerCase(reply[at]!) !== lowerCase(query[at]!)) return false;
  }
  return true;
}

function lowerCase(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}

/** An answer without records: the query's header and question with a result code. */
export function emptyDnsReply(query: Uint8Array, end: number, rcode: number, flags = 0): Buffer {
  const reply = Buffer.alloc(end);
  reply.set(query.subarray(0, end));
  const kept = word(query, 2) & (OPCODE_MASK | DnsFlag.recursionDesired);
  reply.writeUInt16BE(
    DnsFlag.response | DnsFlag.recursionAvailable | kept | flags | (rcode & RCODE_MASK),
    2,
  );
  reply.writeUInt16BE(end > DNS_HEADER_LENGTH ? 1 : 0, 4);
  reply.fill(0, 6, DNS_HEADER_LENGTH);
  return reply;
}

/** An authoritative answer with local records (at most 65,535, class IN). */
export function emitDnsAnswer(
  query: Uint8Array,
  question: DnsQuestion,
  answers: readonly Answer[],
): Buffer {
  const empty = emptyDnsReply(query, question.end, DnsRcode.noError, DnsFlag.authoritative);
  const records = encode({ type: 'response', answers: [...answers] }).subarray(DNS_HEADER_LENGTH);
  empty.writeUInt16BE(answers.length, 6);
  return Buffer.concat([empty, records]);
}

export function isInternetClass(question: DnsQuestion): boolean {
  return question.class === CLASS_IN || question.class === DnsType.any;
}
