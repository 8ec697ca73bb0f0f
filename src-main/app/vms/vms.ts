/** Adds, changes and removes VMs. Adding and changing return the VM's id. */
import { isDeepStrictEqual } from 'node:util';
import type { AttachmentKind } from '../../contract/attachment.ts';
import type { CheckedArgs } from '../../contract/contract.ts';
import type { VmState } from '../../contract/vm.ts';
import type { EngineSnapshot } from '../../engine/engineConfig.ts';
import type { VmRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import { attachmentRules } from './attachments/attachments.ts';
import { changedKind, chosenKind, usableAdapters } from './attachments/vmAttachments.ts';
import { checkedAdapters, newAdapter } from './adapters.ts';
import type { AppContext } from '../appContext.ts';
import { findVm } from '../desired/desiredState.ts';
import { checkVmName, newId } from '../names.ts';
import type { Plug } from './plug.ts';

/** The VM has one adapter (R1). */
export function addVm(app: AppContext, args: CheckedArgs<'vm.add'>): string {
  const { name, command } = args;
  const id = newId('vm', app.state.vms, (octets) => app.host.random(octets));
  checkVmName(name, app.state.vms, id);
  checkCommand(command);
  const attachmentKind = chosenKind(app, args.attachment);
  const { vmKind: kind } = attachmentRules(attachmentKind);
  const fresh = { id, name, kind, command, attachmentKind, adapters: [], runningCards: null };
  const first = newAdapter(app, fresh, 1, { ...args, ...firstPlug(app, args) });
  app.commit((store) => store.vms.insert({ ...fresh, adapters: [first] }));
  return id;
}

/** The requested connection; by default that of the preferences. */
function firstPlug(app: AppContext, { mode, network, nic }: Plug): Plug {
  const isSaid = mode !== undefined || Boolean(network) || Boolean(nic);
  return { mode: isSaid ? mode : app.state.preferences.defaultMode, network, nic };
}

/** Changes everything that is given, or nothing. */
export function setVm(
  app: AppContext,
  args: CheckedArgs<'vm.set'>,
  snapshot: EngineSnapshot | null,
): string {
  const found = findVm(app.state, args.vm);
  const vm =
    args.attachmentKind === undefined
      ? found
      : withKind(app, found, changedKind(found, args.attachmentKind), snapshot);
  const name = args.name ?? vm.name;
  const command = args.command === undefined ? vm.command : args.command;
  checkVmName(name, app.state.vms, vm.id);
  checkCommand(command);
  const adapters =
    args.adapters === undefined ? vm.adapters : checkedAdapters(app, vm, args.adapters);
  app.commit((store) => {
    store.vms.update({ ...vm, name, command, adapters });
    // If another program runs the guest, no report says when it ends.
    if (vm.kind === 'none') store.vms.setRunningCards(vm.id, null);
  });
  return vm.id;
}

function withKind(
  app: AppContext,
  vm: VmRecord,
  attachmentKind: AttachmentKind,
  snapshot: EngineSnapshot | null,
): VmRecord {
  const { vmKind: kind } = attachmentRules(attachmentKind);
  const adapters = usableAdapters(app, vm, attachmentKind, snapshot);
  return { ...vm, kind, attachmentKind, adapters };
}

/** The VM, ready to start: with attachments that no other program uses. */
export function readyVm(
  app: AppContext,
  nameOrId: string,
  snapshot: EngineSnapshot | null,
): VmRecord {
  const vm = findVm(app.state, nameOrId);
  const ready = withKind(app, vm, vm.attachmentKind, snapshot);
  if (isDeepStrictEqual(ready, vm)) return vm;
  app.commit((store) => store.vms.update(ready));
  return ready;
}

/**
 * A VM that another program runs can be removed at any time: we do not know whether it runs.
 * @throws AppError `vmRunning`: a running guest would lose its network
 */
export function removeVm(
  app: AppContext,
  nameOrId: string,
  stateOf: (vmId: string) => VmState,
): void {
  const vm = findVm(app.state, nameOrId);
  if (vm.kind !== 'none' && stateOf(vm.id) !== 'stopped')
    throw new AppError('vmRunning', { vm: vm.name });
  app.commit((store) => store.vms.remove(vm.id));
}

/** Whether the command can be stored and run. The hypervisor checks its content. */
function checkCommand(command: string | null): void {
  if (command !== null && (!command.isWellFormed() || command.includes('\0')))
    throw new AppError('commandUnprintable');
}
