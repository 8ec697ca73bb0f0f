/** Patch cables between networks (R43). Removing one of the two networks removes the cable. */
import type { Database } from 'better-sqlite3';
import type { PatchRecord } from './records.ts';

export class PatchRepository {
  readonly #list;
  readonly #insert;
  readonly #remove;

  constructor(database: Database) {
    this.#list = database.prepare<[], PatchRecord>('SELECT one, other FROM patches');
    this.#insert = database.prepare<[PatchRecord]>(
      'INSERT INTO patches (one, other) VALUES (@one, @other)',
    );
    this.#remove = database.prepare<[PatchRecord]>(
      'DELETE FROM patches WHERE one = @one AND other = @other',
    );
  }

  list(): PatchRecord[] {
    return this.#list.all();
  }

  insert(patch: PatchRecord): void {
    this.#insert.run(patch);
  }

  remove(patch: PatchRecord): void {
    this.#remove.run(patch);
  }
}
