/** Adds, changes and removes networks (R33, R39–R41). Adding and changing return the network's id. */
import type { CheckedArgs } from '../../contract/contract.ts';
import type { NetworkChange, NetworkKind } from '../../contract/network.ts';
import { formatIpv4, parseIpv4 } from '../../address/ipv4.ts';
import type { NetworkRecord, VmRecord } from '../../store/records.ts';
import { AppError } from '../appError.ts';
import type { AppContext } from '../appContext.ts';
import { findNetwork } from '../desired/desiredState.ts';
import { changedHostNetwork, newHostNetwork } from './hostNetworks.ts';
import { checkHostPort, hostPortMac } from './hostPorts.ts';
import { derivedMac, macOwners } from '../vms/macAddresses.ts';
import { checkNetworkName, newId } from '../names.ts';
import { UNPLUGGED } from '../vms/plug.ts';
import { canonical, checkReservations } from './reservations.ts';
import { type Subnet, formatSubnet, overlaps } from '../../address/subnet.ts';
import {
  INTERNAL_SUBNET,
  type Range,
  checkRange,
  clashingAddress,
  defaultRange,
  fits,
  freeSharedSubnet,
  gatewayOf,
  checkSubnet,
} from './subnets.ts';

/** Octets. What every path on Ethernet carries (RFC 894). */
const DEFAULT_MTU = 1500;

type PlainKind = Exclude<NetworkKind, 'host'>;

export function addNetwork(app: AppContext, args: CheckedArgs<'network.add'>): string {
  const { name, kind } = args;
  if (kind === 'host') return addHostNetwork(app, args);
  const subnet = args.subnet === undefined ? freeSubnet(app, kind) : checkSubnet(args.subnet);
  const plain = newNetwork(app, name, kind, subnet);
  checkNetworkName(name, app.state.networks, plain.id);
  const network = changed(app, plain, { ...args, subnet: formatSubnet(subnet) });
  app.commit((store) => store.networks.insert(network));
  return network.id;
}

export function setNetwork(app: AppContext, args: CheckedArgs<'network.set'>): string {
  const network = findNetwork(app.state, args.network);
  if (args.change.name !== undefined)
    checkNetworkName(args.change.name, app.state.networks, network.id);
  const after = changed(app, network, args.change);
  app.commit((store) => store.networks.update(after));
  return network.id;
}

/** Works also while Host adapter is not available. */
function addHostNetwork(app: AppContext, args: CheckedArgs<'network.add'>): string {
  const plain = newHostNetwork(app, args.name, args.nic);
  checkNetworkName(args.name, app.state.networks, plain.id);
  const network = changedHostNetwork(plain, args);
  app.commit((store) => store.networks.insert(network));
  return network.id;
}

/**
 * With `unplug`, its adapters are disconnected first.
 * @throws AppError `networkInUse` with the names of the VMs that are plugged in
 */
export function removeNetwork(app: AppContext, args: CheckedArgs<'network.remove'>): void {
  const network = findNetwork(app.state, args.network);
  const users = app.state.vms.filter(({ adapters }) =>
    adapters.some(({ networkId }) => networkId === network.id),
  );
  const vms = users.map(({ name }) => name).join(', ');
  if (users.length > 0 && !args.unplug)
    throw new AppError('networkInUse', { network: network.name, vms });
  app.commit((store) => {
    for (const vm of users) store.vms.update(unplugged(vm, network.id));
    store.networks.remove(network.id);
  });
}

function unplugged(vm: VmRecord, networkId: string): VmRecord {
  const adapters = vm.adapters.map((adapter) =>
    adapter.networkId === networkId ? { ...adapter, ...UNPLUGGED } : adapter,
  );
  return { ...vm, adapters };
}

/** With a new id and defaults; not stored yet. */
export function newNetwork(
  app: AppContext,
  name: string,
  kind: PlainKind,
  subnet: Subnet,
): NetworkRecord {
  const id = newId('net', app.state.networks, (octets) => app.host.random(octets));
  const owners = macOwners(app.state, null);
  return {
    id,
    name,
    kind,
    nic: null,
    dedicated: false,
    translate: false,
    hostPortMac: null,
    gatewayMac: derivedMac(app.hostMac, id, (mac) => owners.has(mac)),
    dhcp: true,
    dns: [],
    mtu: DEFAULT_MTU,
    reservations: [],
    ...addressing(subnet, defaultRange(subnet)),
  };
}

