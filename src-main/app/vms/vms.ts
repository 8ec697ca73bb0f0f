/** VMs: made, changed in one step, removed. Each returns the VM's id. */
import type { CheckedArgs } from '../../contract/contract.ts';
import type { VmState } from '../../contract/vm.ts';
import type { EngineSnapshot } from '../../engine/engineConfig.ts';
import type { VmRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import { withPorts, withHeldPorts } from './attachments/cablePorts.ts';
import { checkedAdapters, newAdapter } from './adapters.ts';
import type { Desk } from '../desk.ts';
import { findVm } from '../desired/desiredState.ts';
import { checkVmName, newId } from '../names.ts';
import type { Plug } from './plug.ts';
import { holderOf } from './attachments/taps.ts';

/** With one adapter, plugged as told (R1). */
export function addVm(desk: Desk, args: CheckedArgs<'vm.add'>): string {
  const { name, kind, command } = args;
  // Cables of TAPs need no ports.
  const netdev = kind === 'tap' ? 'stream' : args.netdev;
  const id = newId('vm', desk.state.vms, (octets) => desk.host.random(octets));
  checkVmName(name, desk.state.vms, id);
  checkCommand(command);
  const fresh = { id, name, kind, adapters: [] };
  const first = newAdapter(desk, fresh, 1, { ...args, ...firstPlug(desk, args) });
  const tapHolder = holderOf(desk, fresh, args.tapHolder, first.tap);
  const adapters = withPorts(desk, id, netdev, [first]);
  const vm = { ...fresh, command, netdev, tapHolder, adapters, runningCards: null };
  desk.commit((store) => store.vms.insert(vm));
  return id;
}

/** Where nothing is said, as the person prefers. */
function firstPlug(desk: Desk, { mode, network, nic }: Plug): Plug {
  const isSaid = mode !== undefined || Boolean(network) || Boolean(nic);
  return { mode: isSaid ? mode : desk.state.preferences.defaultMode, network, nic };
}

/** The dialog's OK: everything given is changed, or nothing is. */
export function setVm(
  desk: Desk,
  args: CheckedArgs<'vm.set'>,
  snapshot: EngineSnapshot | null,
): string {
  const found = findVm(desk.state, args.vm);
  const vm =
    args.netdev === undefined
      ? found
      : { ...found, adapters: withHeldPorts(desk, found, snapshot) };
  const name = args.name ?? vm.name;
  const command = args.command === undefined ? vm.command : args.command;
  const netdev = vm.kind === 'tap' ? vm.netdev : (args.netdev ?? vm.netdev);
  const tapHolder = holderOf(desk, vm, args.tapHolder ?? vm.tapHolder ?? undefined, null);
  checkVmName(name, desk.state.vms, vm.id);
  checkCommand(command);
  const wanted =
    args.adapters === undefined ? vm.adapters : checkedAdapters(desk, vm, args.adapters);
  const adapters = withPorts(desk, vm.id, netdev, wanted);
  desk.commit((store) => store.vms.update({ ...vm, name, command, netdev, tapHolder, adapters }));
  return vm.id;
}

/** The VM as it can be started: its cables have ports that are free. */
export function readyVm(desk: Desk, nameOrId: string, snapshot: EngineSnapshot | null): VmRecord {
  const vm = findVm(desk.state, nameOrId);
  if (vm.netdev === 'stream') return vm;
  const held = withHeldPorts(desk, vm, snapshot);
  const ready = { ...vm, adapters: withPorts(desk, vm.id, vm.netdev, held) };
  desk.commit((store) => store.vms.update(ready));
  return ready;
}

/**
 * Who uses a TAP that we hold cannot be told to let go of it.
 * @throws AppError `vmRunning`: a guest must not lose its network unasked
 */
export function removeVm(desk: Desk, nameOrId: string, stateOf: (vmId: string) => VmState): void {
  const vm = findVm(desk.state, nameOrId);
  if (vm.tapHolder !== 'patchcord' && stateOf(vm.id) !== 'stopped')
    throw new AppError('vmRunning', { vm: vm.name });
  desk.commit((store) => store.vms.remove(vm.id));
}

/** Whether it can be kept and run; what is in it is the hypervisor's to judge. */
function checkCommand(command: string | null): void {
  if (command !== null && (!command.isWellFormed() || command.includes('\0')))
    throw new AppError('commandUnprintable');
}
