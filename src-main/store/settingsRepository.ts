/** Single values that belong to nothing else. */
import type { Database } from 'better-sqlite3';

/**
 * `hostMac`: what MACs are derived from (R3). `defaultsMade`: the first networks have been made.
 * `excludedNics`: a JSON array of the names of NICs that are not offered (R11).
 * `preferences`: JSON. `paused`: every cable is out (R61).
 */
type SettingName = 'hostMac' | 'defaultsMade' | 'excludedNics' | 'preferences' | 'paused';

export class SettingsRepository {
  readonly #get;
  readonly #set;

  constructor(database: Database) {
    this.#get = database.prepare<[SettingName], { value: string }>(
      'SELECT value FROM settings WHERE name = ?',
    );
    this.#set = database.prepare<[SettingName, string]>(
      `INSERT INTO settings (name, value) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    );
  }

  get(name: SettingName): string | null {
    return this.#get.get(name)?.value ?? null;
  }

  set(name: SettingName, value: string): void {
    this.#set.run(name, value);
  }
}
