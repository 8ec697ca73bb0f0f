/**
 * Text for people: aligned tables, fields, sizes.
 * Some names come from guests (a DHCP hostname), so control characters for the terminal are replaced.
 */
import { octetsText } from '../../contract/octetsText.ts';

/** C0, DEL, C1 and the marks that change the direction of writing. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const NUMERIC = /^[\d.,]*( [kMGT]?B| s)?$/;
const GAP = '  ';

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

/** The same for a text of several lines, such as a program's output. */
export function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}

/** Aligns columns of numbers right. Without rows it returns `none`. */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  none: string,
): string {
  if (rows.length === 0) return none;
  const cells = rows.map((row) => row.map(printable));
  const layout = headings.map((heading, column) => {
    const texts = cells.map((row) => row[column] ?? '');
    const width = Math.max(heading.length, ...texts.map((text) => text.length));
    return { width, right: texts.every((text) => NUMERIC.test(text)) };
  });
  const line = (row: readonly string[]): string =>
    layout
      .map(({ width, right }, column) => {
        const text = row[column] ?? '';
        return right ? text.padStart(width) : text.padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  return [headings, ...cells].map(line).join('\n');
}

/** Lines of `Name   value`, with the values in one column. */
export function formatFields(fields: readonly (readonly [string, string])[]): string {
  const width = Math.max(...fields.map(([name]) => name.length));
  return fields.map(([name, value]) => `${name.padEnd(width)}  ${printable(value)}`).join('\n');
}

export function formatOctets(octets: number): string {
  return octetsText(octets, (value, fractionDigits) => value.toFixed(fractionDigits));
}

/** `bad-checksum 3, spoofed 1`, most frequent first. */
export function formatDrops(drops: Readonly<Record<string, number>>): string {
  const counted = Object.entries(drops).filter(([, count]) => count > 0);
  counted.sort(([, a], [, b]) => b - a);
  return counted.map(([reason, count]) => `${reason} ${count}`).join(', ');
}
