import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_FRAMES } from '../../../src-main/engine/link/frameBatch.ts';
import { READ_OCTETS, StreamDeframer } from '../../../src-main/engine/link/streamFraming.ts';
import { MAX_FRAME_LENGTH } from '../../../src-main/engine/wire/ethernet.ts';
import { RecordingSink } from '../../scenario/fakeLink.ts';

function framed(frames: readonly Buffer[]): Buffer {
  return Buffer.concat(
    frames.flatMap((octets) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(octets.length);
      return [length, octets];
    }),
  );
}

/** Feeds a stream in pieces of the given sizes, over and over; false once a length is hostile. */
function feed(deframer: StreamDeframer, sink: RecordingSink, stream: Buffer, sizes: number[]) {
  let at = 0;
  for (let k = 0; at < stream.length; k += 1) {
    const size = Math.min(sizes[k % sizes.length]!, READ_OCTETS);
    const octets = stream.copy(deframer.room, 0, at, at + size);
    if (!deframer.take(octets, (batch) => sink.receive(batch))) return false;
    at += octets;
  }
  return true;
}

const anyFrame = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 80 }), fc.constantFrom(1514, 9014, MAX_FRAME_LENGTH)),
    fc.integer({ min: 0, max: 255 }),
  )
  .map(([length, mark]) => Buffer.alloc(length, mark));

describe('stream framing', () => {
  it('gives the same frames however the stream is cut', () => {
    const sizes = fc.array(
      fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 70_000 })),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 12 }), sizes, (frames, cuts) => {
        // One octet at a time through the longest frames would test nothing but patience.
        const pieces = frames.some(({ length }) => length > 2000) ? [...cuts, 50_000] : cuts;
        const sink = new RecordingSink();
        expect(feed(new StreamDeframer(), sink, framed(frames), pieces)).toBe(true);
        expect(sink.frames.map((f) => f.length)).toEqual(frames.map((f) => f.length));
        expect(Buffer.concat(sink.frames).equals(Buffer.concat(frames))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same frames at every single cut of a stream', () => {
    const frames = [Buffer.alloc(60, 1), Buffer.alloc(0), Buffer.alloc(14, 2), Buffer.alloc(61, 3)];
    const stream = framed(frames);
    for (let cut = 1; cut < stream.length; cut += 1) {
      const sink = new RecordingSink();
      feed(new StreamDeframer(), sink, stream, [cut, stream.length]);
      expect(sink.frames).toEqual(frames);
    }
  });

  it('hands on more small frames than a batch holds in several batches', () => {
    const frames = Array.from({ length: BATCH_FRAMES * 2 + 5 }, (_, i) => Buffer.alloc(20, i));
    const sink = new RecordingSink();
    feed(new StreamDeframer(), sink, framed(frames), [READ_OCTETS]);
    expect(sink.batches).toEqual([BATCH_FRAMES, BATCH_FRAMES, 5]);
    expect(sink.frames).toEqual(frames);
  });

  it.each([MAX_FRAME_LENGTH + 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff])(
    'refuses a length of %i after giving what came before it',
    (length) => {
      const good = Buffer.alloc(60, 5);
      const bad = Buffer.alloc(8);
      bad.writeUInt32BE(length);
      const sink = new RecordingSink();
      const deframer = new StreamDeframer();
      expect(feed(deframer, sink, Buffer.concat([framed([good]), bad]), [66])).toBe(false);
      expect(sink.frames).toEqual([good]);
      deframer.reset();
      expect(feed(deframer, sink, framed([good]), [7])).toBe(true);
      expect(sink.frames).toEqual([good, good]);
    },
  );

  it('does not glue the end of one connection to the next', () => {
    const sink = new RecordingSink();
    const deframer = new StreamDeframer();
    feed(deframer, sink, framed([Buffer.alloc(60, 1)]).subarray(0, 30), [30]);
    deframer.reset();
    feed(deframer, sink, framed([Buffer.alloc(60, 2)]), [64]);
    expect(sink.frames).toEqual([Buffer.alloc(60, 2)]);
  });
});
