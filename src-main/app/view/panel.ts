/** The panel that faces show, from the settings and the runtime view. Pure functions. */
import type { Panel, Status } from '../../contract/activity.ts';
import type { Problem } from '../../contract/errors.ts';
import type { Forward, Network } from '../../contract/network.ts';
import type { Adapter, Vm } from '../../contract/vm.ts';
import type { PortSnapshot, UplinkSnapshot } from '../../engine/engineConfig.ts';
import type { HostAddress } from '../../host/nics.ts';
import type { VmReport } from '../../hypervisor/hypervisor.ts';
import type { AdapterRecord, ForwardRecord, NetworkRecord, VmRecord } from '../../store/records.ts';
import { presentCards, reachedNetwork, restartNeeded } from '../vms/cards.ts';
import { type DesiredState, portId } from '../desired/desiredState.ts';
import { gatewayAnswers } from '../desired/desiredEngineConfig.ts';
import { hostPorts } from '../networks/hostPorts.ts';
import { isBehindNat, patchedDirectly, servingNetwork } from '../networks/patchCables.ts';
import { clashingAddress, checkSubnet } from '../networks/subnets.ts';
import { attachmentRules } from '../vms/attachments/attachments.ts';
import type { RuntimeView } from './runtimeView.ts';

export function panelOf(state: DesiredState, runtime: RuntimeView): Panel {
  return {
    status: statusOf(state, runtime),
    vms: state.vms.map((vm) => vmOf(state, runtime, vm)),
    networks: state.networks.map((network) => networkOf(state, runtime, network)),
    forwards: state.forwards.map((forward) => forwardOf(state, runtime, forward)),
    preferences: { ...state.preferences },
  };
}

export function statusOf(state: DesiredState, runtime: RuntimeView): Status {
  return {
    version: runtime.version,
    dataDir: runtime.dataDir,
    engine: { ...runtime.engine },
    paused: state.paused,
    modes: [
      { mode: 'none', problem: null },
      { mode: 'host', problem: runtime.hostAdapter },
      { mode: 'shared', problem: null },
      { mode: 'internal', problem: null },
    ],
    notices: [
      ...runtime.damaged.map((file) => keptAside(runtime.dataDir, file)),
      ...state.networks.flatMap((network) => clashOf(network, runtime.hostAddresses)),
      ...state.networks.flatMap((network) => enslaved(network, runtime)),
      ...hostAdapterNotices(state, runtime),
    ],
  };
}

/** The notice stays while the file exists. The user removes the file to dismiss it. */
function keptAside(dataDir: string, file: string): Problem {
  return { code: 'databaseKeptAside', params: { file, dataDir } };
}

function clashOf(network: NetworkRecord, hostAddresses: readonly HostAddress[]): Problem[] {
  if (network.kind !== 'shared') return [];
  const clash = clashingAddress(checkSubnet(network.subnet), hostAddresses);
  if (clash === undefined) return [];
  const { name, subnet } = network;
  const { nic, address } = clash;
  return [{ code: 'subnetClash', params: { network: name, subnet, nic, address } }];
}

/**
 * One notice for all uplinks if Host adapter is not available. Without a VM that uses Host adapter
 * there is none, unless a part of the program is missing.
 */
function hostAdapterNotices(state: DesiredState, runtime: RuntimeView): Problem[] {
  const { hostAdapter, snapshot } = runtime;
  if (hostAdapter === null)
    return (snapshot?.uplinks ?? []).flatMap((uplink) => uplinkProblem(state, uplink));
  const used = state.vms.some((vm) => vm.adapters.some(({ mode }) => mode === 'host'));
  return used || hostAdapter.code === 'nativeModuleMissing' ? [hostAdapter] : [];
}

/** A NIC that was put into a bridge or a bond since it was chosen. */
function enslaved({ name, nic }: NetworkRecord, runtime: RuntimeView): Problem[] {
  const master = nic === null ? null : runtime.masterOf(nic);
  if (nic === null || master === null) return [];
  return [{ code: 'uplinkEnslaved', params: { network: name, nic, master } }];
}

/** The notice about a NIC that is not attached, though guests use it. */
function uplinkProblem(state: DesiredState, uplink: UplinkSnapshot): Problem[] {
  const { networkId, nic, attached, problem } = uplink;
  if (attached) return [];
  const network = state.networks.find(({ id }) => id === networkId)?.name ?? networkId;
  return problem === null
    ? [{ code: 'uplinkDown', params: { network, nic } }]
    : [{ code: 'uplinkUnusable', params: { network, nic, reason: problem } }];
}

export function vmOf(state: DesiredState, runtime: RuntimeView, vm: VmRecord): Vm {
  const report = runtime.report(vm.id);
  return {
    id: vm.id,
    name: vm.name,
    kind: vm.kind,
    command: vm.command,
    attachmentKind: vm.attachmentKind,
    state: report.state,
    running: report.state !== 'stopped',
    problem: report.problem ?? cableProblem(runtime, vm) ?? restartProblem(vm),
    adapters: vm.adapters.map((adapter) => adapterOf(state, runtime, vm, adapter, report)),
  };
}

