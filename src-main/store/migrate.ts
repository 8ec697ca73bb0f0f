/**
 * Updates a database to this program's schema. Migrations are numbered from 1 and never edited after
 * their release. `PRAGMA user_version` is the number that have run. Each runs in its own transaction.
 */
import type { Database } from 'better-sqlite3';
import { first } from './migrations/001-first.ts';
import { dgram } from './migrations/002-dgram.ts';
import { host } from './migrations/003-host.ts';
import { tap } from './migrations/004-tap.ts';
import { reservations } from './migrations/005-reservations.ts';
import { patches } from './migrations/006-patches.ts';
import { cable } from './migrations/007-cable.ts';
import { attachments } from './migrations/008-attachments.ts';

const migrations: readonly string[] = [
  first,
  dgram,
  host,
  tap,
  reservations,
  patches,
  cable,
  attachments,
];

/** Version of this program's schema. */
export const SCHEMA_VERSION = migrations.length;

export function schemaVersion(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/** Updates to this program's schema, or to an earlier one for a comparison. */
export function migrate(database: Database, target: number = SCHEMA_VERSION): void {
  for (let version = schemaVersion(database) + 1; version <= target; version++)
    database
      .transaction(() => {
        database.exec(migrations[version - 1]!);
        database.pragma(`user_version = ${version}`);
      })
      .immediate();
}

/** Every column of every table, as `table.column`. */
export function columns(database: Database): string[] {
  return database
    .prepare<[], { column: string }>(
      `SELECT entry.name || '.' || field.name AS column
       FROM sqlite_schema AS entry, pragma_table_info(entry.name) AS field
       WHERE entry.type = 'table' ORDER BY column`,
    )
    .all()
    .map(({ column }) => column);
}
