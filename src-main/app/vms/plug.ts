/** Finds the network for an adapter's cable (R5). */
import type { NetworkKind } from '../../contract/network.ts';
import type { Mode } from '../../contract/vm.ts';
import type { AdapterRecord, NetworkRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { type DesiredState, findNetwork } from '../desired/desiredState.ts';
import { firstNic, hostNetworkOf } from '../networks/hostNetworks.ts';
import { checkOffered } from '../networks/nicChoices.ts';

/** An absent value stays as it is, or gets its default. */
export interface Plug {
  readonly mode?: Mode | undefined;
  readonly network?: string | null | undefined;
  readonly nic?: string | null | undefined;
  readonly cable?: boolean | undefined;
}

/** The far end of a cable. */
type End = Pick<AdapterRecord, 'mode' | 'networkId'>;
type Plugged = End & Pick<AdapterRecord, 'cable'>;

/** Not connected. */
export const UNPLUGGED: End = { mode: 'none', networkId: null };

/**
 * The cable is plugged in by default. A network alone implies its kind, and a NIC alone the mode
 * `host`. A kind alone means its first network, unless the adapter is on a network of that kind
 * already. Values that do not fit the mode are ignored. A NIC without a network gets one.
 * @throws AppError `networkUnknown`, `networkKindMismatch`, `noNetworkOfKind`; what `hostNetworkOf`
 * throws; why Host adapter is not available, unless the adapter uses it already
 */
export function resolvePlug(app: AppContext, plug: Plug, current: Plugged | null): Plugged {
  return { ...resolveEnd(app, plug, current), cable: plug.cable ?? current?.cable ?? true };
}

function resolveEnd(app: AppContext, plug: Plug, current: End | null): End {
  if (plug.mode === 'none') return UNPLUGGED;
  const { state } = app;
  const { network = null } = plug;
  const named = network === null ? null : findNetwork(state, network);
  const mode = plug.mode ?? named?.kind ?? (plug.nic ? 'host' : (current?.mode ?? 'shared'));
  if (mode === 'none') return UNPLUGGED;
  if (named !== null && named.kind !== mode)
    throw new AppError('networkKindMismatch', { network: named.name, kind: named.kind, mode });
  if (mode === 'host') return resolveHostEnd(app, named, plug.nic ?? null, current);
  const kept = plug.network === undefined && current?.mode === mode ? current.networkId : null;
  return { mode, networkId: named?.id ?? kept ?? defaultNetwork(state, mode) };
}

/**
 * The end of mode `host`. A setting can be repeated even if the NIC or the privileges are missing
 * now.
 */
function resolveHostEnd(
  app: AppContext,
  named: NetworkRecord | null,
  nic: string | null,
  current: End | null,
): End {
  const before = app.state.networks.find(({ id }) => id === current?.networkId);
  const held = before?.kind === 'host' ? before : null;
  const stays = named === null ? nic === null || nic === held?.nic : named.id === held?.id;
  if (held !== null && stays) return { mode: 'host', networkId: held.id };
  const problem = app.host.hostAdapterProblem();
  if (held === null && problem !== null) throw new AppError(problem.code, problem.params);
  if (named !== null && named.nic !== null) checkOffered(app, named.nic);
  return { mode: 'host', networkId: named?.id ?? hostNetworkOf(app, nic ?? firstNic(app)) };
}

function defaultNetwork(state: DesiredState, kind: NetworkKind): string {
  const network = state.networks.find((candidate) => candidate.kind === kind);
  if (network === undefined) throw new AppError('noNetworkOfKind', { kind });
  return network.id;
}
