/** A column of a table (DataTable.vue), and the order of its rows. */
export type CellValue = string | number;

export interface Column {
  readonly key: string;
  readonly label: string;
  /** Set at the cell's end: a number, a button. */
  readonly end?: boolean;
  /** Only screen readers see the heading. */
  readonly unnamed?: boolean;
  /** Its cells may take several lines. */
  readonly wide?: boolean;
  /** Its heading sorts. */
  readonly sorts?: boolean;
  /** The text of a cell, where it is not the value itself. */
  readonly format?: (value: CellValue) => string;
}

/** The column that rows are sorted by. */
export interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}
