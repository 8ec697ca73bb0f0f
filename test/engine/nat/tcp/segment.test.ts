/** A parsed segment; what a header may contain is wire/tcp.test.ts's subject. */
import { describe, expect, it } from 'vitest';
import { Segment } from '../../../../src-main/engine/nat/tcp/segment.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import { TcpFlag } from '../../../../src-main/engine/wire/tcp.ts';
import { quoteOf, tcpPacket } from '../../../scenario/natScene.ts';

const { ack, fin, psh, syn } = TcpFlag;

function parsed(flags: number, text = ''): Segment {
  const segment = new Segment();
  expect(segment.parse(tcpPacket(flags, { text }))).toBe(Drop.none);
  return segment;
}

describe('a segment', () => {
  it('has its header’s fields, its numbers as signed integers', () => {
    const segment = new Segment();
    segment.parse(tcpPacket(ack | psh, { sequence: 0xffff_ff00, acknowledgment: 0x8000_0001 }));
    expect(segment).toMatchObject({
      ...{ sourcePort: 40_000, destinationPort: 80, flags: ack | psh, window: 512 },
      ...{ sequence: -0x100, acknowledgment: -0x7fff_ffff },
    });
  });

  it('says where its text lies in the batch', () => {
    const { octets, textOffset, textLength } = parsed(ack, 'text');
    expect(octets.toString('latin1', textOffset, textOffset + textLength)).toBe('text');
  });

  it('SYN and FIN take one number each (SEG.LEN, RFC 9293 §3.3.1)', () => {
    const lengths = [parsed(ack), parsed(syn), parsed(ack | fin, 'text'), parsed(syn | fin, 'x')];
    expect(lengths.map(({ length }) => length)).toEqual([0, 1, 5, 3]);
  });

  it('a SYN says the longest text and the shift of the window that its sender takes', () => {
    const segment = parsed(syn);
    expect([segment.mss, segment.windowShift, segment.textLength]).toEqual([1400, 7, 0]);
  });
});

it('one object serves packets of different batches', () => {
  const segment = new Segment();
  for (const text of ['first', 'second and longer']) {
    segment.parse(tcpPacket(ack, { text }));
    const { octets, textOffset, textLength } = segment;
    expect(octets.toString('latin1', textOffset, textOffset + textLength)).toBe(text);
  }
});

it('the quote of a packet outlives its batch', () => {
  const packet = tcpPacket(syn);
  const segment = new Segment();
  segment.parse(packet);
  const expected = quoteOf(packet);
  const quote = segment.quote();
  new Uint8Array(packet.view.buffer).fill(0);
  expect(new Uint8Array(quote.view.buffer, quote.at, quote.length)).toEqual(expected);
});

it('a damaged packet is refused', () => {
  const packet = tcpPacket(ack, { text: 'text' });
  packet.view.setUint8(packet.l4 + 20, 0);
  expect(new Segment().parse(packet)).toBe(Drop.badChecksum);
});
