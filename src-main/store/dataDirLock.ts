/**
 * One program per data directory.
 *
 * Theory of operation
 * The lock is SQLite's: an open exclusive transaction on an empty database, `patchcord.lock`. SQLite
 * uses a POSIX record lock, which the kernel drops when the process ends in any way, so no stale
 * lock remains after kill -9. It also holds between two opens in one process, because SQLite counts
 * its own opens. Nothing is ever written to the file.
 * Limits: a network file system without working record locks gives no protection.
 */
import { closeSync, openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isDamage, isSqliteError } from './sqliteError.ts';
import { StoreError } from './storeError.ts';

/** Readable and writable by the user only. */
const PRIVATE_FILE = 0o600;

export class DataDirLock {
  readonly #database: Database.Database;

  private constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @throws StoreError `alreadyRunning` */
  static take(dataDir: string): DataDirLock {
    const path = join(dataDir, 'patchcord.lock');
    createPrivate(path);
    const database = new Database(path, { timeout: 0 });
    try {
      lockExclusively(database, path);
    } catch (error) {
      database.close();
      if (!isSqliteError(error, 'SQLITE_BUSY')) throw error;
      throw new StoreError('alreadyRunning', { dataDir }, { cause: error });
    }
    return new DataDirLock(database);
  }

  release(): void {
    this.#database.close();
  }
}

function lockExclusively(database: Database.Database, path: string): void {
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (!isDamage(error)) throw error;
    // Another program wrote to the file. SQLite takes the lock before it reads the file, so no
    // Patchcord holds it.
    truncateSync(path);
    database.exec('BEGIN EXCLUSIVE');
  }
}

/**
 * Creates the file if it is missing. An existing one is not opened: closing a descriptor of it would
 * drop the record lock that this process may hold on it.
 */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
