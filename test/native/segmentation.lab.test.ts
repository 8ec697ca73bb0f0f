/**
 * Segments of super-frames, compared with the checks of engine/wire and a simple reference; and
 * hostile super-frames, which must be refused. For these also run it with the module built for
 * AddressSanitizer (scripts/buildNative.mjs --sanitize).
 * More rounds: `ROUNDS=100000 npx vitest run test/native/segmentation.lab.test.ts`.
 */
import { describe, expect, it } from 'vitest';
import { PlainFrames } from '../../native/lib/plainFrames.ts';
import { FrameBatch } from '../../src-main/engine/link/frameBatch.ts';
import { PlainLink } from '../../src-main/engine/link/plainLink.ts';
import { foldChecksum, sumOctets } from '../../src-main/engine/wire/checksum.ts';
import { Drop } from '../../src-main/engine/wire/drop.ts';
import { checkIpv4 } from '../../src-main/engine/wire/ipv4.ts';
import { FakeLink, RecordingSink } from '../scenario/fakeLink.ts';
import { seededRandom } from '../lab/random.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 4000);
const NEEDS_CHECKSUM = 1;
const Gso = { none: 0, tcp4: 1, tcp6: 4, udp: 5 } as const;
const ECN = 0x80;
const TCP = 6;
const UDP = 17;
const [FIN, PSH, ACK, CWR] = [1, 8, 16, 128];
const SEQUENCE = 0xffff_ff00;

interface Shape {
  readonly ipv6?: boolean;
  readonly udp?: boolean;
  readonly tags?: number;
  /** Octets of TCP options. */
  readonly options?: number;
  readonly payload: number;
  readonly gsoSize: number;
}

interface Made {
  readonly frame: Buffer;
  readonly l3: number;
  readonly l4: number;
  readonly headers: number;
  readonly offload: [number, number];
}

/** Payload octet `i`. */
const octetAt = (i: number): number => (i * 7 + (i >>> 8)) & 0xff;

/** A super-frame from a kernel: lengths of the whole, and a checksum that is not computed yet. */
function superFrame({
  ipv6 = false,
  udp = false,
  tags = 0,
  options = 0,
  payload,
  gsoSize,
}: Shape): Made {
  const l3 = 14 + 4 * tags;
  const l4 = l3 + (ipv6 ? 40 : 20);
  const headers = l4 + (udp ? 8 : 20 + options);
  const frame = Buffer.alloc(headers + payload);
  frame.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]);
  for (let tag = 0; tag < tags; tag += 1) frame.writeUInt32BE(0x8100_0005, 12 + 4 * tag);
  frame.writeUInt16BE(ipv6 ? 0x86dd : 0x0800, l3 - 2);
  if (ipv6) {
    frame.writeUInt32BE(0x6000_0000, l3);
    frame.writeUInt16BE(frame.length - l4, l3 + 4);
    frame.set([udp ? UDP : TCP, 64], l3 + 6);
    frame.fill(0xfd, l3 + 8, l4);
  } else {
    frame.writeUInt16BE(0x4500, l3);
    frame.writeUInt16BE(frame.length - l3, l3 + 2);
    frame.writeUInt16BE(0xfffe, l3 + 4);
    frame.set([64, udp ? UDP : TCP], l3 + 8);
    frame.set([192, 0, 2, 1, 192, 0, 2, 2], l3 + 12);
  }
  frame.writeUInt32BE(0x1234_0050, l4);
  if (udp) frame.writeUInt16BE(frame.length - l4, l4 + 4);
  else {
    frame.writeUInt32BE(SEQUENCE, l4 + 4);
    frame.set([((20 + options) / 4) << 4, FIN | PSH | ACK | CWR], l4 + 12);
    frame.fill(1, l4 + 20, headers);
  }
  for (let i = 0; i < payload; i += 1) frame[headers + i] = octetAt(i);
  const type = udp ? Gso.udp : ipv6 ? Gso.tcp6 : Gso.tcp4;
  return { frame, l3, l4, headers, offload: offloadWords(type, gsoSize, l4, udp ? 6 : 16) };
}

function offloadWords(type: number, size: number, start: number, offset: number): [number, number] {
  return [NEEDS_CHECKSUM | (type << 8) | (size << 16), start | (offset << 16)];
}

