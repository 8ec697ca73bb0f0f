/**
 * The configuration of the engine, computed as a whole from the settings. A pure function.
 * Read first: ../engine/engineConfig.ts.
 */
import type {
  DhcpConfig,
  DnsConfig,
  EngineConfig,
  ForwardConfig,
  GatewayConfig,
  LeaseConfig,
  NetworkConfig,
  PortConfig,
} from '../../engine/engineConfig.ts';
import { parseMac } from '../../address/mac.ts';
import type { AdapterRecord, NetworkRecord, VmRecord } from '../../store/records.ts';
import { presentCards, reachedNetwork } from '../vms/cards.ts';
import { type DesiredState, portId } from './desiredState.ts';
import { dnsLabels } from './dnsNames.ts';
import { hostPorts } from '../networks/hostPorts.ts';
import { patchedTogether, servingNetwork } from '../networks/patchCables.ts';
import { checkSubnet } from '../networks/subnets.ts';
import { attachmentRules } from '../vms/attachments/attachments.ts';

/** Seconds. One hour, as in dnsmasq; guests renew after half of it (RFC 2131 §4.4.5). */
const LEASE_TIME_S = 3600;

export function desiredEngineConfig(
  state: DesiredState,
  socketPath: (vmId: string, n: number) => string,
): EngineConfig {
  const ports = hostPorts(state.networks);
  return {
    networks: state.networks.map((network) => ({
      ...networkConfig(state, network),
      hostPort: ports.get(network.id) ?? null,
    })),
    ports: state.vms.flatMap((vm) =>
      presentCards(vm).map((adapter) => portConfig(vm, adapter, state.paused, socketPath)),
    ),
    patches: state.patches.map(({ one, other }) => ({ ends: [one, other] })),
  };
}

function portConfig(
  vm: VmRecord,
  adapter: AdapterRecord,
  paused: boolean,
  socketPath: (vmId: string, n: number) => string,
): PortConfig {
  const { n, mac, attachment } = adapter;
  return {
    id: portId(vm.id, n),
    mac: parseMac(mac),
    networkId: reachedNetwork(adapter, paused),
    policy: adapter.policy,
    link: attachmentRules(attachment.kind).link(attachment, mac, () => socketPath(vm.id, n)),
  };
}

function networkConfig(
  state: DesiredState,
  network: NetworkRecord,
): Omit<NetworkConfig, 'hostPort'> {
  const { nic, dedicated, translate } = network;
  const isShared = network.kind === 'shared';
  return {
    id: network.id,
    // R40: an internal network without DHCP has no gateway, and neither has a LAN. Only one of
    // several networks that are patched together has a gateway (R43).
    gateway: gatewayAnswers(state, network) ? gatewayConfig(state, network) : null,
    nat: isShared ? { forwards: forwardConfigs(state, network) } : null,
    uplink: nic === null ? null : { nic, isolated: dedicated, translate },
  };
}

/** Whether Patchcord's gateway answers on this network. */
export function gatewayAnswers(state: DesiredState, network: NetworkRecord): boolean {
  const hasGateway = network.kind === 'shared' || network.dhcp;
  return hasGateway && servingNetwork(state, network).id === network.id;
}

function gatewayConfig(state: DesiredState, network: NetworkRecord): GatewayConfig {
  const isShared = network.kind === 'shared';
  return {
    mac: parseMac(network.gatewayMac),
    mtu: network.mtu,
    dns: isShared ? dnsConfig(state, network) : null,
    ipv4: {
      address: network.gateway,
      prefixLength: checkSubnet(network.subnet).prefixLength,
      dhcp: network.dhcp ? dhcpConfig(state, network) : null,
    },
    ipv6: null,
  };
}

function dhcpConfig(state: DesiredState, network: NetworkRecord): DhcpConfig {
  return {
    first: network.rangeFrom,
    last: network.rangeTo,
    router: network.kind === 'shared',
    leaseTimeS: LEASE_TIME_S,
    leases: leaseConfigs(state, network),
    reservations: network.reservations.map(({ mac, address }) => ({ mac: parseMac(mac), address })),
  };
}

/** The range may have changed since; the engine leaves out leases outside it. */
function leaseConfigs(state: DesiredState, network: NetworkRecord): LeaseConfig[] {
  return state.leases
    .filter(({ networkId }) => networkId === network.id)
    .map(({ mac, address, hostname, expiresAtMs }) => ({
      mac: parseMac(mac),
      address,
      hostname,
      expiresAtMs,
    }));
}

function dnsConfig(state: DesiredState, network: NetworkRecord): DnsConfig {
  const labels = dnsLabels(state.vms);
  const within = idsTogether(state, network);
  const names = state.vms.flatMap((vm) =>
    presentCards(vm)
      .filter(({ networkId }) => networkId !== null && within.has(networkId))
      .map(({ mac }) => ({ name: labels.get(vm.id)!, mac: parseMac(mac) })),
  );
  return { servers: network.dns, names };
}

/** Ids of the network and of the networks patched to it. */
function idsTogether(state: DesiredState, network: NetworkRecord): Set<string> {
  return new Set(patchedTogether(state, network.id).map(({ id }) => id));
}

/** Forwards to adapters that can be reached from this network now. */
function forwardConfigs(state: DesiredState, network: NetworkRecord): ForwardConfig[] {
  const within = idsTogether(state, network);
  return state.forwards.flatMap(({ id, vmId, n, protocol, address, port, guestPort }) => {
    const vm = state.vms.find((candidate) => candidate.id === vmId)!;
    const adapter = presentCards(vm).find((candidate) => candidate.n === n);
    const reached = adapter && reachedNetwork(adapter, state.paused);
    if (!reached || !within.has(reached)) return [];
    const guestMac = parseMac(adapter.mac);
    return [{ id, protocol, bindAddress: address, bindPort: port, guestMac, guestPort }];
  });
}
