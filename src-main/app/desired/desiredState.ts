/** All settings at one moment, and how to find one by name or id. */
import type {
  AdapterRecord,
  ForwardRecord,
  LeaseRecord,
  NetworkRecord,
  PatchRecord,
  VmRecord,
} from '../../store/records.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { Store } from '../../store/store.ts';
import { AppError } from '../appError.ts';
import { readPreferences } from '../preferences/storedPreferences.ts';

export interface DesiredState {
  /** In the order of creation, as are all lists here. */
  readonly vms: readonly VmRecord[];
  readonly networks: readonly NetworkRecord[];
  readonly patches: readonly PatchRecord[];
  readonly forwards: readonly ForwardRecord[];
  readonly leases: readonly LeaseRecord[];
  readonly preferences: Preferences;
  /** All cables are unplugged, whatever else is set (R61). */
  readonly paused: boolean;
}

export function readDesiredState(store: Store): DesiredState {
  return {
    vms: store.vms.list(),
    networks: store.networks.list(),
    patches: store.patches.list(),
    forwards: store.forwards.list(),
    leases: store.leases.list(),
    preferences: readPreferences(store),
    paused: store.settings.get('paused') === 'yes',
  };
}

/** @throws AppError `vmUnknown` */
export function findVm(state: DesiredState, nameOrId: string): VmRecord {
  const vm = byNameOrId(state.vms, nameOrId);
  if (vm === undefined) throw new AppError('vmUnknown', { vm: nameOrId });
  return vm;
}

/** @throws AppError `networkUnknown` */
export function findNetwork(state: DesiredState, nameOrId: string): NetworkRecord {
  const network = byNameOrId(state.networks, nameOrId);
  if (network === undefined) throw new AppError('networkUnknown', { network: nameOrId });
  return network;
}

/** @throws AppError `adapterUnknown` */
export function findAdapter(vm: VmRecord, n: number): AdapterRecord {
  const adapter = vm.adapters.find((candidate) => candidate.n === n);
  if (adapter === undefined) throw new AppError('adapterUnknown', { vm: vm.name, n });
  return adapter;
}

/** @throws AppError `forwardUnknown` */
export function findForward(state: DesiredState, id: string): ForwardRecord {
  const forward = state.forwards.find((candidate) => candidate.id === id);
  if (forward === undefined) throw new AppError('forwardUnknown', { id });
  return forward;
}

/** The engine's name for an adapter. */
export function portId(vmId: string, n: number): string {
  return `${vmId}/${n}`;
}

/** The order does not matter: no name equals an id. */
function byNameOrId<T extends { readonly id: string; readonly name: string }>(
  items: readonly T[],
  nameOrId: string,
): T | undefined {
  return items.find(({ id }) => id === nameOrId) ?? items.find(({ name }) => name === nameOrId);
}
