/** `patchcord forward …` */
import type { Command } from 'commander';
import { errorText } from '../../../contract/errorText.ts';
import { Protocol, type Forward } from '../../../contract/network.ts';
import type { CommandSession } from '../commandSession.ts';
import { addressAndPort, port, vmAndAdapter, wordOf } from '../keyValue.ts';
import { formatTable, printable } from '../table.ts';

export function addForwardCommands(parent: Command, session: CommandSession): void {
  const forward = parent.command('forward').description('ports of this computer led to a guest');
  forward
    .command('list')
    .description('all forwards')
    .action(async () => {
      const forwards = await session.call('forward.list', {});
      session.print(forwards, formatForwards(forwards));
    });
  forward
    .command('add')
    .description('lead a port of this computer to a guest’s')
    .argument('<vm[:n]>', 'the VM, and its adapter (1)')
    .argument('<protocol>', 'tcp or udp')
    .argument('<[addr:]port>', 'where this computer listens (127.0.0.1)')
    .argument('<guestport>')
    .action(async (target: string, protocol: string, listen: string, guest: string) => {
      const added = await session.call('forward.add', {
        ...vmAndAdapter(target),
        protocol: wordOf(Protocol)(protocol, 'protocol'),
        ...addressAndPort(listen),
        guestPort: port(guest, 'guest port'),
      });
      session.print(added, formatForwards([added]));
    });
  forward
    .command('remove')
    .description('stop leading a port')
    .argument('<id>', 'as `forward list` shows it')
    .action(async (id: string) => {
      const done = await session.call('forward.remove', { id });
      session.print(done, `Removed ${printable(id)}.`);
    });
}

function formatForwards(forwards: readonly Forward[]): string {
  const rows = forwards.map((forward) => [
    forward.id,
    `${forward.vm}:${forward.n}`,
    forward.protocol,
    `${forward.address}:${forward.port}`,
    String(forward.guestPort),
    forward.problem === null ? forward.state : `${forward.state}: ${errorText(forward.problem)}`,
  ]);
  const headings = ['ID', 'VM', 'PROTOCOL', 'LISTENS', 'GUEST PORT', 'STATE'];
  return formatTable(headings, rows, 'No forwards.');
}
