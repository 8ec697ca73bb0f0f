/**
 * Opens `patchcord.db`: creates it, updates its schema, or sets a damaged one aside.
 *
 * Theory of operation
 * A new database is completed under another name and then renamed, so `patchcord.db` is never
 * incomplete; an empty one counts as damaged. An existing one is first checked through a read-only
 * connection, which cannot change it or merge its write-ahead log into it. So a newer or damaged
 * database stays as it was. Damaged files are renamed, the log first: if the program is killed in
 * between, the next start continues from there.
 * Durability: WAL with `synchronous=FULL`, so that a commit has reached the disk when it returns.
 * Left out: damage that appears while the program runs. Such a call fails with
 * `databaseWriteFailed`, and the next start finds the damage.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SCHEMA_VERSION, columns, migrate, schemaVersion } from './migrate.ts';
import { isDamage } from './sqliteError.ts';
import { StoreError } from './storeError.ts';

const FILE_NAME = 'patchcord.db';
const DAMAGED = `${FILE_NAME}.damaged-`;
/** Suffixes of the files that SQLite keeps beside a database in WAL mode. */
const COMPANIONS = ['-wal', '-shm'] as const;
/** Readable and writable by the user only. The files beside it inherit this mode. */
const PRIVATE_FILE = 0o600;

/**
 * The caller holds the directory's lock.
 * @throws StoreError `databaseNewer`
 */
export function openDatabase(dataDir: string, wallMs: () => number): Database.Database {
  const path = join(dataDir, FILE_NAME);
  if (isDamaged(path)) putAside(path, wallMs());
  if (!existsSync(path)) create(dataDir, path);
  const database = connect(path);
  migrate(database);
  return database;
}

/** File names of the damaged databases that are still in the directory. */
export function damagedDatabases(dataDir: string): string[] {
  const names = readdirSync(dataDir)
    .filter((name) => name.startsWith(DAMAGED))
    .map((name) => name.replace(/-(wal|shm)$/, ''));
  return [...new Set(names)].sort();
}

function connect(path: string): Database.Database {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return database;
}

function create(dataDir: string, path: string): void {
  const making = `${path}.new`;
  for (const suffix of ['', '-journal', ...COMPANIONS]) rmSync(making + suffix, { force: true });
  closeSync(openSync(making, 'wx', PRIVATE_FILE));
  const database = connect(making);
  migrate(database);
  database.close();
  renameSync(making, path);
  syncDirectory(dataDir);
}

function isDamaged(path: string): boolean {
  // SQLite would delete a log without its database.
  if (!existsSync(path)) return existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
  if (statSync(path).size === 0) return true;
  try {
    return !isSound(path);
  } catch (error) {
    if (isDamage(error)) return true;
    throw error;
  }
}

/** Whether the file has the tables and columns of its version. */
function isSound(path: string): boolean {
  const database = new Database(path, { readonly: true });
  try {
    const version = schemaVersion(database);
    if (version > SCHEMA_VERSION)
      throw new StoreError('databaseNewer', { path, version, known: SCHEMA_VERSION });
    return (
      version > 0 &&
      database.pragma('quick_check(1)', { simple: true }) === 'ok' &&
      (database.pragma('foreign_key_check') as unknown[]).length === 0 &&
      hasColumnsOf(version, database)
    );
  } finally {
    database.close();
  }
}

function hasColumnsOf(version: number, database: Database.Database): boolean {
  const model = new Database(':memory:');
  migrate(model, version);
  const expected = columns(model);
  model.close();
  const found = new Set(columns(database));
  return expected.every((column) => found.has(column));
}

function putAside(path: string, nowMs: number): void {
  const target = freeName(path, new Date(nowMs).toISOString().replace(/[:.]/g, '-'));
  for (const suffix of [...COMPANIONS, ''])
    if (existsSync(path + suffix)) renameSync(path + suffix, target + suffix);
}

function freeName(path: string, stamp: string): string {
  const plain = `${path}.damaged-${stamp}`;
  let name = plain;
  const taken = (candidate: string): boolean =>
    ['', ...COMPANIONS].some((suffix) => existsSync(candidate + suffix));
  for (let count = 2; taken(name); count++) name = `${plain}.${count}`;
  return name;
}

/** After this a rename in the directory survives a loss of power. */
function syncDirectory(dataDir: string): void {
  const descriptor = openSync(dataDir, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
