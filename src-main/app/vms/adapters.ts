/** Adapters of a VM: 0–4 of them (R1), each with a MAC of its own (R3, R4) and a cable (R5). */
import { ADAPTERS_PER_VM, type AdapterSettings, type CardModel } from '../../contract/vm.ts';
import type { AdapterRecord, VmRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import { withPorts } from './attachments/cablePorts.ts';
import type { Desk } from '../desk.ts';
import { findAdapter, findVm, portId } from '../desired/desiredState.ts';
import { type MacOwners, checkMac, derivedMac, macOwners } from './macAddresses.ts';
import { type Plug, resolvePlug } from './plug.ts';
import { tapOf } from './attachments/taps.ts';

const DEFAULT_MODEL: CardModel = 'virtio';

/** @throws AppError `tooManyAdapters`, and what `resolvePlug` and `tapOf` throw */
export function addAdapter(
  desk: Desk,
  args: Plug & { readonly vm: string; readonly tap: string | null },
): string {
  const vm = findVm(desk.state, args.vm);
  const numbers = Array.from({ length: ADAPTERS_PER_VM }, (_, index) => index + 1);
  const n = numbers.find((number) => vm.adapters.every((adapter) => adapter.n !== number));
  if (n === undefined) throw tooMany(vm.name);
  return save(desk, vm, [...vm.adapters, newAdapter(desk, vm, n, args)]);
}

/** The others keep their numbers. Its forwards go with it. */
export function removeAdapter(desk: Desk, args: { vm: string; n: number }): string {
  const vm = findVm(desk.state, args.vm);
  const gone = findAdapter(vm, args.n);
  return save(
    desk,
    vm,
    vm.adapters.filter((adapter) => adapter !== gone),
  );
}

interface AdapterChange extends Plug {
  readonly vm: string;
  readonly n: number;
  readonly mac?: string | undefined;
  readonly model?: CardModel | undefined;
  readonly tap?: string | undefined;
}

/** An empty MAC is replaced by a derived one. */
export function setAdapter(desk: Desk, args: AdapterChange): string {
  const vm = findVm(desk.state, args.vm);
  const current = findAdapter(vm, args.n);
  const others = vm.adapters.filter((adapter) => adapter !== current);
  const owners = including(macOwners(desk.state, vm.id), vm, others);
  const changed: AdapterRecord = {
    n: args.n,
    mac: args.mac === undefined ? current.mac : chosenMac(desk, vm.id, args.n, args.mac, owners),
    model: args.model ?? current.model,
    ports: current.ports,
    tap: tapOf(desk, vm, args.n, args.tap, current.tap, others),
    ...resolvePlug(desk, args, current),
  };
  return save(desk, vm, [...others, changed]);
}

/** A new adapter with the MAC that its VM and number give it, and the TAP; without ports. */
export function newAdapter(
  desk: Desk,
  vm: Pick<VmRecord, 'id' | 'name' | 'kind' | 'adapters'>,
  n: number,
  plug: Plug & { readonly tap: string | null },
): AdapterRecord {
  const owners = macOwners(desk.state, null);
  return {
    n,
    mac: chosenMac(desk, vm.id, n, '', owners),
    model: DEFAULT_MODEL,
    ports: null,
    tap: tapOf(desk, vm, n, plug.tap, null, vm.adapters),
    ...resolvePlug(desk, plug, null),
  };
}

/**
 * The dialog's list of adapters, checked. An empty MAC gets a derived one; new ones have no ports.
 * @throws AppError `tooManyAdapters`, `adapterTwice`, and what `checkMac`, `resolvePlug` and `tapOf` throw
 */
export function checkedAdapters(
  desk: Desk,
  vm: VmRecord,
  wanted: readonly AdapterSettings[],
): AdapterRecord[] {
  if (wanted.length > ADAPTERS_PER_VM) throw tooMany(vm.name);
  const owners = new Map(macOwners(desk.state, vm.id));
  const adapters: AdapterRecord[] = [];
  // Those who name their MAC come first: a derived one evades them.
  for (const settings of wanted.toSorted((a, b) => Number(a.mac === '') - Number(b.mac === ''))) {
    const { n } = settings;
    if (adapters.some((adapter) => adapter.n === n))
      throw new AppError('adapterTwice', { vm: vm.name, n });
    const mac = chosenMac(desk, vm.id, n, settings.mac, owners);
    owners.set(mac, { name: vm.name, n });
    const current = vm.adapters.find((adapter) => adapter.n === n) ?? null;
    const plugged = resolvePlug(desk, settings, current);
    const ports = current?.ports ?? null;
    const tap = tapOf(desk, vm, n, settings.tap, current?.tap ?? null, adapters);
    adapters.push({ n, mac, model: settings.model, ports, tap, ...plugged });
  }
  return adapters;
}

/** Checked; where none is chosen, the one that its VM and number give the adapter. */
function chosenMac(desk: Desk, vmId: string, n: number, mac: string, owners: MacOwners): string {
  if (mac !== '') return checkMac(mac, owners);
  const { macPrefix } = desk.state.preferences;
  const isTaken = (candidate: string): boolean => owners.has(candidate);
  return derivedMac(desk.hostMac, portId(vmId, n), isTaken, macPrefix);
}

function including(owners: MacOwners, vm: VmRecord, adapters: readonly AdapterRecord[]): MacOwners {
  const ofVm = adapters.map(({ n, mac }) => [mac, { name: vm.name, n }] as const);
  return new Map([...owners, ...ofVm]);
}

function save(desk: Desk, vm: VmRecord, adapters: readonly AdapterRecord[]): string {
  const complete = withPorts(desk, vm.id, vm.netdev, adapters);
  desk.commit((store) => store.vms.update({ ...vm, adapters: complete }));
  return vm.id;
}

function tooMany(vm: string): AppError {
  return new AppError('tooManyAdapters', { vm, limit: ADAPTERS_PER_VM });
}
