/**
 * One program per data directory.
 *
 * Theory of operation
 * The lock is SQLite's: an exclusive transaction held open on an otherwise empty database,
 * `patchcord.lock`. Underneath it is a POSIX record lock, which the kernel drops with the process
 * however that ends, so there is no stale lock to clear after kill -9. It also holds between two
 * opens in one process, because SQLite keeps count of its own. Nothing is ever written to the file.
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
    // Something else was written into the file. The lock is asked for before the file is read,
    // so no Patchcord has it.
    truncateSync(path);
    database.exec('BEGIN EXCLUSIVE');
  }
}

/**
 * Makes the file unless it is there. An existing one is not opened: closing one of our descriptors
 * would drop the record lock of another open in this process.
 */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', PRIVATE_FILE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
