import { decode, encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DnsFlag,
  DnsRcode,
  dnsId,
  dnsRcode,
  emitDnsAnswer,
  emptyDnsReply,
  isDnsReplyTo,
  isInternetClass,
  parseDnsQuery,
  setDnsId,
  type DnsQuestion,
} from '../../../src-main/engine/wire/dns.ts';
import { DROP_CODES, Drop } from '../../../src-main/engine/wire/drop.ts';
import { hex } from './octets.ts';

/** vM1.patchcord.internal A, recursion desired. */
const QUERY = hex(
  '1234 0100 0001 0000 0000 0000 03764d31 0970617463 68636f7264 08696e7465 726e616c 00 0001 0001',
);

function parse(query: Uint8Array): DnsQuestion {
  const question = parseDnsQuery(query);
  if (typeof question === 'number') throw new Error(`dropped: ${question}`);
  return question;
}

/** A copy in memory of exactly its size, so that a read behind it gives undefined, not luck. */
function code(octets: Uint8Array): number {
  const question = parseDnsQuery(octets.slice());
  return typeof question === 'number' ? question : 0;
}

describe('DNS', () => {
  it('reads a query and keeps its letters', () => {
    const question = parse(QUERY);
    expect(question).toEqual({
      id: 0x1234,
      flags: 0x0100,
      name: 'vM1.patchcord.internal',
      type: 1,
      class: 1,
      end: QUERY.length,
    });
    expect(isInternetClass(question)).toBe(true);
  });

  it('refuses every truncated length', () => {
    for (let length = 0; length < QUERY.length; length += 1) {
      expect(code(QUERY.subarray(0, length)), `length ${length}`).toBeGreaterThan(0);
    }
  });

  it('refuses what is no standard query with one question', () => {
    const changed = (at: number, octet: number): Uint8Array => {
      const octets = QUERY.slice();
      octets[at] = octet;
      return octets;
    };
    expect(code(changed(2, 0x81))).toBe(Drop.unsolicited);
    expect(code(changed(2, 0x28))).toBe(Drop.unsupported);
    expect(code(changed(5, 0))).toBe(Drop.malformed);
    expect(code(changed(5, 2))).toBe(Drop.malformed);
    expect(code(changed(12, 0xc0))).toBe(Drop.malformed);
    expect(code(new Uint8Array(65_536))).toBe(Drop.oversized);
  });

  it('refuses a name of more than 255 octets', () => {
    const labels = '3f' + '61'.repeat(63);
    const long = hex(`1234 0100 0001 0000 0000 0000 ${labels.repeat(4)} 00 0001 0001`);
    expect(code(long)).toBe(Drop.malformed);
  });

  it('shows dots and odd octets inside labels escaped, so that no name can pose as another', () => {
    const query = hex('1234 0100 0001 0000 0000 0000 05 61 2e 00 ff 5c 00 0001 0001');
    expect(parse(query).name).toBe('a\\046\\000\\255\\092');
  });

  it('answers with the question as it was asked', () => {
    const answers = [
      { type: 'A', name: 'vM1.patchcord.internal', ttl: 5, data: '192.168.131.16' },
    ] as const;
    const reply = emitDnsAnswer(QUERY, parse(QUERY), answers);
    expect(reply.subarray(12, QUERY.length)).toEqual(Buffer.from(QUERY.subarray(12)));
    const read = decode(reply);
    expect(read).toMatchObject({ id: 0x1234, flag_qr: true, flag_aa: true, flag_rd: true });
    expect(read.answers).toMatchObject([{ type: 'A', ttl: 5, data: '192.168.131.16' }]);
    expect(isDnsReplyTo(reply, QUERY, QUERY.length)).toBe(true);
  });

  it('makes empty replies that keep nothing but the question', () => {
    const edns = encode({
      id: 7,
      questions: [{ type: 'TXT', name: 'x.example' }],
      additionals: [
        { type: 'OPT', name: '.', udpPayloadSize: 4096, flags: 0, options: [] } as never,
      ],
    });
    const { end } = parse(edns);
    const reply = emptyDnsReply(edns, end, DnsRcode.nameError, DnsFlag.truncated);
    expect(reply.length).toBe(end);
    const read = decode(reply);
    expect(read).toMatchObject({ id: 7, flag_tc: true, additionals: [] });
    expect(dnsRcode(reply)).toBe(DnsRcode.nameError);
    expect(read.questions).toMatchObject([{ name: 'x.example', type: 'TXT' }]);
    expect(decode(emptyDnsReply(edns, 12, DnsRcode.formatError)).questions).toEqual([]);
  });

  it('matches a reply by id, direction and question', () => {
    const reply = emptyDnsReply(QUERY, QUERY.length, DnsRcode.noError);
    const matches = (change: (octets: Buffer) => void): boolean => {
      const octets = Buffer.from(reply);
      change(octets);
      return isDnsReplyTo(octets, QUERY, QUERY.length);
    };
    expect(matches(() => undefined)).toBe(true);
    expect(matches((octets) => octets.writeUInt8(0x56, 13))).toBe(true); // V for v
    expect(matches((octets) => octets.writeUInt8(0x78, 13))).toBe(false); // x for v
    expect(matches((octets) => setDnsId(octets, 0x1235))).toBe(false);
    expect(matches((octets) => octets.writeUInt16BE(0x0100, 2))).toBe(false);
    expect(matches((octets) => octets.writeUInt16BE(28, QUERY.length - 4))).toBe(false);
    expect(isDnsReplyTo(reply.subarray(0, QUERY.length - 1), QUERY, QUERY.length)).toBe(false);
    const failed = emptyDnsReply(QUERY, 12, DnsRcode.formatError);
    expect(isDnsReplyTo(failed, QUERY, QUERY.length)).toBe(true);
    expect(isDnsReplyTo(emptyDnsReply(QUERY, 12, 0), QUERY, QUERY.length)).toBe(false);
  });

  it('reads names as dns-packet wrote them', () => {
    const label = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/);
    const names = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(names, fc.nat(0xffff), (name, id) => {
        const query = encode({ id, questions: [{ type: 'AAAA', name }] });
        expect(parse(query)).toMatchObject({ id, name, type: 28, class: 1 });
        expect(dnsId(query)).toBe(id);
      }),
    );
  });

  it('survives anything', () => {
    const damaged = fc
      .array(fc.tuple(fc.nat(QUERY.length - 1), fc.nat(255)), { maxLength: 6 })
      .map((changes) => {
        const octets = QUERY.slice();
        for (const [at, octet] of changes) octets[at] = octet;
        return octets;
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged), (octets) => {
        const result = code(octets);
        expect(result >= 0 && result < DROP_CODES).toBe(true);
        isDnsReplyTo(octets, QUERY, QUERY.length);
        if (result !== 0) return;
        const question = parse(octets);
        expect(question.end).toBeLessThanOrEqual(octets.length);
        emitDnsAnswer(octets, question, []);
      }),
      { numRuns: 3000 },
    );
  });
});
