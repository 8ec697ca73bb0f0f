/** One VM of a settings file, taken over with its adapters and forwards. */
import { NETDEV_KINDS, attachmentChoice, attachmentWords } from '../../contract/attachmentWords.ts';
import type { Problem } from '../../contract/errors.ts';
import type { FileAdapter, FileForward, FileVm } from '../../contract/settingsFile.ts';
import type { AdapterSettings } from '../../contract/vm.ts';
import type { VmRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { Desk } from '../appContext.ts';
import { findVm } from '../desired/desiredState.ts';
import { keepForward } from '../forwards/forwards.ts';
import { type MacOwners, checkMac, macOwners } from '../vms/macAddresses.ts';
import { forwardsOf } from './settingsExport.ts';
import { unless } from '../withFallback.ts';
import { addVm, setVm } from '../vms/vms.ts';

/** Ids here of the file's networks, by name; null: the network was left out. */
export type TakenNetworks = ReadonlyMap<string, string | null>;

/** @throws AppError `importNetworkMissing`, and what `addVm`, `setVm` and `keepForward` throw */
export function takeVm(
  desk: Desk,
  wanted: FileVm,
  networks: TakenNetworks,
  notes: Problem[],
): void {
  const id = knownId(desk, wanted) ?? addedId(desk, wanted);
  const vm = findVm(desk.state, id);
  const owners = new Map(macOwners(desk.state, vm.id));
  const adapters = wanted.adapters.map((adapter) => {
    const settings = settingsOf(desk, vm, adapter, networks, notes);
    const mac = ownMac(vm, adapter, owners, notes);
    if (mac !== '') owners.set(mac, { name: vm.name, n: adapter.n });
    return { ...settings, mac };
  });
  const { command, netdev } = wanted;
  const isKept = netdev === attachmentWords(vm.attachmentKind).netdev;
  const change = isKept ? {} : { attachmentKind: NETDEV_KINDS[netdev] };
  setVm(desk, { vm: vm.id, command, adapters, ...change }, null);
  takeForwards(desk, vm, wanted.forwards, notes);
}

function knownId(desk: Desk, { name }: FileVm): string | undefined {
  return desk.state.vms.find((vm) => vm.name === name)?.id;
}

function addedId(desk: Desk, { name, kind, command, netdev }: FileVm): string {
  const attachment = attachmentChoice(name, { kind, netdev });
  return addVm(desk, { name, command, attachment, mode: 'none' });
}

type Settings = Omit<AdapterSettings, 'mac'>;

function settingsOf(
  desk: Desk,
  vm: VmRecord,
  { n, mode, network, cable, model, policy }: FileAdapter,
  networks: TakenNetworks,
  notes: Problem[],
): Settings {
  const card = { n, model, cable, policy };
  const unplugged: Settings = { ...card, mode: 'none', network: null, nic: null };
  if (network === null) return unplugged;
  const id = networks.get(network);
  if (id === undefined) throw new AppError('importNetworkMissing', { vm: vm.name, n, network });
  const isThere = vm.adapters.some((adapter) => adapter.n === n && adapter.networkId === id);
  const cannot = mode === 'host' && !isThere && desk.host.hostAdapterProblem() !== null;
  if (id !== null && !cannot) return { ...unplugged, mode, network: id };
  notes.push({ code: 'importUnplugged', params: { vm: vm.name, n, network } });
  return unplugged;
}

/** Empty where somebody has it already (R4): the adapter gets one of its own then. */
function ownMac(
  vm: VmRecord,
  { n, mac }: FileAdapter,
  owners: MacOwners,
  notes: Problem[],
): string {
  return unless(
    ['macTaken', 'macOfGateway'],
    () => checkMac(mac, owners),
    () => {
      notes.push({ code: 'importMacReplaced', params: { vm: vm.name, n, mac } });
      return '';
    },
  );
}

/** They become those of the file. What is the same already is left alone: it carries connections. */
function takeForwards(
  desk: Desk,
  vm: VmRecord,
  wanted: readonly FileForward[],
  notes: Problem[],
): void {
  const keyOf = (forward: FileForward): string => Object.values(forward).join(' ');
  const kept = new Set(wanted.map(keyOf));
  const isKept = new Set(forwardsOf(desk.state, vm.id).map(keyOf));
  const gone = desk.state.forwards.filter(
    ({ vmId, n, protocol, address, port, guestPort }) =>
      vmId === vm.id && !kept.has(keyOf({ n, protocol, address, port, guestPort })),
  );
  desk.commit((store) => gone.forEach(({ id }) => store.forwards.remove(id)));
  for (const forward of wanted.filter((one) => !isKept.has(keyOf(one))))
    unless(
      ['forwardTaken', 'addressNotOfHost'],
      () => void keepForward(desk, { vm: vm.id, ...forward }),
      () => void notes.push(leftOut(vm, forward)),
    );
}

function leftOut({ name }: VmRecord, { protocol, address, port }: FileForward): Problem {
  return { code: 'importForwardLeftOut', params: { vm: name, protocol, address, port } };
}
