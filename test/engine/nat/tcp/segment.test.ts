/** A parsed segment; what a header may contain is wire/tcp.test.ts's subject. */
import { describe, expect, it } from 'vitest';
import { ipv4ToIp } from '../../../../src-main/address/ip.ts';
import { Segment } from '../../../../src-main/engine/nat/tcp/segment.ts';
import { sumAddresses } from '../../../../src-main/engine/wire/checksum.ts';
import { Drop } from '../../../../src-main/engine/wire/drop.ts';
import {
  TcpFlag,
  emitTcp,
  emitTcpSynOptions,
  sealTcp,
} from '../../../../src-main/engine/wire/tcp.ts';
import { GUEST, SERVER, ipPacket, quoteOf } from '../../../scenario/natScene.ts';

const { ack, fin, psh, syn } = TcpFlag;

/** A segment with sequence number 0xffffff00, acknowledgment 0x80000001, and its packet. */
function packetOf(flags: number, text = '', options = 0) {
  const octets = Buffer.alloc(20 + options + text.length);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  emitTcp(view, 0, 40_000, 80, 0xffff_ff00, 0x8000_0001, flags, 512);
  if (options > 0) emitTcpSynOptions(view, 0, 1400, 7);
  octets.write(text, 20 + options);
  sealTcp(view, 0, octets.length, sumAddresses(ipv4ToIp(GUEST), ipv4ToIp(SERVER)));
  return ipPacket(6, octets);
}

function parsed(flags: number, text?: string, options?: number): Segment {
  const segment = new Segment();
  expect(segment.parse(packetOf(flags, text, options))).toBe(Drop.none);
  return segment;
}

describe('a segment', () => {
  it('has its header’s fields, its numbers as signed integers', () => {
    expect(parsed(ack | psh, 'text')).toMatchObject({
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
    const segment = parsed(syn, '', 8);
    expect([segment.mss, segment.windowShift, segment.textLength]).toEqual([1400, 7, 0]);
  });

  it('a SYN without options: 536 octets (RFC 9293 §3.7.1), no scaling', () => {
    const segment = parsed(syn);
    expect([segment.mss, segment.windowShift]).toEqual([536, -1]);
  });
});

it('one object serves packets of different batches', () => {
  const segment = new Segment();
  for (const text of ['first', 'second and longer']) {
    segment.parse(packetOf(ack, text));
    const { octets, textOffset, textLength } = segment;
    expect(octets.toString('latin1', textOffset, textOffset + textLength)).toBe(text);
  }
});

it('the quote of a packet outlives its batch', () => {
  const packet = packetOf(syn);
  const segment = new Segment();
  segment.parse(packet);
  const expected = quoteOf(packet);
  const quote = segment.quote();
  new Uint8Array(packet.view.buffer).fill(0);
  expect(new Uint8Array(quote.view.buffer, quote.at, quote.length)).toEqual(expected);
});

it('a damaged packet is refused', () => {
  const packet = packetOf(ack, 'text');
  packet.view.setUint8(packet.l4 + 20, 0);
  expect(new Segment().parse(packet)).toBe(Drop.badChecksum);
});
