import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineReader } from '../../src-main/contract/lineReader.ts';

function readInChunks(text: string, chunkOctets: number, limit = 1 << 16): string[] {
  const lines: string[] = [];
  const reader = new LineReader(limit, (line) => lines.push(line));
  const octets = Buffer.from(text);
  for (let at = 0; at < octets.length; at += chunkOctets)
    expect(reader.push(octets.subarray(at, at + chunkOctets))).toBe(true);
  return lines;
}

test('R66 lines come out whole, however the stream was cut', () => {
  const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => JSON.stringify(text));
  fc.assert(
    fc.property(fc.array(line), fc.integer({ min: 1, max: 40 }), (lines, chunkOctets) => {
      expect(readInChunks(lines.map((one) => one + '\n').join(''), chunkOctets)).toEqual(lines);
    }),
  );
});

test('a half line is kept back', () => {
  expect(readInChunks('{"id":1}\n{"id"', 5)).toEqual(['{"id":1}']);
});

test('a line of the limit passes, one octet more does not', () => {
  const lines: string[] = [];
  const reader = new LineReader(10, (line) => lines.push(line));
  expect(reader.push(Buffer.from('0123456789\n'))).toBe(true);
  expect(reader.push(Buffer.from('01234'))).toBe(true);
  expect(reader.push(Buffer.from('567890'))).toBe(false);
  expect(lines).toEqual(['0123456789']);
});

test('a line longer than the first buffer', () => {
  const long = 'x'.repeat(60_000);
  expect(readInChunks(`${long}\n${long}\n`, 7_000)).toEqual([long, long]);
});