function offloaded(frames: readonly { frame: Buffer; offload: readonly number[] }[]): FrameBatch {
  const batch = new FrameBatch();
  frames.forEach(({ frame, offload }, i) => {
    frame.copy(batch.slab, batch.reserve(frame.length));
    batch.commit(frame.length);
    batch.offloads.set(offload, 2 * i);
  });
  batch.filled(frames.length);
  return batch;
}

/** Passes it through the link for guests without offloads. */
function through(...frames: { frame: Buffer; offload: readonly number[] }[]): {
  taken: Buffer[];
  sink: RecordingSink;
} {
  const inner = new FakeLink();
  const link = new PlainLink(inner);
  const sink = new RecordingSink();
  link.open(sink);
  const batch = offloaded(frames);
  const selection = Uint16Array.from(frames, (_, i) => i);
  link.transmit(batch, selection, frames.length);
  return { taken: inner.taken, sink };
}

function checksumIsRight(frame: Buffer, { l3, l4 }: Made, ipv6: boolean, udp: boolean): boolean {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const addresses = ipv6 ? [l3 + 8, 32] : [l3 + 12, 8];
  const length = frame.length - l4;
  const pseudo = sumOctets(view, addresses[0]!, addresses[1]!, length + (udp ? UDP : TCP));
  return foldChecksum(sumOctets(view, l4, length, pseudo)) === 0;
}

