import { describe, expect, it } from 'vitest';
import { DnsFrames, framedDns } from '../../../../src-main/engine/gateway/dns/dnsFrames.ts';

const [first, second] = [Buffer.from('the first message'), Buffer.from('the second')] as const;

describe('DNS messages in a stream', () => {
  it('own their octets: a Buffer that is used again changes nothing', () => {
    const frames = new DnsFrames();
    const octets = Buffer.from(framedDns(first));
    expect(frames.push(octets.subarray(0, 9))).toEqual([]);
    const [message] = frames.push(octets.subarray(9));
    octets.fill(0);
    expect(Buffer.from(message!)).toEqual(first);
  });

  it('come out whole wherever they are cut', () => {
    const octets = Buffer.concat([framedDns(first), framedDns(second), Buffer.alloc(2)]);
    for (let cut = 0; cut <= octets.length; cut += 1) {
      const frames = new DnsFrames();
      const pieces = [octets.subarray(0, cut), octets.subarray(cut)];
      const messages = pieces.flatMap((piece) => frames.push(piece));
      expect(messages.map((message) => Buffer.from(message).toString())).toEqual([
        ...['the first message', 'the second', ''],
      ]);
    }
  });

  it('come out one octet at a time', () => {
    const frames = new DnsFrames();
    const messages = [...framedDns(second)].map((octet) => frames.push(Buffer.of(octet)).length);
    expect(messages).toEqual([...Array<number>(second.length + 1).fill(0), 1]);
  });
});
