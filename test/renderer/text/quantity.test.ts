import { afterEach, describe, expect, it } from 'vitest';
import {
  ageText,
  countText,
  momentText,
  octetsText,
  rateText,
} from '../../../src-renderer/text/quantity.ts';
import { setLanguage } from '../../../src-renderer/text/text.ts';

afterEach(() => setLanguage('en'));

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

  it('R67 writes numbers and moments as the language does', async () => {
    const moment = '2026-11-20T18:30:00.000Z';
    const later = new Date('2026-11-25T00:00:00Z');
    expect(countText(12_345)).toBe('12,345');
    expect(momentText(moment, later)).toMatch(/^Nov 2\d, 2026, \d\d:\d\d$/);
    await setLanguage('de');
    expect(rateText(1_500)).toBe('1,5 kB/s');
    expect(countText(12_345)).toBe('12.345');
    expect(momentText(moment, later)).toMatch(/^2\d\.11\.2026, \d\d:\d\d$/);
    expect(momentText(moment, new Date(moment))).toMatch(/^\d\d:\d\d$/);
  });
});
