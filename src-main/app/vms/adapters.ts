/** Adapters of a VM: 0–4 of them (R1), each with its own MAC (R3, R4) and a cable (R5). */
import type { AttachmentChoice } from '../../contract/attachment.ts';
import type { PortPolicy } from '../../contract/portPolicy.ts';
import { ADAPTERS_PER_VM, type AdapterSettings, type CardModel } from '../../contract/vm.ts';
import type { AdapterRecord, VmRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import { chosenAttachment } from './attachments/vmAttachments.ts';
import type { AppContext } from '../appContext.ts';
import { findAdapter, findVm, portId } from '../desired/desiredState.ts';
import { type MacOwners, checkMac, derivedMac, macOwners } from './macAddresses.ts';
import { type Plug, resolvePlug } from './plug.ts';

const DEFAULT_MODEL: CardModel = 'virtio';

interface NewAdapter extends Plug {
  readonly attachment?: AttachmentChoice | undefined;
}

/** @throws AppError `tooManyAdapters`, and what `resolvePlug` and `chosenAttachment` throw */
export function addAdapter(app: AppContext, args: NewAdapter & { readonly vm: string }): string {
  const vm = findVm(app.state, args.vm);
  const numbers = Array.from({ length: ADAPTERS_PER_VM }, (_, index) => index + 1);
  const n = numbers.find((number) => vm.adapters.every((adapter) => adapter.n !== number));
  if (n === undefined) throw tooMany(vm.name);
  return save(app, vm, [...vm.adapters, newAdapter(app, vm, n, args)]);
}

/** The other adapters keep their numbers. Forwards to the removed adapter are removed too. */
export function removeAdapter(app: AppContext, args: { vm: string; n: number }): string {
  const vm = findVm(app.state, args.vm);
  const gone = findAdapter(vm, args.n);
  return save(
    app,
    vm,
    vm.adapters.filter((adapter) => adapter !== gone),
  );
}

interface AdapterChange extends Plug {
  readonly vm: string;
  readonly n: number;
  readonly mac?: string | undefined;
  readonly model?: CardModel | undefined;
  readonly attachment?: AttachmentChoice | undefined;
  readonly policy?: PortPolicy | undefined;
}

/** An empty MAC is replaced by a derived one. */
export function setAdapter(app: AppContext, args: AdapterChange): string {
  const vm = findVm(app.state, args.vm);
  const current = findAdapter(vm, args.n);
  const others = vm.adapters.filter((adapter) => adapter !== current);
  const owners = including(macOwners(app.state, vm.id), vm, others);
  const changed: AdapterRecord = {
    n: args.n,
    mac: args.mac === undefined ? current.mac : chosenMac(app, vm.id, args.n, args.mac, owners),
    model: args.model ?? current.model,
    attachment: chosenAttachment(
      app,
      { vm, n: args.n, others },
      args.attachment,
      current.attachment,
    ),
    policy: args.policy ?? current.policy,
    ...resolvePlug(app, args, current),
  };
  return save(app, vm, [...others, changed]);
}

/** A new adapter with a MAC derived from its VM and number, and an attachment of the VM's kind. */
export function newAdapter(
  app: AppContext,
  vm: Pick<VmRecord, 'id' | 'name' | 'attachmentKind' | 'adapters'>,
  n: number,
  wanted: NewAdapter,
): AdapterRecord {
  const owners = macOwners(app.state, null);
  return {
    n,
    mac: chosenMac(app, vm.id, n, '', owners),
    model: DEFAULT_MODEL,
    attachment: chosenAttachment(app, { vm, n, others: vm.adapters }, wanted.attachment, null),
    policy: {},
    ...resolvePlug(app, wanted, null),
  };
}

/**
 * The dialog's list of adapters, checked. An empty MAC gets a derived one.
 * @throws AppError `tooManyAdapters`, `adapterTwice`, and what `checkMac`, `resolvePlug` and
 *   `chosenAttachment` throw
 */
export function checkedAdapters(
  app: AppContext,
  vm: VmRecord,
  wanted: readonly AdapterSettings[],
): AdapterRecord[] {
  if (wanted.length > ADAPTERS_PER_VM) throw tooMany(vm.name);
  const owners = new Map(macOwners(app.state, vm.id));
  const adapters: AdapterRecord[] = [];
  // Given MACs come first, so that derived MACs differ from them.
  for (const settings of wanted.toSorted((a, b) => Number(a.mac === '') - Number(b.mac === ''))) {
    const { n } = settings;
    if (adapters.some((adapter) => adapter.n === n))
      throw new AppError('adapterTwice', { vm: vm.name, n });
    const mac = chosenMac(app, vm.id, n, settings.mac, owners);
    owners.set(mac, { name: vm.name, n });
    const current = vm.adapters.find((adapter) => adapter.n === n) ?? null;
    const plugged = resolvePlug(app, settings, current);
    const place = { vm, n, others: adapters };
    const held = current?.attachment ?? null;
    const attachment = chosenAttachment(app, place, settings.attachment, held);
    const policy = settings.policy ?? current?.policy ?? {};
    adapters.push({ n, mac, model: settings.model, attachment, policy, ...plugged });
  }
  return adapters;
}

/** The chosen MAC, checked; if none is chosen, the MAC derived from the VM and the number. */
function chosenMac(
  app: AppContext,
  vmId: string,
  n: number,
  mac: string,
  owners: MacOwners,
): string {
  if (mac !== '') return checkMac(mac, owners);
  const { macPrefix } = app.state.preferences;
  const isTaken = (candidate: string): boolean => owners.has(candidate);
  return derivedMac(app.hostMac, portId(vmId, n), isTaken, macPrefix);
}

function including(owners: MacOwners, vm: VmRecord, adapters: readonly AdapterRecord[]): MacOwners {
  const ofVm = adapters.map(({ n, mac }) => [mac, { name: vm.name, n }] as const);
  return new Map([...owners, ...ofVm]);
}

function save(app: AppContext, vm: VmRecord, adapters: readonly AdapterRecord[]): string {
  app.commit((store) => store.vms.update({ ...vm, adapters }));
  return vm.id;
}

function tooMany(vm: string): AppError {
  return new AppError('tooManyAdapters', { vm, limit: ADAPTERS_PER_VM });
}
