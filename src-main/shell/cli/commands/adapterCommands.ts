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
  const adapter = parent.command('adapter').description('the network cards of a VM, 1 to 4');
  adapter
    .command('list')
    .description('the adapters of a VM')
    .argument('<vm>')
    .action(async (name: string) => {
      const vm = await session.call('vm.get', { vm: name });
      session.print(vm.adapters.map(adapterJson), formatAdapters(vm));
    });
  adapter
    .command('add')
    .description('one more adapter')
    .argument('<vm>')
    .option('--tap <name>', 'its TAP, for VMs of the kind tap')
    .action(async (name: string, { tap }: { tap?: string }) => {
      const vm = await session.call('adapter.add', { vm: name, ...tapChoice(tap) });
      session.print(vmJson(vm), formatAdapters(vm));
    });
  adapter
    .command('remove')
    .description('take an adapter out')
    .argument('<vm>')
    .argument('<n>', 'its number')
    .action(async (name: string, number: string) => {
      const vm = await session.call('adapter.remove', { vm: name, n: adapterNumber(number) });
      session.print(vmJson(vm), formatAdapters(vm));
    });
  addSet(adapter, session);
}

function addSet(adapter: Command, session: CommandSession): void {
  adapter
    .command('set')
    .description('plug an adapter elsewhere, or its cable out and in, while the guest runs or not')
    .argument('<vm>')
    .argument('<n>', 'its number')
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

/** A word about its TAP says which, not who holds it. */
function tapChoice(tap: string | undefined): { attachment?: AttachmentChoice } {
  return tap === undefined ? {} : { attachment: { kind: 'anyTap', name: tap } };
}
