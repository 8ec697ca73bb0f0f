/** Leases, flows, stations and traffic, with the names of VMs and networks. Pure functions. */
import type {
  Activity,
  AdapterTraffic,
  FdbEntry,
  Flow,
  Lease,
  Traffic,
} from '../../contract/activity.ts';
import type {
  EngineSnapshot,
  FdbInfo,
  FlowInfo,
  LeaseInfo,
  TrafficCounters,
} from '../../engine/engineConfig.ts';
import { formatMac } from '../../address/mac.ts';
import type { LeaseRecord, VmRecord } from '../../store/records.ts';
import { presentCards } from '../vms/cards.ts';
import { type DesiredState, portId } from '../desired/desiredState.ts';

const SILENCE: TrafficCounters = { frames: 0, octets: 0, drops: {} };

/** The traffic of every adapter of these VMs. */
export function trafficOf(
  vms: readonly VmRecord[],
  snapshot: EngineSnapshot | null,
): AdapterTraffic[] {
  const ports = new Map(snapshot?.ports.map((port) => [port.id, port]));
  return vms.flatMap((vm) =>
    vm.adapters.map(({ n }) => {
      const port = ports.get(portId(vm.id, n));
      return {
        vm: vm.name,
        vmId: vm.id,
        n,
        fromGuest: copyOf(port?.fromGuest ?? SILENCE),
        toGuest: copyOf(port?.toGuest ?? SILENCE),
      };
    }),
  );
}

export function activityOf(state: DesiredState, snapshot: EngineSnapshot): Activity {
  return { timeMs: snapshot.timeMs, adapters: trafficOf(state.vms, snapshot) };
}

export function leaseRecord(lease: LeaseInfo): LeaseRecord {
  return {
    networkId: lease.networkId,
    mac: formatMac(lease.mac),
    address: lease.address,
    // A guest may send any text; half a surrogate pair could not be stored.
    hostname: lease.hostname.toWellFormed(),
    expiresAtMs: Math.round(lease.expiresAtMs),
  };
}

export function leasesOf(state: DesiredState, leases: readonly LeaseRecord[]): Lease[] {
  return leases.map(({ networkId, mac, address, hostname, expiresAtMs }) => ({
    network: networkName(state, networkId),
    ip: address,
    mac,
    hostname,
    vm: vmOfMac(state, mac),
    expiresAt: new Date(expiresAtMs).toISOString(),
  }));
}

export function flowsOf(state: DesiredState, flows: readonly FlowInfo[]): Flow[] {
  return flows.map(({ networkId, mac, protocol, guest, remote, state: word, ...octets }) => ({
    network: networkName(state, networkId),
    vm: vmOfMac(state, formatMac(mac)),
    proto: protocol,
    guest,
    remote,
    state: word,
    octetsOut: octets.octetsOut,
    octetsIn: octets.octetsIn,
  }));
}

export function fdbOf(state: DesiredState, entries: readonly FdbInfo[]): FdbEntry[] {
  return entries.map(({ mac, portId: port, ageMs }) => {
    const [vmId, n] = port.split('/');
    const vm = state.vms.find(({ id }) => id === vmId)?.name ?? null;
    return { mac: formatMac(mac), port: vm === null ? port : `${vm}:${n ?? ''}`, vm, ageMs };
  });
}

function vmOfMac(state: DesiredState, mac: string): string | null {
  const has = (vm: VmRecord): boolean => presentCards(vm).some((card) => card.mac === mac);
  return state.vms.find(has)?.name ?? null;
}

function networkName(state: DesiredState, networkId: string): string {
  return state.networks.find(({ id }) => id === networkId)?.name ?? networkId;
}

function copyOf({ frames, octets, drops }: TrafficCounters): Traffic {
  return { frames, octets, drops: { ...drops } };
}
