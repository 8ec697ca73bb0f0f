/**
 * Databases of every earlier version, opened by today's store. The fixtures were made by the
 * migrations of their time and hold a VM of every kind that the version knew.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Attachment } from '../../src-main/contract/attachment.ts';
import { SCHEMA_VERSION } from '../../src-main/store/migrate.ts';
import type { AdapterRecord, RunningCardRecord, VmRecord } from '../../src-main/store/records.ts';
import { Store } from '../../src-main/store/store.ts';
import { freshDataDir } from './dataDir.ts';

const stream: Attachment = { kind: 'qemuStream' };
const datagram = (enginePort: number): Attachment => {
  return { kind: 'qemuDatagram', enginePort, guestPort: enginePort + 1 };
};

function openFixture(version: number): Store {
  const dataDir = freshDataDir();
  const database = new Database(join(dataDir, 'patchcord.db'));
  database.exec(readFileSync(new URL(`fixtures/version${version}.sql`, import.meta.url), 'utf8'));
  database.close();
  const store = Store.open(dataDir);
  onTestFinished(() => store.close());
  return store;
}

/** MACs of the fixtures differ in their last octet, which is two digits of VM and adapter. */
function card(
  mac: number,
  model: AdapterRecord['model'],
  attachment: Attachment,
): RunningCardRecord {
  return { n: mac % 10, mac: `00-03-FF-00-00-${mac}`, model, attachment };
}

function adapter(
  networkId: string | null,
  record: RunningCardRecord,
  more: Partial<AdapterRecord> = {},
): AdapterRecord {
  const modes = { 'net-shared': 'shared', 'net-lab': 'internal', 'net-lan': 'host' } as const;
  const mode = networkId === null ? 'none' : modes[networkId as keyof typeof modes];
  return { ...record, mode, networkId, cable: true, policy: {}, ...more };
}

function vm(id: string, name: string, more: Partial<VmRecord>): VmRecord {
  return {
    ...{ id, name, kind: 'qemu', command: null, attachmentKind: 'qemuStream' },
    ...{ adapters: [], runningCards: null, ...more },
  };
}

const streamVms = (version: number): VmRecord[] => [
  vm('vm-stream', 'Stream', {
    command: 'qemu-system-x86_64 -m 256',
    adapters: [
      adapter('net-shared', card(11, 'virtio', stream)),
      adapter(null, card(12, 'e1000', stream), { cable: version < 7 }),
    ],
  }),
  vm('vm-running', 'Running', {
    adapters: [adapter('net-lab', card(21, 'rtl8139', stream))],
    runningCards: [card(21, 'tulip', stream)],
  }),
  vm('vm-bare', 'Bare', { runningCards: [] }),
];

const datagramVms: readonly VmRecord[] = [
  vm('vm-dgram', 'Datagram', {
    attachmentKind: 'qemuDatagram',
    adapters: [
      adapter('net-shared', card(31, 'virtio', datagram(20_000))),
      adapter(null, card(32, 'e1000e', datagram(20_002))),
    ],
    runningCards: [card(31, 'virtio', datagram(20_000)), card(32, 'e1000e', stream)],
  }),
  vm('vm-dgram-bare', 'Datagram bare', { attachmentKind: 'qemuDatagram' }),
];

const lanVms: readonly VmRecord[] = [
  vm('vm-lan', 'On the LAN', { adapters: [adapter('net-lan', card(41, 'virtio', stream))] }),
];

const tapVms: readonly VmRecord[] = [
  vm('vm-tap', 'TAP of ours', {
    kind: 'none',
    attachmentKind: 'tap',
    adapters: [
      adapter('net-shared', card(51, 'virtio', { kind: 'tap', name: 'pct-tap-1' })),
      adapter(null, card(52, 'virtio', { kind: 'tap', name: 'tap0' })),
    ],
  }),
  vm('vm-handed', 'Handed over', {
    kind: 'none',
    attachmentKind: 'tap',
    adapters: [adapter(null, card(61, 'virtio', { kind: 'tap', name: 'tap2' }))],
  }),
  vm('vm-held', 'Held TAP', {
    attachmentKind: 'heldTap',
    command: 'qemu-system-x86_64',
    adapters: [adapter('net-lab', card(71, 'virtio', { kind: 'heldTap', name: 'tap3' }))],
    runningCards: [card(71, 'virtio', { kind: 'heldTap', name: 'tap1' })],
  }),
  vm('vm-held-bare', 'Held bare', { attachmentKind: 'heldTap' }),
];

function expectedVms(version: number): VmRecord[] {
  return [
    ...streamVms(version),
    ...(version >= 2 ? datagramVms : []),
    ...(version >= 3 ? lanVms : []),
    ...(version >= 4 ? tapVms : []),
  ];
}

test('there is a fixture of every earlier version', () => {
  expect(VERSIONS.at(-1)).toBe(SCHEMA_VERSION - 1);
});

const VERSIONS = [1, 2, 3, 4, 5, 6, 7];

describe.each(VERSIONS)('a database of version %i', (version) => {
  test('keeps its VMs, with how each is plugged in and what running guests have', () => {
    expect(openFixture(version).vms.list()).toEqual(expectedVms(version));
  });

  test('keeps networks, forwards, leases and settings', () => {
    const store = openFixture(version);
    expect(store.damaged).toEqual([]);
    const [shared, lab, lan] = store.networks.list();
    const mac = '00-03-FF-00-00-11';
    const address = '192.168.131.20';
    expect(shared).toMatchObject({
      ...{ id: 'net-shared', kind: 'shared', subnet: '192.168.131.0/24', dns: ['9.9.9.9'] },
      reservations: version >= 5 ? [{ mac, address }] : [],
    });
    expect(lab).toMatchObject({ hostPortMac: version >= 3 ? '00-03-FF-00-00-03' : null });
    if (version >= 3) expect(lan).toMatchObject({ nic: 'eth0', dedicated: true, translate: true });
    expect(store.patches.list()).toHaveLength(version >= 6 ? 1 : 0);
    expect(store.forwards.list()).toMatchObject([{ id: 'fwd-1', vmId: 'vm-stream', n: 1 }]);
    expect(store.leases.list()).toMatchObject([{ mac, address, hostname: 'stream' }]);
    expect(store.settings.get('hostMac')).toBe('02-AA-BB-CC-DD-01');
  });

  test('takes changes: what it held is written back, and a port or TAP stays one adapter’s', () => {
    const store = openFixture(version);
    const vms = store.vms.list();
    store.transaction(() => vms.forEach((record) => store.vms.update(record)));
    expect(store.vms.list()).toEqual(vms);
    const [first] = vms;
    const second = (attachment: Attachment): AdapterRecord => {
      return { ...first!.adapters[1]!, attachment };
    };
    for (const { attachment } of vms.flatMap(({ adapters }) => adapters))
      if (attachment.kind !== 'qemuStream') {
        const adapters = [first!.adapters[0]!, second(attachment)];
        const change = (): void => store.vms.update({ ...first!, adapters });
        expect(() => store.transaction(change)).toThrow('SQLITE_CONSTRAINT_UNIQUE');
      }
  });
});
