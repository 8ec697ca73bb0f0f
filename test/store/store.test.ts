import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Store } from '../../src-main/store/store.ts';
import { StoreError } from '../../src-main/store/storeError.ts';
import { freshDataDir } from './dataDir.ts';
import { forward, network, vm } from './records.ts';

function openStore(dataDir = freshDataDir()): Store {
  const store = Store.open(dataDir);
  onTestFinished(() => store.close());
  return store;
}

function filled(dataDir?: string): Store {
  const store = openStore(dataDir);
  store.transaction(() => {
    store.networks.insert(network);
    store.vms.insert(vm);
    store.forwards.insert(forward);
  });
  return store;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('what is set', () => {
  test('R60: is there after closing and opening', () => {
    const dataDir = freshDataDir();
    const first = Store.open(dataDir);
    first.transaction(() => {
      first.networks.insert(network);
      first.vms.insert(vm);
      first.forwards.insert(forward);
      first.vms.setRunningCards('vm-1', [
        {
          n: 1,
          mac: '00-03-FF-00-00-99',
          model: 'tulip',
          attachment: { kind: 'qemuDatagram', enginePort: 1024, guestPort: 1025 },
        },
      ]);
      first.leases.replaceAll([
        {
          networkId: 'net-1',
          mac: vm.adapters[0]!.mac,
          address: '192.168.131.16',
          hostname: 'a',
          expiresAtMs: 12.4,
        },
      ]);
      first.settings.set('hostMac', 'x');
      first.settings.set('hostMac', 'y');
    });
    first.close();

    const second = openStore(dataDir);
    expect(second.networks.list()).toEqual([network]);
    expect(second.vms.list()).toEqual([
      {
        ...vm,
        runningCards: [
          {
            n: 1,
            mac: '00-03-FF-00-00-99',
            model: 'tulip',
            attachment: { kind: 'qemuDatagram', enginePort: 1024, guestPort: 1025 },
          },
        ],
      },
    ]);
    expect(second.forwards.list()).toEqual([forward]);
    expect(second.leases.list()).toMatchObject([{ address: '192.168.131.16', expiresAtMs: 12 }]);
    expect(second.settings.get('hostMac')).toBe('y');
    expect(second.settings.get('defaultsMade')).toBeNull();
  });

  test('a transaction that throws leaves nothing behind', () => {
    const store = openStore();
    const failing = (): void =>
      store.transaction(() => {
        store.networks.insert(network);
        throw new Error('halfway');
      });
    expect(failing).toThrow('halfway');
    expect(store.networks.list()).toEqual([]);
  });

  test('two adapters of a VM can swap their MACs in one step; forwards stay with theirs', () => {
    const store = filled();
    const [one, two] = vm.adapters;
    const swapped = {
      ...vm,
      name: 'Beta',
      adapters: [
        { ...one!, mac: two!.mac },
        { ...two!, mac: one!.mac },
      ],
    };
    store.transaction(() => store.vms.update(swapped));
    expect(store.vms.list()).toEqual([swapped]);
    expect(store.forwards.list()).toEqual([forward]);
  });

  test('an adapter that goes takes its forwards along; so does a VM', () => {
    const store = filled();
    store.transaction(() => store.vms.update({ ...vm, adapters: [vm.adapters[1]!] }));
    expect(store.forwards.list()).toEqual([]);
    store.transaction(() => store.vms.update(vm));
    store.transaction(() => store.forwards.insert(forward));
    store.transaction(() => store.vms.remove('vm-1'));
    expect(store.vms.list()).toEqual([]);
    expect(store.forwards.list()).toEqual([]);
  });

  test('a network takes its leases along, and a lease of an unknown network is not kept', () => {
    const store = openStore();
    const lease = {
      networkId: 'net-1',
      mac: 'm',
      address: '1.2.3.4',
      hostname: '',
      expiresAtMs: 1,
    };
    store.transaction(() => {
      store.networks.insert(network);
      store.leases.replaceAll([lease, { ...lease, networkId: 'net-2' }]);
    });
    expect(store.leases.list()).toEqual([lease]);
    store.transaction(() => store.networks.remove('net-1'));
    expect(store.leases.list()).toEqual([]);
  });

  test.each([
    ['a network in use', (store: Store) => store.networks.remove('net-1')],
    [
      'a MAC twice',
      (store: Store) =>
        store.vms.insert({ ...vm, id: 'vm-2', name: 'Other', adapters: [vm.adapters[0]!] }),
    ],
    [
      'a fifth adapter',
      (store: Store) =>
        store.vms.update({ ...vm, adapters: [...vm.adapters, { ...vm.adapters[1]!, n: 5 }] }),
    ],
    ['a forward to no adapter', (store: Store) => store.forwards.insert({ ...forward, n: 3 })],
  ])('the database itself refuses: %s', (_, action) => {
    const store = filled();
    expect(codeOf(() => store.transaction(() => action(store)))).toBe('databaseWriteFailed');
    expect(store.vms.list()).toEqual([vm]);
  });
});

describe('the data directory', () => {
  test('is created 0700, its files 0600, for any umask', () => {
    const dataDir = join(freshDataDir(), 'deep', 'er');
    const before = process.umask(0);
    onTestFinished(() => void process.umask(before));
    filled(dataDir);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dataDir))
      expect([name, statSync(join(dataDir, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(readdirSync(dataDir)).toContain('patchcord.db-wal');
  });

  test('in use: refused, in this process and in another', () => {
    const dataDir = freshDataDir();
    openStore(dataDir);
    const second = (): Store => Store.open(dataDir);
    expect(codeOf(second)).toBe('alreadyRunning');
    // A refused open must not have dropped the lock of the first.
    expect(codeOf(second)).toBe('alreadyRunning');
    const script = `
      const { Store } = await import(${JSON.stringify(new URL('../../src-main/store/store.ts', import.meta.url).href)});
      try { Store.open(process.argv[1]); } catch (error) { console.log(JSON.stringify(error.toProblem())); }`;
    const node = new URL('../../node_modules/.bin/node', import.meta.url).pathname;
    const { stdout } = spawnSync(node, ['--input-type=module', '-e', script, dataDir], {
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toEqual({
      code: 'alreadyRunning',
      params: { dataDir },
    });
  });

  test('is free again after close, for any content of the lock file', () => {
    const dataDir = freshDataDir();
    Store.open(dataDir).close();
    writeFileSync(join(dataDir, 'patchcord.lock'), 'no database at all '.repeat(100));
    openStore(dataDir);
    expect(codeOf(() => Store.open(dataDir))).toBe('alreadyRunning');
  });

  test('that cannot be created is refused with the reason', () => {
    const file = join(freshDataDir(), 'file');
    writeFileSync(file, '');
    expect(codeOf(() => Store.open(join(file, 'below')))).toBe('dataDirUnusable');
  });
});
