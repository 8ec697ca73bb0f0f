/** `patchcord nic …` */
import type { Command } from 'commander';
import type { NicChoice } from '../../../contract/network.ts';
import type { CommandSession } from '../commandSession.ts';
import { onOff, parseKeyValues, usageError, type KeyReaders } from '../keyValue.ts';
import { formatTable } from '../table.ts';

const READERS: KeyReaders<{ offered: boolean }> = { offered: onOff };

export function addNicCommands(parent: Command, session: CommandSession): void {
  const nic = parent.command('nic').description('network cards of this computer');
  nic
    .command('list')
    .description('list all network cards, and which are offered to VMs')
    .action(async () => {
      const nics = await session.call('nic.list', {});
      session.print(nics, formatNics(nics));
    });
  nic
    .command('set')
    .description('offer a network card to VMs, or stop offering it')
    .argument('<nic>')
    .argument('<key=value...>', 'offered=on|off')
    .action(async (name: string, words: string[]) => {
      const { offered } = parseKeyValues(words, READERS);
      if (offered === undefined) throw usageError('Give offered=on or offered=off.');
      const nics = await session.call('nic.set', { nic: name, offered });
      session.print(nics, formatNics(nics));
    });
}

function formatNics(nics: readonly NicChoice[]): string {
  const rows = nics.map((nic) => [
    nic.name,
    nic.mac,
    nic.wireless ? 'wireless' : 'wired',
    nic.up ? 'up' : 'down',
    nic.offered ? 'yes' : 'no',
    nic.addresses.join(' '),
  ]);
  const headings = ['NAME', 'MAC', 'TYPE', 'LINK', 'OFFERED', 'ADDRESSES'];
  return formatTable(headings, rows, 'No network cards.');
}
