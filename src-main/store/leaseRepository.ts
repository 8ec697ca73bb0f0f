/** The gateways' leases. They are kept so that guests get the same addresses again (R60). */
import type { Database } from 'better-sqlite3';
import type { LeaseRecord } from './records.ts';

export class LeaseRepository {
  readonly #list;
  readonly #clear;
  readonly #insert;

  constructor(database: Database) {
    this.#list = database.prepare<[], LeaseRecord>(
      `SELECT network_id AS networkId, mac, address, hostname, expires_at_ms AS expiresAtMs
       FROM leases ORDER BY network_id, mac`,
    );
    this.#clear = database.prepare('DELETE FROM leases');
    // Leases of a network that has just been removed are not stored.
    this.#insert = database.prepare<[LeaseRecord]>(
      `INSERT INTO leases (network_id, mac, address, hostname, expires_at_ms)
       SELECT @networkId, @mac, @address, @hostname, @expiresAtMs
       WHERE EXISTS (SELECT 1 FROM networks WHERE id = @networkId)
       ON CONFLICT (network_id, mac) DO UPDATE
       SET address = excluded.address, hostname = excluded.hostname,
           expires_at_ms = excluded.expires_at_ms`,
    );
  }

  list(): LeaseRecord[] {
    return this.#list.all();
  }

  /** Within a transaction. */
  replaceAll(leases: readonly LeaseRecord[]): void {
    this.#clear.run();
    for (const lease of leases)
      this.#insert.run({ ...lease, expiresAtMs: Math.round(lease.expiresAtMs) });
  }
}
