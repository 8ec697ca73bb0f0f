/**
 * The graph of the map: VMs on the left, networks in the middle, the networks' other ends on the
 * right, and the cables between them. A pure function of the program's state. mapLayout.ts computes
 * the positions.
 */
import type { Status } from '../../../src-main/contract/activity.ts';
import type { Problem } from '../../../src-main/contract/errors.ts';
import type { Network, Nic } from '../../../src-main/contract/network.ts';
import type { Adapter, Mode, Vm } from '../../../src-main/contract/vm.ts';
import { cableHue, isPulled, networkHue } from '../../components/cable.ts';
import type { PlugTarget } from '../../stores/wiring.ts';

/** Something that a cable can be plugged into, or why it cannot. */
export interface Receiver {
  readonly target: PlugTarget;
  readonly refusal: Problem | null;
}

export interface VmPlace {
  readonly id: string;
  readonly vm: Vm;
}

export interface NetworkPlace extends Receiver {
  readonly id: string;
  readonly network: Network;
  readonly hue: string;
  /** Ids of the cables plugged in, in the order of their VMs, so that they do not cross. */
  readonly plugs: readonly string[];
}

/** The other end of a network: the outside through NAT, a NIC, or this computer. */
export interface EndPlace {
  readonly id: string;
  readonly kind: 'outside' | 'nic' | 'computer';
  /** A NIC's name; empty otherwise. */
  readonly name: string;
  /** The NIC's state; null if it is absent, and for the other kinds. */
  readonly nic: Nic | null;
  /** Only NICs take cables themselves. */
  readonly receiver: Receiver | null;
}

export interface CablePlace {
  /** The adapter's key, `VM/n`. */
  readonly id: string;
  readonly vmId: string;
  readonly n: number;
  readonly from: string;
  readonly to: string;
  readonly hue: string;
  readonly up: boolean;
  /** The cable is unplugged from the adapter. */
  readonly pulled: boolean;
}

/** From a network to its other end. */
export interface UplinkPlace {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly hue: string;
}

export interface MapGraph {
  readonly vms: readonly VmPlace[];
  readonly networks: readonly NetworkPlace[];
  readonly ends: readonly EndPlace[];
  readonly cables: readonly CablePlace[];
  readonly uplinks: readonly UplinkPlace[];
}

export interface MapState {
  readonly vms: readonly Vm[];
  readonly networks: readonly Network[];
  readonly nics: readonly Nic[];
  readonly modes: Status['modes'];
}

export const adapterKey = (vmId: string, n: number): string => `${vmId}/${n}`;
const vmPlaceId = (id: string): string => `vm:${id}`;
const networkPlaceId = (id: string): string => `network:${id}`;
const nicPlaceId = (name: string): string => `nic:${name}`;
const OUTSIDE = 'outside';
const COMPUTER = 'computer';

export function mapGraph(state: MapState): MapGraph {
  const cables = state.vms.flatMap((vm) => cablesOf(vm, state.networks));
  return {
    vms: state.vms.map((vm) => ({ id: vmPlaceId(vm.id), vm })),
    networks: state.networks.map((network) => networkPlace(network, cables, state)),
    ends: endPlaces(state),
    cables,
    uplinks: state.networks.flatMap((network) => uplinksOf(network, state.networks)),
  };
}

function cablesOf(vm: Vm, networks: readonly Network[]): CablePlace[] {
  return vm.adapters.flatMap((adapter) => {
    const { n, networkId } = adapter;
    if (networkId === null || networks.every(({ id }) => id !== networkId)) return [];
    return {
      id: adapterKey(vm.id, n),
      vmId: vm.id,
      n,
      from: vmPlaceId(vm.id),
      to: networkPlaceId(networkId),
      hue: cableHue(adapter, networks),
      up: adapter.link === 'up',
      pulled: isPulled(adapter),
    };
  });
}

function networkPlace(
  network: Network,
  cables: readonly CablePlace[],
  { networks, modes }: MapState,
): NetworkPlace {
  const id = networkPlaceId(network.id);
  return {
    id,
    network,
    hue: networkHue(networks, network.id),
    plugs: cables.filter((cable) => cable.to === id).map((cable) => cable.id),
    target: { mode: network.kind, networkId: network.id, nic: null },
    refusal: refusalOf(network.kind, modes),
  };
}

function refusalOf(mode: Mode, modes: Status['modes']): Problem | null {
  return modes.find((one) => one.mode === mode)?.problem ?? null;
}

function endPlaces({ networks, nics, modes }: MapState): EndPlace[] {
  const bare = { name: '', nic: null, receiver: null };
  const absent = networks.flatMap(({ nic }) =>
    nic === null || nics.some(({ name }) => name === nic) ? [] : nic,
  );
  const refusal = refusalOf('host', modes);
  const nicPlace = (name: string, nic: Nic | null): EndPlace => {
    const target = { mode: 'host', networkId: null, nic: name } as const;
    return { id: nicPlaceId(name), kind: 'nic', name, nic, receiver: { target, refusal } };
  };
  return [
    ...(networks.some(isNatted) ? [{ id: OUTSIDE, kind: 'outside' as const, ...bare }] : []),
    ...nics.map((nic) => nicPlace(nic.name, nic)),
    ...absent.map((name) => nicPlace(name, null)),
    ...(networks.some(({ hostPort }) => hostPort !== null)
      ? [{ id: COMPUTER, kind: 'computer' as const, ...bare }]
      : []),
  ];
}

const isNatted = ({ kind }: Network): boolean => kind === 'shared';

function uplinksOf(network: Network, networks: readonly Network[]): UplinkPlace[] {
  const ends = [
    ...(isNatted(network) ? [OUTSIDE] : []),
    ...(network.nic === null ? [] : [nicPlaceId(network.nic)]),
    ...(network.hostPort === null ? [] : [COMPUTER]),
  ];
  const from = networkPlaceId(network.id);
  const hue = networkHue(networks, network.id);
  return ends.map((to) => ({ id: `${from}-${to}`, from, to, hue }));
}

/** What a cable dropped on the place of this id is plugged into. */
export function receiverAt({ networks, ends }: MapGraph, placeId: string): Receiver | null {
  return (
    networks.find(({ id }) => id === placeId) ??
    ends.find(({ id }) => id === placeId)?.receiver ??
    null
  );
}

/** All places for a cable: networks, and NICs without a network. */
export function receivers({ networks, ends }: MapGraph): Receiver[] {
  const taken = new Set(networks.map(({ network }) => network.nic));
  const free = ends.filter(({ name }) => !taken.has(name));
  return [...networks, ...free.flatMap(({ receiver }) => receiver ?? [])];
}

/** Whether the adapter's cable is plugged in there. */
export function isPlugged(adapter: Adapter, { target }: Receiver): boolean {
  return adapter.networkId !== null && adapter.networkId === target.networkId;
}
