/** `patchcord forward …` */
import type { Command } from 'commander';
import { errorText } from '../../../contract/sentence.ts';
import { Protocol, type Forward, type ForwardAnswer } from '../../../contract/network.ts';
import type { CommandSession } from '../commandSession.ts';
import {
  adapterNumber,
  addressAndPort,
  parseKeyValues,
  port,
  text,
  vmAndAdapter,
  wordOf,
  type KeyReaders,
} from '../keyValue.ts';
import { formatTable, printable } from '../table.ts';

interface ForwardWords {
  n: number;
  protocol: 'tcp' | 'udp';
  address: string;
  port: number;
  guestport: number;
}

const READERS: KeyReaders<ForwardWords> = {
  n: adapterNumber,
  protocol: wordOf(Protocol),
  address: text,
  port,
  guestport: port,
};

const ANSWERS: Readonly<Record<ForwardAnswer, string>> = {
  answered: 'The guest answered.',
  refused:
    'The guest refused the connection. Start the service in the guest, or forward to the port that it listens on.',
  silent:
    'The guest did not answer. Look for a firewall in the guest, and whether it has started up.',
  unknown: 'The datagram was sent, and nothing came back; a UDP service need not answer.',
  vmNotRunning: 'The VM is not running. Start it first.',
  noAddress: 'The guest has no address yet. Wait until it has started up, or look at its network.',
  notListening: 'The forward does not listen. See `patchcord forward list` for why.',
};

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
  addChanging(forward, session);
}

function addChanging(forward: Command, session: CommandSession): void {
  forward
    .command('set')
    .description('change a forward, live; its id stays')
    .argument('<id>', 'as `forward list` shows it')
    .argument('<key=value...>', `${Object.keys(READERS).join('= ')}=`)
    .action(async (id: string, words: string[]) => {
      const { guestport, ...rest } = parseKeyValues(words, READERS);
      const change = { ...rest, ...(guestport !== undefined && { guestPort: guestport }) };
      const changed = await session.call('forward.set', { id, ...change });
      session.print(changed, formatForwards([changed]));
    });
  forward
    .command('test')
    .description('connect to it, and tell what happens')
    .argument('<id>', 'as `forward list` shows it')
    .action(async (id: string) => {
      const answer = await session.call('forward.test', { id });
      session.print({ answer }, ANSWERS[answer]);
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
