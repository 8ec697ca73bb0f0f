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
    'The guest refused the connection. Start the service in the guest, or choose the port that it listens on.',
  silent: 'The guest did not answer. Check its firewall, or wait until it has started.',
  unknown:
    'The datagram was sent, and no answer came back. This can be normal: a UDP service need not answer.',
  vmNotRunning: 'The VM is not running. Start it first.',
  noAddress: 'The guest has no address yet. Wait until it has started, or check its network.',
  notListening: 'The forward is not listening. See `patchcord forward list` for the reason.',
};

export function addForwardCommands(parent: Command, session: CommandSession): void {
  const forward = parent.command('forward').description('forward host ports to guests');
  forward
    .command('list')
    .description('list all forwards')
    .action(async () => {
      const forwards = await session.call('forward.list', {});
      session.print(forwards, formatForwards(forwards));
    });
  forward
    .command('add')
    .description('forward a host port to a guest')
    .argument('<vm[:n]>', 'the VM, and its adapter (default 1)')
    .argument('<protocol>', 'tcp or udp')
    .argument('<[addr:]port>', 'host address and port to listen on (default address 127.0.0.1)')
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
    .description('change a forward while it runs; its id stays the same')
    .argument('<id>', 'its id in `forward list`')
    .argument('<key=value...>', `${Object.keys(READERS).join('= ')}=`)
    .action(async (id: string, words: string[]) => {
      const { guestport, ...rest } = parseKeyValues(words, READERS);
      const change = { ...rest, ...(guestport !== undefined && { guestPort: guestport }) };
      const changed = await session.call('forward.set', { id, ...change });
      session.print(changed, formatForwards([changed]));
    });
  forward
    .command('test')
    .description('connect to the guest through it, and show the result')
    .argument('<id>', 'its id in `forward list`')
    .action(async (id: string) => {
      const answer = await session.call('forward.test', { id });
      session.print({ answer }, ANSWERS[answer]);
    });
  forward
    .command('remove')
    .description('remove a forward')
    .argument('<id>', 'its id in `forward list`')
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
