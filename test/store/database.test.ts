import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SCHEMA_VERSION } from '../../src-main/store/migrate.ts';
import { Store } from '../../src-main/store/store.ts';
import { StoreError } from '../../src-main/store/storeError.ts';
import { freshDataDir } from './dataDir.ts';
import { network, vm } from './records.ts';

const WALL_MS = Date.UTC(2026, 10, 20, 12, 0, 0);

/** A directory with a filled database, closed. */
function keptDataDir(): string {
  const dataDir = freshDataDir();
  const store = Store.open(dataDir);
  store.transaction(() => {
    store.networks.insert(network);
    for (let n = 0; n < 40; n++)
      store.vms.insert({ ...vm, id: `vm-${n}`, name: `VM ${n}`, adapters: [] });
  });
  store.close();
  return dataDir;
}

function edit(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

function sql(path: string, statements: string): void {
  const database = new Database(path);
  database.exec(statements);
  database.close();
}

describe('a damaged database is kept aside, and a fresh one opened', () => {
  const damages: Record<string, (path: string) => void> = {
    'no database': (path) => writeFileSync(path, 'These are not the pages you are looking for.'),
    empty: (path) => truncateSync(path),
    'cut off within a page': (path) => truncateSync(path, 5000),
    'cut off within its header': (path) => truncateSync(path, 50),
    'zeros over its pages': (path) => edit(path, (bytes) => bytes.fill(0, 4096)),
    'noise over the schema': (path) => edit(path, (bytes) => bytes.fill(0xa5, 100, 3000)),
    'noise over every page but the first': (path) => edit(path, (bytes) => bytes.fill(0xa5, 4096)),
    'an unknown file format': (path) => edit(path, (bytes) => bytes.fill(9, 44, 48)),
    "somebody else's": (path) => {
      rmSync(path);
      sql(path, 'CREATE TABLE cats (name TEXT)');
    },
    'a table is missing': (path) => sql(path, 'DROP TABLE leases'),
    'references lead nowhere': (path) =>
      sql(path, "PRAGMA foreign_keys=OFF; INSERT INTO leases VALUES ('nowhere', 'm', 'a', 'h', 1)"),
  };

  test.each(Object.entries(damages))('%s', (_, damage) => {
    const dataDir = keptDataDir();
    const path = join(dataDir, 'patchcord.db');
    damage(path);
    const before = readFileSync(path);
    const store = Store.open(dataDir, () => WALL_MS);
    onTestFinished(() => store.close());
    const aside = 'patchcord.db.damaged-2026-11-20T12-00-00-000Z';
    expect(store.damaged).toEqual([aside]);
    expect(readFileSync(join(dataDir, aside)).equals(before)).toBe(true);
    expect(store.vms.list()).toEqual([]);
    store.transaction(() => store.networks.insert(network));
  });

  test('together with its log, unchanged; a second one of the same moment beside it', () => {
    const dataDir = keptDataDir();
    const path = join(dataDir, 'patchcord.db');
    for (const round of ['first', 'second']) {
      writeFileSync(path, `garbage of the ${round} round`);
      writeFileSync(`${path}-wal`, `log of the ${round} round`);
      writeFileSync(`${path}-shm`, `index of the ${round} round`);
      Store.open(dataDir, () => WALL_MS).close();
    }
    const aside = join(dataDir, 'patchcord.db.damaged-2026-11-20T12-00-00-000Z');
    expect(readFileSync(aside, 'utf8')).toBe('garbage of the first round');
    expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('log of the first round');
    expect(existsSync(`${aside}-shm`)).toBe(true);
    expect(readFileSync(`${aside}.2`, 'utf8')).toBe('garbage of the second round');
    expect(readFileSync(`${aside}.2-wal`, 'utf8')).toBe('log of the second round');
  });

  test('a log that lost its database is kept, too', () => {
    const dataDir = freshDataDir();
    writeFileSync(join(dataDir, 'patchcord.db-wal'), 'the last changes');
    const store = Store.open(dataDir, () => WALL_MS);
    store.close();
    expect(store.damaged).toHaveLength(1);
    const names = readdirSync(dataDir).filter((name) => name.includes('damaged'));
    expect(names).toEqual(['patchcord.db.damaged-2026-11-20T12-00-00-000Z-wal']);
    expect(readFileSync(join(dataDir, names[0]!), 'utf8')).toBe('the last changes');
  });

  test('any single octet of the header: opened, kept aside or refused, never lost', () => {
    const dataDir = keptDataDir();
    const path = join(dataDir, 'patchcord.db');
    const sound = `${path}.sound`;
    copyFileSync(path, sound);
    for (let offset = 0; offset < 100; offset++) {
      copyFileSync(sound, path);
      edit(path, (bytes) => bytes.writeUInt8(bytes[offset]! ^ 0xff, offset));
      let vms: number;
      try {
        const store = Store.open(dataDir, () => WALL_MS + offset);
        vms = store.vms.list().length;
        expect(vms === 40 || store.damaged.length > 0).toBe(true);
        store.close();
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
      }
    }
    // A hundred databases, each synced to the disk.
  }, 60_000);
});

describe('versions', () => {
  test('a database from a newer program is refused and stays as it is', () => {
    const dataDir = keptDataDir();
    const path = join(dataDir, 'patchcord.db');
    sql(path, `PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    const before = readFileSync(path);
    expect(() => Store.open(dataDir)).toThrow(
      expect.objectContaining({
        code: 'databaseNewer',
        params: { path, version: SCHEMA_VERSION + 1, known: SCHEMA_VERSION },
      }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    // The directory was let go of.
    sql(path, `PRAGMA user_version = ${SCHEMA_VERSION}`);
    const store = Store.open(dataDir);
    expect(store.vms.list()).toHaveLength(40);
    store.close();
  });

  test('what was committed and is still in the log is read after a crash', () => {
    const dataDir = freshDataDir();
    const store = Store.open(dataDir);
    store.transaction(() => store.networks.insert(network));
    const copy = freshDataDir();
    for (const name of ['patchcord.db', 'patchcord.db-wal'])
      copyFileSync(join(dataDir, name), join(copy, name));
    store.close();
    const after = Store.open(copy);
    expect(after.networks.list()).toEqual([network]);
    expect(after.damaged).toEqual([]);
    after.close();
  });

  test('a database whose creation was cut off by a loss of power is created again', () => {
    const dataDir = freshDataDir();
    for (const suffix of ['', '-journal', '-wal', '-shm'])
      writeFileSync(join(dataDir, `patchcord.db.new${suffix}`), 'half made');
    const store = Store.open(dataDir);
    expect(store.damaged).toEqual([]);
    expect(readdirSync(dataDir).filter((name) => name.includes('.new'))).toEqual([]);
    store.transaction(() => store.networks.insert(network));
    store.close();
  });
});
