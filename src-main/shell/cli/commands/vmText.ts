/** A VM and its adapters as text. */
import { tapNameOf, type AttachmentKind } from '../../../contract/attachment.ts';
import { attachmentWords, type VmWord } from '../../../contract/attachmentWords.ts';
import { modeNames } from '../../../contract/modeNames.ts';
import { errorText } from '../../../contract/sentence.ts';
import { CARRIER_BLIND_MODELS, type Adapter, type Vm } from '../../../contract/vm.ts';
import { formatFields, formatTable, printableLines } from '../table.ts';

const CABLE_NAMES: Readonly<Record<AttachmentKind, string>> = {
  qemuStream: 'stream (Unix sockets)',
  qemuDatagram: 'dgram (UDP on loopback)',
  tap: 'TAPs, held by Patchcord',
  heldTap: 'TAPs, held by a hypervisor',
};

function kindWord({ attachmentKind }: Vm): VmWord {
  return attachmentWords(attachmentKind).kind;
}

function connectionName(adapter: Adapter): string {
  const where = adapter.mode === 'host' ? adapter.nic : adapter.network;
  const name = modeNames.en[adapter.mode];
  const end = where === null ? name : `${name} (${where})`;
  return adapter.cable || adapter.mode === 'none' ? end : `${end}, cable unplugged`;
}

export function formatVms(vms: readonly Vm[]): string {
  const rows = vms.flatMap((vm) =>
    (vm.adapters.length === 0 ? [null] : vm.adapters).map((adapter, index) => [
      ...(index === 0 ? [vm.name, kindWord(vm), vm.state] : ['', '', '']),
      ...(adapter === null ? ['', 'no adapters', '', ''] : adapterCells(adapter)),
    ]),
  );
  const headings = ['NAME', 'KIND', 'STATE', 'N', 'CONNECTION', 'LINK', 'ADDRESS'];
  return formatTable(headings, rows, 'No VMs. Add one with `patchcord vm add NAME`.');
}

function adapterCells(adapter: Adapter): string[] {
  return [String(adapter.n), connectionName(adapter), adapter.link, adapter.ip.join(' ')];
}

export function formatAdapters(vm: Vm): string {
  const card = ({ attachment, model }: Adapter): string => tapNameOf(attachment) ?? model;
  const rows = vm.adapters.map((adapter) => [...adapterCells(adapter), adapter.mac, card(adapter)]);
  const last = kindWord(vm) === 'tap' ? 'TAP' : 'MODEL';
  const headings = ['N', 'CONNECTION', 'LINK', 'ADDRESS', 'MAC', last];
  const none = 'No adapters. Add one with `patchcord adapter add`.';
  return [formatTable(headings, rows, none), ...carrierNotes(vm)].join('\n\n');
}

function carrierNotes(vm: Vm): string[] {
  const models = new Set(vm.adapters.map(({ model }) => model));
  return [...models]
    .filter((model) => CARRIER_BLIND_MODELS.has(model))
    .map(
      (model) =>
        `${model} does not show the guest that its cable is unplugged, but no frames pass.`,
    );
}

export function formatVm(vm: Vm): string {
  const fields = formatFields([
    ['Name', vm.name],
    ['Id', vm.id],
    ['Kind', kindWord(vm)],
    ['State', vm.state],
    ['Cables', CABLE_NAMES[vm.attachmentKind]],
    ['Command', vm.command ?? 'none'],
  ]);
  const problem = vm.problem === null ? [] : [`! ${printableLines(errorText(vm.problem))}`];
  return [fields, ...problem, '', formatAdapters(vm)].join('\n');
}
