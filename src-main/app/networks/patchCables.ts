/**
 * Patch cables between networks (R43). For guests, networks that are patched together are one
 * network, so only one of their gateways answers: that of the Shared network, or else that of the
 * oldest network with DHCP. The other gateways are off until the cable is removed.
 */
import { isDeepStrictEqual } from 'node:util';
import type { PatchRecord, NetworkRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { type DesiredState, findNetwork } from '../desired/desiredState.ts';

interface Ends {
  readonly network: string;
  readonly to: string;
}

/**
 * Returns the first network's id.
 * @throws AppError `networkUnknown`, `patchOfLan`, `patchLoop`, `patchTwoShared`
 */
export function addPatch(app: AppContext, ends: Ends): string {
  const { state } = app;
  const [near, far] = networksOf(state, ends);
  const lan = [near, far].find(({ kind }) => kind === 'host');
  if (lan !== undefined) throw new AppError('patchOfLan', { network: lan.name });
  const group = patchedTogether(state, near.id);
  const params = { network: near.name, other: far.name };
  if (group.includes(far)) throw new AppError('patchLoop', params);
  const shared = [...group, ...patchedTogether(state, far.id)].filter(isShared);
  if (shared.length > 1)
    throw new AppError('patchTwoShared', { one: shared[0]!.name, other: shared[1]!.name });
  app.commit((store) => store.patches.insert(recordOf(near, far)));
  return near.id;
}

/** @throws AppError `networkUnknown`, `patchUnknown` */
export function removePatch(app: AppContext, ends: Ends): string {
  const [near, far] = networksOf(app.state, ends);
  const wanted = recordOf(near, far);
  if (!app.state.patches.some((patch) => isDeepStrictEqual(patch, wanted)))
    throw new AppError('patchUnknown', { network: near.name, other: far.name });
  app.commit((store) => store.patches.remove(wanted));
  return near.id;
}

/** Those at the other ends of a network's cables. */
export function patchedDirectly(state: DesiredState, networkId: string): NetworkRecord[] {
  const ids = state.patches.flatMap(({ one, other }) =>
    one === networkId ? [other] : other === networkId ? [one] : [],
  );
  return state.networks.filter(({ id }) => ids.includes(id));
}

/** The network itself, and those that can be reached from it through cables. */
export function patchedTogether(state: DesiredState, networkId: string): NetworkRecord[] {
  const found = new Set(state.networks.filter(({ id }) => id === networkId));
  for (const { id } of found) for (const network of patchedDirectly(state, id)) found.add(network);
  return [...found];
}

/** The network whose gateway answers on this one; itself where none does. */
export function servingNetwork(state: DesiredState, network: NetworkRecord): NetworkRecord {
  const group = patchedTogether(state, network.id);
  const inOrder = state.networks.filter((candidate) => group.includes(candidate));
  return inOrder.find(isShared) ?? inOrder.find(({ dhcp }) => dhcp) ?? network;
}

/** Whether guests there are behind a Shared network's NAT, which forwards lead through. */
export function isBehindNat(state: DesiredState, networkId: string | null): boolean {
  const network = state.networks.find(({ id }) => id === networkId);
  return network !== undefined && isShared(servingNetwork(state, network));
}

function isShared({ kind }: NetworkRecord): boolean {
  return kind === 'shared';
}

function networksOf(state: DesiredState, { network, to }: Ends): [NetworkRecord, NetworkRecord] {
  return [findNetwork(state, network), findNetwork(state, to)];
}

function recordOf({ id: a }: NetworkRecord, { id: b }: NetworkRecord): PatchRecord {
  return a < b ? { one: a, other: b } : { one: b, other: a };
}
