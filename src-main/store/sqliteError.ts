/** What SQLite's result codes mean to us. Read first: https://sqlite.org/rescode.html. */
import Database from 'better-sqlite3';

/** Whether it is SQLite's error of this code or one of its extended codes. */
export function isSqliteError(error: unknown, code: string): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith(code);
}

/**
 * The file is no database, or what is in it cannot be followed. SQLITE_ERROR is what a header of an
 * unknown format gives.
 */
export function isDamage(error: unknown): boolean {
  return ['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_ERROR'].some((code) =>
    isSqliteError(error, code),
  );
}
