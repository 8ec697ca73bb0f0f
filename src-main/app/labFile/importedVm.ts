/** Imports one VM of a settings file with its adapters and forwards. */
import { isDeepStrictEqual } from 'node:util';
import { NETDEV_KINDS, attachmentChoice, attachmentWords } from '../../contract/attachmentWords.ts';
import type { Problem } from '../../contract/errors.ts';
import type { FileAdapter, FileForward, FileVm } from '../../contract/settingsFile.ts';
import type { AdapterSettings } from '../../contract/vm.ts';
import type { VmRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { findVm } from '../desired/desiredState.ts';
import { keepForward } from '../forwards/forwards.ts';
import { type MacOwners, checkMac, macOwners } from '../vms/macAddresses.ts';
import { forwardOf, forwardsOf } from './settingsExport.ts';
import { withFallback } from '../withFallback.ts';
import { addVm, setVm } from '../vms/vms.ts';

/** The ids of the file's networks on this computer, by name; null: the network was left out. */
export type ImportedNetworks = ReadonlyMap<string, string | null>;

/** @throws AppError `importNetworkMissing`, and what `addVm`, `setVm` and `keepForward` throw */
export function importVm(
  app: AppContext,
  wanted: FileVm,
  networks: ImportedNetworks,
  notes: Problem[],
): void {
  const id = knownId(app, wanted) ?? addedId(app, wanted);
  const vm = findVm(app.state, id);
  const owners = new Map(macOwners(app.state, vm.id));
  const adapters = wanted.adapters.map((adapter) => {
    const settings = settingsOf(app, vm, adapter, networks, notes);
    const mac = freeMac(vm, adapter, owners, notes);
    if (mac !== '') owners.set(mac, { name: vm.name, n: adapter.n });
    return { ...settings, mac };
  });
  const { command, netdev } = wanted;
  const isKept = netdev === attachmentWords(vm.attachmentKind).netdev;
  const change = isKept ? {} : { attachmentKind: NETDEV_KINDS[netdev] };
  setVm(app, { vm: vm.id, command, adapters, ...change }, null);
  importForwards(app, vm, wanted.forwards, notes);
}

function knownId(app: AppContext, { name }: FileVm): string | undefined {
  return app.state.vms.find((vm) => vm.name === name)?.id;
}

function addedId(app: AppContext, { name, kind, command, netdev }: FileVm): string {
  const attachment = attachmentChoice(name, { kind, netdev });
  return addVm(app, { name, command, attachment, mode: 'none' });
}

type Settings = Omit<AdapterSettings, 'mac'>;

function settingsOf(
  app: AppContext,
  vm: VmRecord,
  { n, mode, network, cable, model, policy }: FileAdapter,
  networks: ImportedNetworks,
  notes: Problem[],
): Settings {
  const card = { n, model, cable, policy };
  const unplugged: Settings = { ...card, mode: 'none', network: null, nic: null };
  if (network === null) return unplugged;
  const id = networks.get(network);
  if (id === undefined) throw new AppError('importNetworkMissing', { vm: vm.name, n, network });
  const isThere = vm.adapters.some((adapter) => adapter.n === n && adapter.networkId === id);
  const cannot = mode === 'host' && !isThere && app.host.hostAdapterProblem() !== null;
  if (id !== null && !cannot) return { ...unplugged, mode, network: id };
  notes.push({ code: 'importUnplugged', params: { vm: vm.name, n, network } });
  return unplugged;
}

/** The MAC of the file; empty if it is taken (R4), so that the adapter gets a derived one. */
function freeMac(
  vm: VmRecord,
  { n, mac }: FileAdapter,
  owners: MacOwners,
  notes: Problem[],
): string {
  return withFallback(
    ['macTaken', 'macOfGateway'],
    () => checkMac(mac, owners),
    () => {
      notes.push({ code: 'importMacReplaced', params: { vm: vm.name, n, mac } });
      return '';
    },
  );
}

/**
 * Replaces the VM's forwards by those of the file. A forward that is the same stays, because it may
 * carry connections.
 */
function importForwards(
  app: AppContext,
  vm: VmRecord,
  wanted: readonly FileForward[],
  notes: Problem[],
): void {
  const isIn = (forwards: readonly FileForward[], forward: FileForward): boolean =>
    forwards.some((other) => isDeepStrictEqual(other, forward));
  const before = forwardsOf(app.state, vm.id);
  const gone = app.state.forwards.filter(
    (forward) => forward.vmId === vm.id && !isIn(wanted, forwardOf(forward)),
  );
  app.commit((store) => gone.forEach(({ id }) => store.forwards.remove(id)));
  for (const forward of wanted.filter((one) => !isIn(before, one)))
    withFallback(
      ['forwardTaken', 'addressNotOfHost'],
      () => void keepForward(app, { vm: vm.id, ...forward }),
      () => void notes.push(leftOut(vm, forward)),
    );
}

function leftOut({ name }: VmRecord, { protocol, address, port }: FileForward): Problem {
  return { code: 'importForwardLeftOut', params: { vm: name, protocol, address, port } };
}
