import { readdirSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { SCHEMA_VERSION, columns, migrate, schemaVersion } from '../../src-main/store/migrate.ts';
import { ForwardRepository } from '../../src-main/store/forwardRepository.ts';
import { NetworkRepository } from '../../src-main/store/networkRepository.ts';
import { VmRepository } from '../../src-main/store/vmRepository.ts';

const stream = { kind: 'qemuStream' };

test('migrations run from empty, once each, and are all there', () => {
  const database = new Database(':memory:');
  migrate(database);
  expect(schemaVersion(database)).toBe(SCHEMA_VERSION);
  const before = columns(database);
  migrate(database);
  expect(columns(database)).toEqual(before);
  expect(before).toContain('adapters.mac');
  const folder = new URL('../../src-main/store/migrations', import.meta.url);
  expect(readdirSync(folder)).toHaveLength(SCHEMA_VERSION);
});

test('2: VMs of before have stream cables, and so have their running guests', () => {
  const database = new Database(':memory:');
  migrate(database, 1);
  database.exec(`
    INSERT INTO vms (id, name, kind, running_cards) VALUES
      ('vm-1', 'Alpha', 'qemu', '[{"n":1,"mac":"00-03-FF-00-00-01","model":"tulip"}]'),
      ('vm-2', 'Beta', 'qemu', '[]'), ('vm-3', 'Gamma', 'qemu', NULL);
    INSERT INTO adapters (vm_id, n, mode, mac, model)
      VALUES ('vm-1', 1, 'none', '00-03-FF-00-00-01', 'tulip')`);
  migrate(database);
  const [alpha, beta, gamma] = new VmRepository(database).list();
  expect(alpha).toMatchObject({
    attachmentKind: 'qemuStream',
    adapters: [{ n: 1, attachment: stream }],
    runningCards: [{ n: 1, mac: '00-03-FF-00-00-01', model: 'tulip', attachment: stream }],
  });
  expect([beta!.runningCards, gamma!.runningCards]).toEqual([[], null]);
});

test('stops at the version asked for', () => {
  const database = new Database(':memory:');
  migrate(database, 0);
  expect(columns(database)).toEqual([]);
});

test('3: adapters and their forwards stay as they are, and Host adapter has a network', () => {
  const database = new Database(':memory:');
  database.pragma('foreign_keys = ON');
  migrate(database, 2);
  database.exec(`
    INSERT INTO networks (id, name, kind, subnet, gateway, gateway_mac, dhcp, range_from, range_to,
                          dns, mtu)
      VALUES ('net-1', 'Shared', 'shared', '10.0.0.0/24', '10.0.0.1', '00-03-FF-00-00-09', 1,
              '10.0.0.16', '10.0.0.254', '[]', 1500);
    INSERT INTO vms (id, name, kind) VALUES ('vm-1', 'Alpha', 'qemu');
    INSERT INTO adapters (vm_id, n, mode, network_id, mac, model, engine_port, guest_port) VALUES
      ('vm-1', 1, 'shared', 'net-1', '00-03-FF-00-00-01', 'tulip', 5000, 5001),
      ('vm-1', 2, 'none', NULL, '00-03-FF-00-00-02', 'virtio', NULL, NULL);
    INSERT INTO forwards (id, vm_id, n, protocol, address, port, guest_port)
      VALUES ('fwd-1', 'vm-1', 1, 'tcp', '127.0.0.1', 8080, 80)`);
  migrate(database);
  const vms = new VmRepository(database);
  expect(vms.list()[0]!.adapters).toEqual([
    {
      ...{ n: 1, mode: 'shared', networkId: 'net-1', mac: '00-03-FF-00-00-01', model: 'tulip' },
      ...{ attachment: { kind: 'qemuDatagram', enginePort: 5000, guestPort: 5001 } },
      ...{ policy: {}, cable: true },
    },
    {
      ...{ n: 2, mode: 'none', networkId: null, mac: '00-03-FF-00-00-02', model: 'virtio' },
      ...{ attachment: stream, policy: {}, cable: true },
    },
  ]);
  expect(new ForwardRepository(database).list()).toMatchObject([{ id: 'fwd-1', n: 1 }]);
  migrate(database);
  expect(new NetworkRepository(database).list()).toMatchObject([
    { dedicated: false, translate: false, hostPortMac: null },
  ]);
  expect(() => database.exec("DELETE FROM adapters WHERE vm_id = 'vm-1'")).toThrow('FOREIGN KEY');
});

test('8: an attachment is JSON with a kind, and a policy is JSON', () => {
  const database = new Database(':memory:');
  migrate(database, 7);
  database.exec(`
    INSERT INTO vms (id, name, kind) VALUES ('vm-1', 'Alpha', 'qemu');
    INSERT INTO adapters (vm_id, n, mode, mac, model)
      VALUES ('vm-1', 1, 'none', '00-03-FF-00-00-01', 'virtio')`);
  migrate(database);
  const refuses = (sql: string) => expect(() => database.exec(sql)).toThrow('CHECK');
  refuses("UPDATE adapters SET attachment = 'tap'");
  refuses("UPDATE adapters SET attachment = '{}'");
  refuses("UPDATE adapters SET policy = 'none'");
  expect(new VmRepository(database).list()[0]!.adapters).toMatchObject([
    { attachment: stream, policy: {} },
  ]);
});

test('7: R6 the cables of before are in, and a cable is in or out', () => {
  const database = new Database(':memory:');
  migrate(database, 6);
  database.exec(`
    INSERT INTO vms (id, name, kind) VALUES ('vm-1', 'Alpha', 'qemu');
    INSERT INTO adapters (vm_id, n, mode, mac, model)
      VALUES ('vm-1', 1, 'none', '00-03-FF-00-00-01', 'virtio')`);
  migrate(database);
  const cable = (): unknown => new VmRepository(database).list()[0]!.adapters[0]!.cable;
  expect(cable()).toBe(true);
  database.exec('UPDATE adapters SET cable = 0');
  expect(cable()).toBe(false);
  expect(() => database.exec('UPDATE adapters SET cable = 2')).toThrow('CHECK');
});
