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
  const network = parent.command('network').description('networks that adapters connect to');
  addReading(network, session);
  addChanging(network, session);
  addNetworkCableCommands(network, session);
}

function addReading(network: Command, session: CommandSession): void {
  network
    .command('list')
    .description('list all networks')
    .action(async () => {
      const networks = await session.call('network.list', {});
      session.print(networks, formatNetworks(networks));
    });
  network
    .command('show')
    .description('show everything about a network')
    .argument('<net>')
    .action(async (name: string) => {
      const found = await findNetwork(session, name);
      session.print(found, formatNetwork(found));
    });
}

function addChanging(network: Command, session: CommandSession): void {
  network
    .command('add')
    .description('add a network')
    .argument('<name>')
    .addOption(new Option('--kind <kind>').choices(NetworkKind.options).makeOptionMandatory())
    .option('--nic <if>', 'network card of this computer, with --kind host')
    .option('--subnet <cidr>', 'subnet of the network (default: a free one)')
    .option('--no-dhcp', 'no Patchcord services on it')
    .action(async (name: string, { dhcp, ...options }: AddOptions) => {
      // Absent does not mean `on`, because each kind has its own default.
      const args = { name, ...options, ...(dhcp ? {} : { dhcp }) };
      const added = await session.call('network.add', args);
      session.print(added, formatNetwork(added));
    });
  network
    .command('set')
    .description('change a network, also while VMs use it')
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
    .option('--unplug', 'disconnect the adapters that use it')
    .action(async (name: string, { unplug }: { unplug?: boolean }) => {
      const args = { network: name, ...(unplug && { unplug }) };
      const done = await session.call('network.remove', args);
      session.print(done, `Removed ${printable(name)}.`);
    });
}

/** An unknown name is passed on to a call that refuses it, which gives the program's own error. */
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
