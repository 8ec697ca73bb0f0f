/** Tests of SQLite's result codes. Read first: https://sqlite.org/rescode.html. */
import Database from 'better-sqlite3';

/** Whether it is an error of SQLite with this code or one of its extended codes. */
export function isSqliteError(error: unknown, code: string): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith(code);
}

/**
 * Whether the file is not a database, or a damaged one. A header of an unknown format gives
 * SQLITE_ERROR.
 */
export function isDamage(error: unknown): boolean {
  return ['SQLITE_NOTADB', 'SQLITE_CORRUPT', 'SQLITE_ERROR'].some((code) =>
    isSqliteError(error, code),
  );
}