/** Internal networks are isolated, so all of them may have the same subnet. */
function freeSubnet(app: AppContext, kind: PlainKind): Subnet {
  if (kind === 'internal') return checkSubnet(INTERNAL_SUBNET);
  const free = freeSharedSubnet(sharedSubnets(app, null), app.host.addresses());
  if (free === undefined) throw new AppError('noSubnetLeft');
  return free;
}

function changed(app: AppContext, network: NetworkRecord, change: NetworkChange): NetworkRecord {
  if (network.kind === 'host') return changedHostNetwork(network, change);
  if (change.dedicated === true || change.translate === true)
    throw new AppError('nicOnly', { network: network.name });
  const after = withHostPort(app, changedAddresses(app, network, change), change.hostPort);
  checkReservations(after);
  return after;
}

function withHostPort(
  app: AppContext,
  network: NetworkRecord,
  wanted: boolean = network.hostPortMac !== null,
): NetworkRecord {
  if (!wanted) return { ...network, hostPortMac: null };
  if (network.kind !== 'internal')
    throw new AppError('hostPortOnInternal', { network: network.name });
  checkHostPort(app, network);
  return { ...network, hostPortMac: network.hostPortMac ?? hostPortMac(app, network.id) };
}

function changedAddresses(
  app: AppContext,
  network: NetworkRecord,
  change: NetworkChange,
): NetworkRecord {
  const subnet = checkSubnet(change.subnet ?? network.subnet);
  if (network.kind === 'shared' && change.subnet !== undefined) checkFree(app, network, subnet);
  return {
    ...network,
    name: change.name ?? network.name,
    dhcp: change.dhcp ?? network.dhcp,
    dns: change.dns === undefined ? network.dns : checkedDns(network, change.dns),
    mtu: change.mtu ?? network.mtu,
    reservations:
      change.reservations === undefined ? network.reservations : canonical(change.reservations),
    ...addressing(subnet, rangeIn(subnet, network, change)),
  };
}

/** The present range stays if it lies in the subnet. */
function rangeIn(subnet: Subnet, network: NetworkRecord, change: NetworkChange): Range {
  if (change.range !== undefined) return checkRange(subnet, change.range.from, change.range.to);
  const kept = { first: parseIpv4(network.rangeFrom), last: parseIpv4(network.rangeTo) };
  return fits(kept, subnet) ? kept : defaultRange(subnet);
}

type Addressing = Pick<NetworkRecord, 'subnet' | 'gateway' | 'rangeFrom' | 'rangeTo'>;

function addressing(subnet: Subnet, range: Range): Addressing {
  return {
    subnet: formatSubnet(subnet),
    gateway: formatIpv4(gatewayOf(subnet)),
    rangeFrom: formatIpv4(range.first),
    rangeTo: formatIpv4(range.last),
  };
}

/** Guests reach the host's networks through a Shared one: it must have addresses of its own. */
function checkFree(app: AppContext, network: NetworkRecord, subnet: Subnet): void {
  if (formatSubnet(subnet) === network.subnet && isKept(app, network)) return;
  const text = formatSubnet(subnet);
  const other = app.state.networks.find(
    ({ id, kind, subnet: theirs }) =>
      kind === 'shared' && id !== network.id && overlaps(subnet, checkSubnet(theirs)),
  );
  if (other !== undefined)
    throw new AppError('subnetOverlaps', { subnet: text, network: other.name });
  const clash = clashingAddress(subnet, app.host.addresses());
  if (clash !== undefined)
    throw new AppError('subnetClashesWithHost', {
      subnet: text,
      address: clash.address,
      nic: clash.nic,
    });
}

/** A stored subnet may be given again, even if the host uses it now. */
function isKept(app: AppContext, network: NetworkRecord): boolean {
  return app.state.networks.some(({ id }) => id === network.id);
}

function checkedDns(network: NetworkRecord, servers: readonly string[]): string[] {
  if (network.kind === 'internal' && servers.length > 0)
    throw new AppError('dnsOnInternal', { network: network.name });
  return servers.map((server) => {
    const address = parseIpv4(server.trim());
    if (Number.isNaN(address) || address === 0)
      throw new AppError('dnsAddressMalformed', { address: server.slice(0, 64) });
    return formatIpv4(address);
  });
}

function sharedSubnets(app: AppContext, exceptId: string | null): Subnet[] {
  return app.state.networks
    .filter(({ id, kind }) => kind === 'shared' && id !== exceptId)
    .map(({ subnet }) => checkSubnet(subnet));
}
