/** `patchcord adapter …` */
import type { Command } from 'commander';
import type { AttachmentChoice } from '../../../contract/attachment.ts';
import { CardModel, Mode } from '../../../contract/vm.ts';
import type { CommandSession } from '../commandSession.ts';
import {
  adapterNumber,
  onOff,
  parseKeyValues,
  text,
  textOrNull,
  wordOf,
  type KeyReaders,
} from '../keyValue.ts';
import { adapterJson, vmJson } from './vmJson.ts';
import { formatAdapters } from './vmText.ts';

interface AdapterChange {
  mode: Mode;
  network: string | null;
  nic: string | null;
  cable: boolean;
  mac: string;
  model: CardModel;
  tap: string;
}

const READERS: KeyReaders<AdapterChange> = {
  mode: wordOf(Mode),
  network: textOrNull,
  nic: textOrNull,
  cable: onOff,
  mac: text,
  model: wordOf(CardModel),
  tap: text,
};

export function addAdapterCommands(parent: Command, session: CommandSession): void {
  const adapter = parent
    .command('adapter')
    .description('network adapters of a VM, numbered 1 to 4');
  adapter
    .command('list')
    .description('list the adapters of a VM')
    .argument('<vm>')
    .action(async (name: string) => {
      const vm = await session.call('vm.get', { vm: name });
      session.print(vm.adapters.map(adapterJson), formatAdapters(vm));
    });
  adapter
    .command('add')
    .description('add an adapter')
    .argument('<vm>')
    .option('--tap <name>', 'the adapter’s TAP, for VMs of kind tap')
    .action(async (name: string, { tap }: { tap?: string }) => {
      const vm = await session.call('adapter.add', { vm: name, ...tapChoice(tap) });
      session.print(vmJson(vm), formatAdapters(vm));
    });
  adapter
    .command('remove')
    .description('remove an adapter')
    .argument('<vm>')
    .argument('<n>', 'the adapter’s number')
    .action(async (name: string, number: string) => {
      const vm = await session.call('adapter.remove', { vm: name, n: adapterNumber(number) });
      session.print(vmJson(vm), formatAdapters(vm));
    });
  addSet(adapter, session);
}

function addSet(adapter: Command, session: CommandSession): void {
  adapter
    .command('set')
    .description('change an adapter, also while the VM runs: its network, its cable, its card')
    .argument('<vm>')
    .argument('<n>', 'the adapter’s number')
    .argument('<key=value...>', `${Object.keys(READERS).join('= ')}=`)
    .action(async (name: string, number: string, words: string[]) => {
      const { tap, ...change } = parseKeyValues(words, READERS);
      const vm = await session.call('adapter.set', {
        vm: name,
        n: adapterNumber(number),
        ...change,
        ...tapChoice(tap),
      });
      session.print(vmJson(vm), formatAdapters(vm));
    });
}

/** `tap=` chooses the TAP, not which program holds it. */
function tapChoice(tap: string | undefined): { attachment?: AttachmentChoice } {
  return tap === undefined ? {} : { attachment: { kind: 'anyTap', name: tap } };
}