/** The problem of the first cable whose end the engine cannot open. */
function cableProblem(runtime: RuntimeView, vm: VmRecord): Problem | null {
  for (const { n, attachment } of presentCards(vm)) {
    const port = runtime.snapshot?.ports.find(({ id }) => id === portId(vm.id, n));
    const reason = port?.problem ?? null;
    if (reason === null) continue;
    const adapter = { vm: vm.name, n };
    const problem = attachmentRules(attachment.kind).problem(attachment, adapter, reason);
    if (problem !== null) return problem;
  }
  return null;
}

function restartProblem(vm: VmRecord): Problem | null {
  return restartNeeded(vm) ? { code: 'restartNeeded', params: { vm: vm.name } } : null;
}

function adapterOf(
  state: DesiredState,
  runtime: RuntimeView,
  vm: VmRecord,
  adapter: AdapterRecord,
  report: VmReport,
): Adapter {
  const port = runtime.snapshot?.ports.find(({ id }) => id === portId(vm.id, adapter.n));
  const { n, mode, networkId, cable, mac, model, attachment, policy } = adapter;
  const isOut = reachedNetwork(adapter, state.paused) === null;
  const network = state.networks.find(({ id }) => id === networkId);
  return {
    n,
    mode,
    networkId,
    network: network?.name ?? null,
    nic: network?.nic ?? null,
    cable,
    mac,
    model,
    link: !isOut && isUp(adapter, port, report) ? 'up' : 'down',
    ip: isOut ? [] : [...(port?.addresses ?? [])],
    attachment,
    policy,
  };
}

/**
 * A guest without a monitor can be attached although its state is unknown. A link that is attached
 * even without a guest is up only if the monitor reports the guest.
 */
function isUp(adapter: AdapterRecord, port: PortSnapshot | undefined, report: VmReport): boolean {
  const { linkShowsGuest } = attachmentRules(adapter.attachment.kind);
  const isUnknown = report.state === 'stopped' && linkShowsGuest;
  const carrier = isUnknown || report.carrier.includes(adapter.n);
  return port?.attached === true && carrier;
}

export function networkOf(
  state: DesiredState,
  runtime: RuntimeView,
  network: NetworkRecord,
): Network {
  const { id, name, kind, nic, subnet, dhcp, rangeFrom, rangeTo, dns, mtu } = network;
  const { dedicated, translate } = network;
  const server = servingNetwork(state, network);
  return {
    id,
    name,
    kind,
    nic,
    dedicated,
    translate,
    hostPort: hostPortOf(state, runtime, id),
    subnet,
    gateway: gatewayAnswers(state, network) ? network.gateway : null,
    servedBy: server.id === id ? null : server.name,
    dhcp,
    range: { from: rangeFrom, to: rangeTo },
    dns: [...dns],
    mtu,
    reservations: network.reservations.map(({ mac, address }) => ({ mac, address })),
    patches: patchedDirectly(state, id).map((other) => ({ networkId: other.id, name: other.name })),
    adapters: state.vms.flatMap((vm) => vm.adapters).filter(({ networkId }) => networkId === id)
      .length,
  };
}

function hostPortOf(state: DesiredState, runtime: RuntimeView, id: string): Network['hostPort'] {
  const hostPort = hostPorts(state.networks).get(id);
  if (hostPort === undefined) return null;
  const { name: nic, address } = hostPort;
  const reason = runtime.snapshot?.hostPorts.find(({ networkId }) => networkId === id)?.problem;
  const problem: Problem | null = reason
    ? { code: 'hostPortUnusable', params: { nic, reason } }
    : null;
  return { nic, address, problem };
}

export function forwardOf(
  state: DesiredState,
  runtime: RuntimeView,
  forward: ForwardRecord,
): Forward {
  const vm = state.vms.find(({ id }) => id === forward.vmId)!;
  const adapter = vm.adapters.find(({ n }) => n === forward.n);
  const seen = runtime.snapshot?.forwards.find(({ id }) => id === forward.id);
  const reached = adapter ? reachedNetwork(adapter, state.paused) : null;
  const listens = isBehindNat(state, reached) ? seen : undefined;
  const problem = listens?.problem ? forwardProblem(forward, listens.problem) : null;
  return {
    ...forward,
    vm: vm.name,
    state: problem !== null ? 'failed' : listens === undefined ? 'waiting' : 'listening',
    problem,
  };
}

function forwardProblem(forward: ForwardRecord, reason: string): Problem {
  const { protocol, address, port } = forward;
  const params = { protocol, address, port };
  return reason === 'EADDRINUSE'
    ? { code: 'portInUse', params }
    : { code: 'portUnavailable', params: { ...params, reason } };
}
