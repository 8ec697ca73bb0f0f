/** What a stand-in program begins with: nothing at all, a small laboratory, or a large one. */
import { parseMac } from '../../src-main/address/mac.ts';
import type { FileAdapter, FileVm, SettingsFile } from '../../src-main/contract/settingsFile.ts';
import type { LeaseInfo } from '../../src-main/engine/engineConfig.ts';
import { HELPER } from '../host/standInDoctor.ts';
import type { StandInProgram } from './standInProgram.ts';

export type Laboratory = (program: StandInProgram) => Promise<void>;

/** A program just installed. */
export const nothing: Laboratory = () => Promise.resolve();

const LEASED_UNTIL_MS = Date.parse('2026-11-20T18:30:00.000Z');
const NOTHING = { mode: 'none', network: null } as const;
const SHARED = { mode: 'shared', network: 'Shared' } as const;
const INTERNAL = { mode: 'internal', network: 'Internal' } as const;
const TEST_LAB = { mode: 'internal', network: 'Test lab' } as const;

/** Four VMs on three networks: two run, one is started by hand. */
export const laboratory: Laboratory = async (program) => {
  await importVms(program, smallLab());
  for (const vm of ['Debian 13', 'OpenBSD firewall']) program.run(vm);
  fillTables(program);
};

/** Sixty-four VMs that run, each with four adapters on the same networks. */
export const crowd: Laboratory = async (program) => {
  await importVms(program, manyVms('Guest', [SHARED, INTERNAL]));
  for (const { name } of program.panel.vms) program.run(name);
};

/** Sixty-four VMs that do not run, with four adapters spread over all networks. */
export const spread: Laboratory = (program) =>
  importVms(program, manyVms('Machine', [SHARED, INTERNAL, TEST_LAB]));

/** From now on Haiku waits for its Host adapter, which this person may not use. */
export async function loseHostAdapter(program: StandInProgram): Promise<void> {
  await program.setHostAdapter(null);
  await program.call('adapter.set', { vm: 'Haiku', n: 1, mode: 'host', nic: 'enp3s0' });
  await program.setHostAdapter({ code: 'notInGroup', params: { path: HELPER } });
}

function smallLab(): FileVm[] {
  const debian = newVm(
    'Debian 13',
    'qemu-system-x86_64 -m 2048 -drive file=debian.qcow2,if=virtio',
  );
  const rule = { n: 1, protocol: 'tcp', address: '127.0.0.1' } as const;
  return [
    {
      ...debian,
      adapters: [card(1, SHARED, '5D-20-01'), card(2, TEST_LAB, '5D-20-02')],
      forwards: [
        { ...rule, port: 2222, guestPort: 22 },
        { ...rule, port: 8080, guestPort: 80 },
      ],
    },
    {
      ...newVm('OpenBSD firewall', 'qemu-system-x86_64 -m 512 openbsd.img'),
      adapters: [
        card(1, SHARED, '5D-21-01'),
        card(2, INTERNAL, '5D-21-02'),
        card(3, NOTHING, '5D-21-03'),
      ],
    },
    {
      ...newVm('Windows 98', null),
      adapters: [{ ...card(1, SHARED, '5D-22-01'), model: 'tulip' }],
    },
    {
      ...newVm('Haiku', 'qemu-system-x86_64 -m 1024 haiku.img'),
      adapters: [{ ...card(1, INTERNAL, '5D-23-01'), model: 'e1000' }],
    },
  ];
}

type Plug = Pick<FileAdapter, 'mode' | 'network'>;

function manyVms(name: string, plugs: readonly Plug[]): FileVm[] {
  return Array.from({ length: 64 }, (_, index) => {
    const octet = index.toString(16).padStart(2, '0').toUpperCase();
    const adapters = [1, 2, 3, 4].map((n) =>
      card(n, plugs[(index + n) % plugs.length]!, `${octet}-00-0${n}`),
    );
    return { ...newVm(`${name} ${index + 1}`, null), adapters };
  });
}

function newVm(name: string, command: string | null): FileVm {
  return { name, kind: 'qemu', command, netdev: 'stream', adapters: [], forwards: [] };
}

function card(n: number, plug: Plug, mac: string): FileAdapter {
  return { n, ...plug, cable: true, mac: `00-03-FF-${mac}`, model: 'virtio', policy: {} };
}

/** One call, so that no port of this computer is tried. */
async function importVms(program: StandInProgram, vms: FileVm[]): Promise<void> {
  const fresh = await program.call('settings.export', {});
  const [, internal] = fresh.networks;
  const networks = [...fresh.networks, { ...internal!, name: 'Test lab' }];
  const file: SettingsFile = { ...fresh, networks, vms };
  await program.call('settings.import', { text: JSON.stringify(file), apply: true });
}

function fillTables(program: StandInProgram): void {
  const { app, guests } = program;
  const { engine } = app;
  guests.drop(program.port('Debian 13', 1), 'toGuest', { queueFull: 42 });
  guests.drop(program.port('Debian 13', 1), 'fromGuest', { unsupported: 17, badChecksum: 3 });
  guests.report();
  engine.leases = leases(program);
  const [debian] = program.vm('Debian 13').adapters;
  const [firewall] = program.vm('OpenBSD firewall').adapters;
  const mac = parseMac(debian!.mac);
  const open = { networkId: debian!.networkId!, mac } as const;
  engine.flows = [
    {
      ...{ ...open, protocol: 'tcp', guest: '192.168.131.16:49812', remote: '151.101.2.132:443' },
      ...{ state: 'established', octetsOut: 18_422, octetsIn: 48_200_113 },
    },
    {
      ...{ ...open, protocol: 'udp', guest: '192.168.131.16:38114', remote: '192.168.1.1:53' },
      ...{ state: 'open', octetsOut: 74, octetsIn: 210 },
    },
  ];
  engine.fdb = [
    { mac, portId: program.port('Debian 13', 1), ageMs: 400 },
    { mac: parseMac(firewall!.mac), portId: program.port('OpenBSD firewall', 1), ageMs: 61_000 },
    { mac: parseMac('02-03-FF-00-00-01'), portId: 'gateway', ageMs: 1_200 },
  ];
}

function leases(program: StandInProgram): LeaseInfo[] {
  return program.panel.vms.flatMap(({ name, adapters }) =>
    adapters.flatMap(({ mac, networkId, ip }) =>
      ip.map((address) => ({
        networkId: networkId!,
        mac: parseMac(mac),
        address,
        hostname: name.split(' ')[0]!.toLowerCase(),
        expiresAtMs: LEASED_UNTIL_MS,
      })),
    ),
  );
}
