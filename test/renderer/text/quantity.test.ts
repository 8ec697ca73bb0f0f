import { describe, expect, it } from 'vitest';
import { ageText, octetsText, rateText } from '../../../src-renderer/text/quantity.ts';
import { say, sayCount } from '../../../src-renderer/text/say.ts';

describe('quantities in words', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [999.6, '1 kB'],
    [1_250, '1.3 kB'],
    [99_960, '100 kB'],
    [3_400_000, '3.4 MB'],
    [999_600_000, '1 GB'],
  ])('%d octets are %s', (octets, text) => expect(octetsText(octets)).toBe(text));

  it('has rates and ages', () => {
    expect(rateText(1_500)).toBe('1.5 kB/s');
    expect(ageText(400)).toBe('0 s');
    expect(ageText(300_000)).toBe('5 min');
  });

  it('fills messages, and leaves what it has no word for', () => {
    expect(say('{a} and {b}', { a: 1 })).toBe('1 and {b}');
    expect(sayCount('{count} rule | {count} rules', 1)).toBe('1 rule');
    expect(sayCount('{count} rule | {count} rules', 0)).toBe('0 rules');
  });
});
