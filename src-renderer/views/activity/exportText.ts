/**
 * Tables as text for other programs.
 * Read first: RFC 4180 (CSV); OWASP, "CSV Injection".
 *
 * A guest can choose the text of a cell (its DHCP hostname), and a spreadsheet runs a text that
 * begins like a formula. Such a text gets an apostrophe in front, which marks it as text. Numbers
 * are not changed.
 */
import type { CellValue, Column } from '../../components/tableColumn.ts';
import type { Row } from './activityTables.ts';

/** Begins with a byte order mark, by which spreadsheets recognize UTF-8. */
export function toCsv(columns: readonly Column[], rows: readonly Row[]): string {
  const lines = table(columns, rows).map((cells) => cells.map(csvCell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** For the clipboard. Spreadsheets put each part into its own cell. */
export function toTsv(columns: readonly Column[], rows: readonly Row[]): string {
  return table(columns, rows)
    .map((cells) => cells.map((cell) => String(cell).replace(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n');
}

/** The unchanged values by the columns' keys. */
export function toJson(columns: readonly Column[], rows: readonly Row[]): string {
  const values = rows.map((row) => Object.fromEntries(columns.map(({ key }) => [key, row[key]])));
  return `${JSON.stringify(values, null, 2)}\n`;
}

function table(columns: readonly Column[], rows: readonly Row[]): CellValue[][] {
  const heading = columns.map(({ label }) => label);
  const values = rows.map((row) => columns.map(({ key }) => row[key] ?? ''));
  return [heading, ...values].map((cells) => cells.map(withoutFormula));
}

function withoutFormula(cell: CellValue): CellValue {
  return typeof cell === 'string' && /^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
}

function csvCell(cell: CellValue): string {
  const text = String(cell);
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
