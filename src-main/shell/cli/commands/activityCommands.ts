/** `patchcord lease|flow|fdb list`, `patchcord stats`: traffic and the tables behind it. */
import type { Command } from 'commander';
import type { AdapterTraffic, FdbEntry, Flow, Lease } from '../../../contract/activity.ts';
import type { CommandSession } from '../commandSession.ts';
import { formatDrops, formatOctets, formatTable } from '../table.ts';

export function addActivityCommands(parent: Command, session: CommandSession): void {
  parent
    .command('lease')
    .description('addresses assigned by DHCP')
    .command('list')
    .action(async () => {
      const leases = await session.call('lease.list', {});
      session.print(leases, formatLeases(leases));
    });
  parent
    .command('flow')
    .description('connections through NAT')
    .command('list')
    .action(async () => {
      const flows = await session.call('flow.list', {});
      session.print(flows, formatFlows(flows));
    });
  parent
    .command('fdb')
    .description('MAC table: the port where each MAC was last seen')
    .command('list')
    .argument('<net>')
    .action(async (network: string) => {
      const entries = await session.call('fdb.list', { network });
      session.print(entries, formatFdb(entries));
    });
  addStats(parent, session);
}

function addStats(parent: Command, session: CommandSession): void {
  parent
    .command('stats')
    .description('octets, frames and drops (by reason) per adapter')
    .argument('[vm]')
    .action(async (vm?: string) => {
      const traffic = await session.call('stats.get', vm === undefined ? {} : { vm });
      session.print(traffic, formatTraffic(traffic));
    });
}

function formatLeases(leases: readonly Lease[]): string {
  const rows = leases.map((lease) => [
    lease.network,
    lease.ip,
    lease.mac,
    lease.vm ?? '',
    lease.hostname,
    lease.expiresAt,
  ]);
  return formatTable(
    ['NETWORK', 'ADDRESS', 'MAC', 'VM', 'HOSTNAME', 'EXPIRES'],
    rows,
    'No leases.',
  );
}

function formatFlows(flows: readonly Flow[]): string {
  const rows = flows.map((flow) => [
    flow.network,
    flow.vm ?? '',
    flow.proto,
    flow.guest,
    flow.remote,
    flow.state,
    formatOctets(flow.octetsOut),
    formatOctets(flow.octetsIn),
  ]);
  const headings = ['NETWORK', 'VM', 'PROTOCOL', 'GUEST', 'REMOTE', 'STATE', 'OUT', 'IN'];
  return formatTable(headings, rows, 'No flows.');
}

function formatFdb(entries: readonly FdbEntry[]): string {
  const rows = entries.map((entry) => [
    entry.mac,
    entry.port,
    entry.vm ?? '',
    `${Math.round(entry.ageMs / 1000)} s`,
  ]);
  return formatTable(['MAC', 'PORT', 'VM', 'AGE'], rows, 'No MAC address has been seen.');
}

function formatTraffic(adapters: readonly AdapterTraffic[]): string {
  const rows = adapters.flatMap(({ vm, n, fromGuest, toGuest }) =>
    [
      { way: 'from guest', traffic: fromGuest },
      { way: 'to guest', traffic: toGuest },
    ].map(({ way, traffic }) => [
      `${vm}:${n}`,
      way,
      String(traffic.frames),
      formatOctets(traffic.octets),
      formatDrops(traffic.drops),
    ]),
  );
  return formatTable(['ADAPTER', 'DIRECTION', 'FRAMES', 'OCTETS', 'DROPS'], rows, 'No adapters.');
}
