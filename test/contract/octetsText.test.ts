import { expect, it } from 'vitest';
import { octetsText } from '../../src-main/contract/octetsText.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [99_960, '100 kB'],
  [999_900, '1.0 MB'],
  [1.5e13, '15.0 TB'],
  [9.99e17, '999000 TB'],
])('%d octets are %s', (octets, text) => {
  expect(octetsText(octets, (value, digits) => value.toFixed(digits))).toBe(text);
});
