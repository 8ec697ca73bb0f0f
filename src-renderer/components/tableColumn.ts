/** A column of DataTable.vue, and the order of its rows. */
export type CellValue = string | number;

export interface Column {
  readonly key: string;
  readonly label: string;
  /** Aligned at the cell's end, for numbers and buttons. */
  readonly end?: boolean;
  /** The heading is only for screen readers. */
  readonly unnamed?: boolean;
  /** Its cells may wrap. */
  readonly wide?: boolean;
  /** A click on its heading sorts the table. */
  readonly sorts?: boolean;
  /** The text of a cell, if it is not the value itself. */
  readonly format?: (value: CellValue) => string;
}

/** The column that rows are sorted by. */
export interface Sorting {
  readonly key: string;
  readonly descending: boolean;
}