describe('segmentation (R17)', () => {
  it.each([
    ['TCP over IPv4', { payload: 65_000, gsoSize: 1448, options: 12 }],
    ['TCP over IPv6', { ipv6: true, payload: 65_000, gsoSize: 1428, options: 12 }],
    ['TCP, tagged', { tags: 1, payload: 30_000, gsoSize: 1448 }],
    ['TCP, tagged twice', { tags: 2, ipv6: true, payload: 30_001, gsoSize: 1401 }],
    ['UDP over IPv4', { udp: true, payload: 60_000, gsoSize: 1200 }],
    ['UDP over IPv6', { udp: true, ipv6: true, payload: 59_999, gsoSize: 1199 }],
    ['TCP of one segment', { payload: 700, gsoSize: 1448 }],
    ['TCP, as many segments as may be', { payload: 1024 * 60, gsoSize: 60, options: 40 }],
  ] satisfies [string, Shape][])('%s', (_, shape: Shape) => {
    const made = superFrame(shape);
    const { ipv6 = false, udp = false, payload, gsoSize } = shape;
    const { taken } = through(made);
    expect(taken).toHaveLength(Math.ceil(payload / gsoSize));
    taken.forEach((segment, i) => {
      const last = i === taken.length - 1;
      const size = last ? payload - i * gsoSize : gsoSize;
      expect(segment.length).toBe(made.headers + size);
      expect(
        segment.subarray(made.headers).every((octet, at) => octet === octetAt(i * gsoSize + at)),
      ).toBe(true);
      expect(segment.subarray(0, made.l3)).toEqual(made.frame.subarray(0, made.l3));
      expect(checksumIsRight(segment, made, ipv6, udp)).toBe(true);
      const view = new DataView(segment.buffer, segment.byteOffset, segment.length);
      if (ipv6) expect(view.getUint16(made.l3 + 4)).toBe(segment.length - made.l4);
      else {
        expect(checkIpv4(view, made.l3, segment.length - made.l3)).toBe(Drop.none);
        expect(view.getUint16(made.l3 + 2)).toBe(segment.length - made.l3);
        expect(view.getUint16(made.l3 + 4)).toBe((0xfffe + i) & 0xffff);
      }
      if (udp) {
        expect(view.getUint16(made.l4 + 4)).toBe(8 + size);
        return;
      }
      expect(view.getUint32(made.l4 + 4)).toBe((SEQUENCE + i * gsoSize) >>> 0);
      const flags = ACK | (last ? FIN | PSH : 0) | (i === 0 ? CWR : 0);
      expect(view.getUint8(made.l4 + 13)).toBe(flags);
    });
  });

  it('completes a checksum, and leaves plain frames in their place between others', () => {
    const partial = superFrame({ payload: 1000, gsoSize: 0 });
    // The kernel puts the sum of the pseudo-header into the checksum field.
    const view = new DataView(partial.frame.buffer, partial.frame.byteOffset);
    const length = partial.frame.length - partial.l4;
    const pseudo = ~foldChecksum(sumOctets(view, partial.l3 + 12, 8, length + TCP)) & 0xffff;
    partial.frame.writeUInt16BE(pseudo, partial.l4 + 16);
    const needed = { ...partial, offload: offloadWords(0, 0, partial.l4, 16) };
    const plain = { frame: Buffer.alloc(60, 1), offload: [0, 0] };
    const { taken } = through(plain, superFrame({ payload: 3000, gsoSize: 1448 }), needed, plain);
    expect(taken.map(({ length: octets }) => octets)).toEqual([60, 1502, 1502, 158, 1054, 60]);
    expect(checksumIsRight(taken[4]!, partial, false, false)).toBe(true);
    expect(taken[0]).toEqual(plain.frame);
  });

  it('more than one batch of segments arrives whole', () => {
    const many = Array.from({ length: 15 }, () => superFrame({ payload: 65_000, gsoSize: 536 }));
    const { taken, sink } = through(...many);
    expect(taken).toHaveLength(15 * Math.ceil(65_000 / 536));
    expect(sink.drops).toEqual({});
  });

  it.each<[string, (made: Made) => Partial<Made>]>([
    ['a segment size of nothing', () => ({ offload: offloadWords(Gso.tcp4, 0, 34, 16) })],
    ['more segments than a batch', () => ({ offload: offloadWords(Gso.tcp4, 1, 34, 16) })],
    ['another family', () => ({ offload: offloadWords(Gso.tcp6, 1448, 34, 16) })],
    ['another transport', () => ({ offload: offloadWords(Gso.udp, 1448, 34, 6) })],
    ['an unknown type', () => ({ offload: offloadWords(3, 1448, 34, 6) })],
    ['only ECN', () => ({ offload: offloadWords(ECN, 1448, 34, 6) })],
    ['no payload', ({ frame, headers }) => ({ frame: frame.subarray(0, headers) })],
    ['a cut header', ({ frame }) => ({ frame: frame.subarray(0, 40) })],
    ['a checksum outside', () => ({ offload: offloadWords(0, 0, 65_535, 65_535) })],
    [
      'a checksum across the end',
      ({ frame }) => ({ offload: offloadWords(0, 0, frame.length - 1, 0) }),
    ],
  ])('refuses %s', (_, spoil) => {
    const made = superFrame({ payload: 3000, gsoSize: 1448 });
    const { taken, sink } = through({ ...made, ...spoil(made) });
    expect(taken).toEqual([]);
    expect(sink.drops).toEqual({ [`toGuest ${Drop.malformed}`]: 1 });
  });

  it(
    'hostile headers and facts: whatever comes out lies in the batch, and whole',
    () => {
      const random = seededRandom(7);
      const below = (limit: number): number => Math.floor(random() * limit);
      const frames = new PlainFrames();
      const into = new FrameBatch();
      const all = Uint16Array.from({ length: 1024 }, (_, i) => i);
      for (let round = 0; round < ROUNDS; round += 1) {
        const shape = {
          ...{ ipv6: below(2) === 1, udp: below(2) === 1, tags: below(3), options: below(11) * 4 },
          ...{ payload: below(round % 50 === 0 ? 65_000 : 600), gsoSize: below(300) },
        };
        const made = superFrame(shape);
        for (let n = below(6); n > 0; n -= 1)
          made.frame[below(Math.min(made.frame.length, 120))] = below(256);
        const offload = [...made.offload];
        if (below(3) === 0) offload[below(2)] = below(2 ** 32);
        const cut = below(4) === 0 ? below(made.frame.length) : made.frame.length;
        const batch = offloaded([{ frame: made.frame.subarray(0, cut), offload }]);
        if (below(20) === 0) batch.offsets[0] = below(2 ** 32);
        if (below(20) === 0) batch.lengths[0] = below(2 ** 32);
        expect(frames.make(batch, all, 0, 1, into)).toBe(1);
        let end = 0;
        for (let i = 0; i < frames.made; i += 1) {
          // No expect() for each of a million frames: it would take most of the time.
          if (into.offsets[i] !== end) expect(into.offsets[i]).toBe(end);
          end += into.lengths[i]!;
        }
        expect(end).toBeLessThanOrEqual(into.slab.length);
      }
    },
    60_000 + 5 * ROUNDS,
  );
});
