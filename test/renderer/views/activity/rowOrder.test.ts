import { describe, expect, it } from 'vitest';
import { matching, nextSorting, sorted } from '../../../../src-renderer/views/activity/rowOrder.ts';

const columns = [
  { key: 'address', label: 'Address' },
  { key: 'octets', label: 'In', format: (value: string | number) => `${value} kB` },
];
const rows = [
  { key: 'a', address: '192.168.131.16', octets: 9 },
  { key: 'b', address: '192.168.131.9', octets: 16 },
];
const addresses = (all: readonly { address: string }[]) => all.map(({ address }) => address);

describe('R63 the filter', () => {
  it('takes rows in which every word occurs, as they are shown', () => {
    expect(matching(columns, rows, '')).toEqual(rows);
    expect(matching(columns, rows, '131 9 KB')).toEqual(rows);
    expect(matching(columns, rows, '16 kb .9')).toEqual([rows[1]]);
    expect(matching(columns, rows, 'nowhere')).toEqual([]);
  });
});

describe('R63 the order', () => {
  it('is by the numbers in an address, and by a number as such', () => {
    const by = (key: string, descending: boolean) =>
      addresses(sorted(rows, { key, descending }) as typeof rows);
    expect(by('address', false)).toEqual(['192.168.131.9', '192.168.131.16']);
    expect(by('octets', true)).toEqual(['192.168.131.9', '192.168.131.16']);
    expect(by('octets', false)).toEqual(['192.168.131.16', '192.168.131.9']);
    expect(sorted(rows, null)).toBe(rows);
  });

  it('begins with the largest number or the first name, turns, and ends', () => {
    const numbers = nextSorting(null, 'octets', rows);
    expect(numbers).toEqual({ key: 'octets', descending: true });
    expect(nextSorting(numbers, 'octets', rows)).toEqual({ key: 'octets', descending: false });
    expect(nextSorting({ key: 'octets', descending: false }, 'octets', rows)).toBe(null);
    expect(nextSorting(numbers, 'address', rows)).toEqual({ key: 'address', descending: false });
  });
});
