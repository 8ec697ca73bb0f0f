/** Single values by key. */
import type { Database } from 'better-sqlite3';

/**
 * `hostMac`: the base of all derived MACs (R3). `defaultsMade`: the first networks were created.
 * `excludedNics`: names of the NICs that are not offered, as a JSON array (R11). `preferences`: JSON.
 * `paused`: all cables are unplugged (R61).
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
