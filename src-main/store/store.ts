/**
 * All settings, in SQLite: one repository per aggregate, changes in transactions (R60).
 * Read first: database.ts (how the file is opened), migrations/, dataDirLock.ts.
 */
import { mkdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { DataDirLock } from './dataDirLock.ts';
import { damagedDatabases, openDatabase } from './database.ts';
import { ForwardRepository } from './forwardRepository.ts';
import { LeaseRepository } from './leaseRepository.ts';
import { NetworkRepository } from './networkRepository.ts';
import { PatchRepository } from './patchRepository.ts';
import { SettingsRepository } from './settingsRepository.ts';
import { StoreError } from './storeError.ts';
import { VmRepository } from './vmRepository.ts';

/** Only the user can open the directory: it also holds the sockets that carry frames. */
const PRIVATE_DIRECTORY = 0o700;

export class Store {
  readonly vms: VmRepository;
  readonly networks: NetworkRepository;
  readonly patches: PatchRepository;
  readonly forwards: ForwardRepository;
  readonly leases: LeaseRepository;
  readonly settings: SettingsRepository;
  /** Names of damaged databases that were kept in the data directory, now or earlier. */
  readonly damaged: readonly string[];
  readonly #database: Database.Database;
  readonly #lock: DataDirLock;

  private constructor(database: Database.Database, lock: DataDirLock, damaged: readonly string[]) {
    this.#database = database;
    this.#lock = lock;
    this.damaged = damaged;
    this.vms = new VmRepository(database);
    this.networks = new NetworkRepository(database);
    this.patches = new PatchRepository(database);
    this.forwards = new ForwardRepository(database);
    this.leases = new LeaseRepository(database);
    this.settings = new SettingsRepository(database);
  }

  /**
   * Creates the directory if it is missing, and locks it for this program until `close`.
   * @throws StoreError `alreadyRunning`, `databaseNewer`, `dataDirUnusable`
   */
  static open(dataDir: string, wallMs: () => number = Date.now): Store {
    return unlessUnusable(dataDir, () => {
      mkdirSync(dataDir, { recursive: true, mode: PRIVATE_DIRECTORY });
      const lock = DataDirLock.take(dataDir);
      try {
        const database = openDatabase(dataDir, wallMs);
        return new Store(database, lock, damagedDatabases(dataDir));
      } catch (error) {
        lock.release();
        throw error;
      }
    });
  }

  /**
   * Stores all changes of `action` or none. When it returns, they are on the disk.
   * @throws StoreError `databaseWriteFailed`; and whatever the action throws
   */
  transaction(action: () => void): void {
    try {
      this.#database.transaction(action).immediate();
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      throw new StoreError(
        'databaseWriteFailed',
        { reason: `${error.code}: ${error.message}` },
        { cause: error },
      );
    }
  }

  close(): void {
    this.#database.close();
    this.#lock.release();
  }
}

function unlessUnusable<T>(dataDir: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError('dataDirUnusable', { dataDir, reason }, { cause: error });
  }
}
