/** Filters and sorts the rows of a table. */
import type { CellValue, Column, Sorting } from '../../components/tableColumn.ts';
import type { Row } from './activityTables.ts';

/** Sorts numbers within addresses and names by their value: `.9` before `.16`. */
const inOrder = new Intl.Collator(undefined, { numeric: true });

/** Every word must occur in the shown text of the row, in any column. */
export function matching(
  columns: readonly Column[],
  rows: readonly Row[],
  sought: string,
): readonly Row[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = rowText(columns, row);
    return words.every((word) => text.includes(word));
  });
}

export function sorted(rows: readonly Row[], sorting: Sorting | null): readonly Row[] {
  if (sorting === null) return rows;
  const { key, descending } = sorting;
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(a[key] ?? '', b[key] ?? ''));
}

/** A column of numbers begins with the largest, because that is what people look for. */
export function nextSorting(
  shown: Sorting | null,
  key: string,
  rows: readonly Row[],
): Sorting | null {
  const first = typeof rows[0]?.[key] === 'number';
  if (shown?.key !== key) return { key, descending: first };
  return shown.descending === first ? { key, descending: !first } : null;
}

function compare(a: CellValue, b: CellValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return inOrder.compare(String(a), String(b));
}

function rowText(columns: readonly Column[], row: Row): string {
  return columns
    .map(({ key, format }) => {
      const value = row[key] ?? '';
      return format === undefined ? String(value) : format(value);
    })
    .join('\n')
    .toLowerCase();
}
