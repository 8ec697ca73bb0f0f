import { describe, expect, it } from 'vitest';
import { toCsv, toJson, toTsv } from '../../../../src-renderer/views/activity/exportText.ts';

const columns = [
  { key: 'name', label: 'Hostname' },
  { key: 'octets', label: 'Out' },
];
const csvOf = (name: string) => toCsv(columns, [{ key: 'a', name, octets: 1 }]).split('\r\n')[1]!;

describe('R63 a table as CSV', () => {
  it('has a heading, values as they are, and lines as RFC 4180 ends them', () => {
    const rows = [
      { key: 'a', name: 'debian', octets: 48_200_113 },
      { key: 'b', name: 'haiku', octets: -1 },
    ];
    expect(toCsv(columns, rows)).toBe('\uFEFFHostname,Out\r\ndebian,48200113\r\nhaiku,-1\r\n');
  });

  it('quotes what would end a cell', () => {
    expect(csvOf('a,b')).toBe('"a,b",1');
    expect(csvOf('say "hi"')).toBe('"say ""hi""",1');
    expect(csvOf('two\nlines')).toBe('"two\nlines",1');
  });

  it.each(['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])(
    'is never computed: a guest’s name %j stays a text',
    (name) => {
      expect(csvOf(name)).toBe(`"'${name.replaceAll('"', '""')}",1`);
    },
  );
});

it('R63 a table for the clipboard keeps each value in its cell, and computes none', () => {
  const rows = [{ key: 'a', name: '=two\tcells\nand lines', octets: 1 }];
  expect(toTsv(columns, rows)).toBe("Hostname\tOut\n'=two cells and lines\t1");
});

it('R63 a table as JSON has the values themselves, and none that no column shows', () => {
  const rows = [{ key: 'a', name: '=1+2', octets: 1 }];
  expect(JSON.parse(toJson(columns, rows))).toEqual([{ name: '=1+2', octets: 1 }]);
});
