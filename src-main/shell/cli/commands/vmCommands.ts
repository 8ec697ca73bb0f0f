/** `patchcord vm …` */
import { Option, type Command } from 'commander';
import {
  HOLDER_KINDS,
  NETDEV_KINDS,
  Netdev,
  TapHolder,
  VmWord,
  attachmentChoice,
} from '../../../contract/attachmentWords.ts';
import { Mode } from '../../../contract/vm.ts';
import type { CommandSession } from '../commandSession.ts';
import { usageError } from '../keyValue.ts';
import { printable } from '../table.ts';
import { vmJson } from './vmJson.ts';
import { formatVm, formatVms } from './vmText.ts';

interface AddOptions {
  kind: VmWord;
  mode?: Mode;
  nic?: string;
  network?: string;
  netdev?: Netdev;
  tap?: string;
  heldBy?: TapHolder;
}

interface SetOptions {
  name?: string;
  command?: string;
  netdev?: Netdev;
  heldBy?: TapHolder;
}

export function addVmCommands(parent: Command, session: CommandSession): void {
  const vm = parent.command('vm').description('virtual machines');
  addReading(vm, session);
  addChanging(vm, session);
  addRunning(vm, session);
}

function addReading(vm: Command, session: CommandSession): void {
  vm.command('list')
    .description('list all VMs and their connections')
    .action(async () => {
      const vms = await session.call('vm.list', {});
      session.print(vms.map(vmJson), formatVms(vms));
    });
  vm.command('show')
    .description('show everything about a VM')
    .argument('<vm>')
    .action(async (name: string) => {
      const found = await session.call('vm.get', { vm: name });
      session.print(vmJson(found), formatVm(found));
    });
  vm.command('args')
    .description('print hypervisor arguments, one per line')
    .argument('<vm>')
    .action(async (name: string) => {
      const words = await session.call('vm.args', { vm: name });
      session.print(words, words.join('\n'));
    });
}

function addChanging(vm: Command, session: CommandSession): void {
  vm.command('add')
    .description('add a VM with one adapter')
    .argument('<name>')
    .addOption(new Option('--kind <kind>').choices(VmWord.options).default('qemu'))
    .addOption(new Option('--mode <mode>', 'connection of its adapter').choices(Mode.options))
    .option('--nic <if>', 'network card of this computer, with --mode host')
    .option('--network <net>', 'network, with --mode shared or internal')
    .addOption(netdevOption())
    .option('--tap <name>', 'existing TAP, or a name pc… to create one; with --kind tap')
    .addOption(heldByOption())
    .action(async (name: string, { kind, netdev, tap, heldBy, ...plug }: AddOptions) => {
      const attachment = attachmentChoice(name, { kind, netdev, tap, tapHolder: heldBy });
      const added = await session.call('vm.add', { name, attachment, ...plug });
      session.print(vmJson(added), `Added.\n\n${formatVm(added)}`);
    });
  vm.command('set')
    .description('change the name, cables or start command of a VM')
    .argument('<vm>')
    .option('--name <name>', 'new name')
    .option('--command <command>', 'command that `vm start` runs; empty: none')
    .addOption(netdevOption())
    .addOption(heldByOption())
    .action(async (name: string, options: SetOptions) => {
      if (Object.keys(options).length === 0)
        throw usageError('Nothing to change. Add --name, --command, --netdev or --held-by.');
      const { command, netdev, heldBy, ...rest } = options;
      const change = {
        ...rest,
        ...(command !== undefined && { command: command.trim() || null }),
        ...(netdev !== undefined && { attachmentKind: NETDEV_KINDS[netdev] }),
        ...(heldBy !== undefined && { attachmentKind: HOLDER_KINDS[heldBy] }),
      };
      const changed = await session.call('vm.set', { vm: name, ...change });
      session.print(vmJson(changed), formatVm(changed));
    });
  vm.command('remove')
    .description('remove a VM from Patchcord; its disks are not touched')
    .argument('<vm>')
    .action(async (name: string) => {
      session.print(await session.call('vm.remove', { vm: name }), `Removed ${printable(name)}.`);
    });
}

function askedToStop(name: string): string {
  const asked = `${printable(name)} was asked to shut down. If it doesn’t, run `;
  return `${asked}\`patchcord vm stop ${printable(name)} --force\`, which is like pulling the plug.`;
}

function heldByOption(): Option {
  const help =
    'program that opens its TAPs: Patchcord (for namespaces and containers) or a hypervisor';
  return new Option('--held-by <holder>', help).choices(TapHolder.options);
}

function netdevOption(): Option {
  const help = 'type of its cables: Unix sockets (stream) or UDP on loopback (dgram)';
  return new Option('--netdev <netdev>', help).choices(Netdev.options);
}

function addRunning(vm: Command, session: CommandSession): void {
  vm.command('start')
    .description('run the start command of a VM with its arguments')
    .argument('<vm>')
    .action(async (name: string) => {
      const started = await session.call('vm.start', { vm: name });
      session.print(vmJson(started), `${printable(started.name)} is ${started.state}.`);
    });
  vm.command('stop')
    .description('ask the guest to shut down')
    .argument('<vm>')
    .option('--force', 'end it now, which is like pulling the plug', false)
    .action(async (name: string, { force }: { force: boolean }) => {
      const vm = await session.call('vm.stop', { vm: name, force });
      session.print(
        vmJson(vm),
        vm.running ? askedToStop(vm.name) : `${printable(vm.name)} is stopped.`,
      );
    });
}
