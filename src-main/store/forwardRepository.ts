/** Port forwards, in the order of their creation. */
import type { Database } from 'better-sqlite3';
import type { ForwardRecord } from './records.ts';

export class ForwardRepository {
  readonly #list;
  readonly #insert;
  readonly #update;
  readonly #remove;

  constructor(database: Database) {
    this.#list = database.prepare<[], ForwardRecord>(
      `SELECT id, vm_id AS vmId, n, protocol, address, port, guest_port AS guestPort
       FROM forwards ORDER BY seq`,
    );
    this.#insert = database.prepare<[ForwardRecord]>(
      `INSERT INTO forwards (id, vm_id, n, protocol, address, port, guest_port)
       VALUES (@id, @vmId, @n, @protocol, @address, @port, @guestPort)`,
    );
    this.#update = database.prepare<[ForwardRecord]>(
      `UPDATE forwards SET n = @n, protocol = @protocol, address = @address, port = @port,
                           guest_port = @guestPort
       WHERE id = @id`,
    );
    this.#remove = database.prepare<[string]>('DELETE FROM forwards WHERE id = ?');
  }

  list(): ForwardRecord[] {
    return this.#list.all();
  }

  insert(forward: ForwardRecord): void {
    this.#insert.run(forward);
  }

  /** Changes everything but its VM. */
  update(forward: ForwardRecord): void {
    this.#update.run(forward);
  }

  remove(id: string): void {
    this.#remove.run(id);
  }
}
