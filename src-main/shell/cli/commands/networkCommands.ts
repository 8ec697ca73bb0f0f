/** `patchcord network …` */
import { Option, type Command } from 'commander';
import { NetworkKind, type Network } from '../../../contract/network.ts';
import type { CommandSession } from '../commandSession.ts';
import {
  commaList,
  onOff,
  parseKeyValues,
  range,
  text,
  wholeNumber,
  type KeyReaders,
} from '../keyValue.ts';
import { formatNetwork } from '../networkText.ts';
import { formatTable, printable } from '../table.ts';
import { addNetworkCableCommands } from './networkCableCommands.ts';

interface NetworkWords {
  name: string;
  subnet: string;
  dhcp: boolean;
  range: { from: string; to: string };
  dns: string[];
  mtu: number;
  dedicated: boolean;
  translate: boolean;
  hostport: boolean;
}

const READERS: KeyReaders<NetworkWords> = {
  name: text,
  subnet: text,
  dhcp: onOff,
  range,
  dns: commaList,
  mtu: wholeNumber,
  dedicated: onOff,
  translate: onOff,
  hostport: onOff,
};

interface AddOptions {
  kind: NetworkKind;
  nic?: string;
  subnet?: string;
  dhcp: boolean;
}

export function addNetworkCommands(parent: Command, session: CommandSession): void {
  const network = parent.command('network').description('what cables are plugged into');
  addReading(network, session);
  addChanging(network, session);
  addNetworkCableCommands(network, session);
}

function addReading(network: Command, session: CommandSession): void {
  network
    .command('list')
    .description('all networks')
    .action(async () => {
      const networks = await session.call('network.list', {});
      session.print(networks, formatNetworks(networks));
    });
  network
    .command('show')
    .description('everything about one network')
    .argument('<net>')
    .action(async (name: string) => {
      const found = await findNetwork(session, name);
      session.print(found, formatNetwork(found));
    });
}

function addChanging(network: Command, session: CommandSession): void {
  network
    .command('add')
    .description('a new network')
    .argument('<name>')
    .addOption(new Option('--kind <kind>').choices(NetworkKind.options).makeOptionMandatory())
    .option('--nic <if>', 'the host’s NIC, with --kind host')
    .option('--subnet <cidr>', 'its addresses; a free subnet is taken otherwise')
    .option('--no-dhcp', 'nothing of ours answers on it')
    .action(async (name: string, { dhcp, ...options }: AddOptions) => {
      // Absent and `on` differ: each kind has its own default.
      const args = { name, ...options, ...(dhcp ? {} : { dhcp }) };
      const added = await session.call('network.add', args);
      session.print(added, formatNetwork(added));
    });
  network
    .command('set')
    .description('change a network, live')
    .argument('<net>')
    .argument('<key=value...>', `${Object.keys(READERS).join('= ')}=`)
    .action(async (name: string, words: string[]) => {
      const { hostport, ...rest } = parseKeyValues(words, READERS);
      const change = { ...rest, ...(hostport !== undefined && { hostPort: hostport }) };
      const changed = await session.call('network.set', { network: name, change });
      session.print(changed, formatNetwork(changed));
    });
  network
    .command('remove')
    .description('remove a network')
    .argument('<net>')
    .option('--unplug', 'leave the adapters that are plugged into it without a network')
    .action(async (name: string, { unplug }: { unplug?: boolean }) => {
      const args = { network: name, ...(unplug && { unplug }) };
      const done = await session.call('network.remove', args);
      session.print(done, `Removed ${printable(name)}.`);
    });
}

/** The contract has no call for one; an unknown name is refused in the program's own words. */
async function findNetwork(session: CommandSession, name: string): Promise<Network> {
  const networks = await session.call('network.list', {});
  const found = networks.find((network) => network.id === name || network.name === name);
  return found ?? session.call('network.set', { network: name, change: {} });
}

function formatNetworks(networks: readonly Network[]): string {
  const rows = networks.map((network) => [
    network.name,
    network.kind,
    network.nic ?? '',
    network.subnet,
    network.dhcp ? `${network.range.from} – ${network.range.to}` : 'off',
    String(network.adapters),
  ]);
  return formatTable(['NAME', 'KIND', 'NIC', 'SUBNET', 'DHCP', 'ADAPTERS'], rows, 'No networks.');
}
