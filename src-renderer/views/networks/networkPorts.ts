/** The ports of a network: adapters, the gateway, NICs and other networks. */
import type { Network, Nic } from '../../../src-main/contract/network.ts';
import type { Vm } from '../../../src-main/contract/vm.ts';
import { t } from '../../text/text.ts';

export interface NetworkPort {
  readonly key: string;
  readonly name: string;
  readonly state: string;
  /** The station on the port is connected. */
  readonly up: boolean;
  readonly address: string;
  readonly mac: string;
}

const NOTHING = '–';
const listed = (addresses: readonly string[]): string => addresses.join(', ') || NOTHING;

/** @param nics the known NICs of this computer */
export function networkPorts(
  network: Network,
  vms: readonly Vm[],
  nics: readonly Nic[],
): NetworkPort[] {
  return [
    ...ourPorts(network, nics),
    ...network.patches.map(({ networkId, name }) => ({
      ...{ key: `patch ${networkId}`, name: t('networks.port.patch', { network: name }) },
      ...{ state: t('networks.port.plugged'), up: true, address: NOTHING, mac: NOTHING },
    })),
    ...vms.flatMap((vm) => adapterPorts(network, vm)),
  ];
}

function ourPorts({ gateway, hostPort, nic }: Network, nics: readonly Nic[]): NetworkPort[] {
  const ports: NetworkPort[] = [];
  const serves = { state: t('networks.port.serves'), up: true, mac: NOTHING };
  if (gateway !== null)
    ports.push({ key: 'gateway', name: t('networks.port.gateway'), address: gateway, ...serves });
  if (hostPort !== null) {
    const { nic: card, address, problem } = hostPort;
    const state = t(problem === null ? 'networks.port.plugged' : 'networks.port.failed');
    const name = t('networks.port.host', { nic: card });
    ports.push({ key: 'host', name, state, up: problem === null, address, mac: NOTHING });
  }
  if (nic !== null) ports.push(uplinkPort(nic, nics));
  return ports;
}

function uplinkPort(nic: string, nics: readonly Nic[]): NetworkPort {
  const facts = nics.find(({ name }) => name === nic);
  const up = facts?.up ?? false;
  return {
    key: 'uplink',
    name: t('networks.port.uplink', { nic }),
    state: t(up ? 'networks.port.up' : 'networks.port.down'),
    up,
    address: listed(facts?.addresses ?? []),
    mac: facts?.mac ?? NOTHING,
  };
}

function adapterPorts({ id }: Network, vm: Vm): NetworkPort[] {
  return vm.adapters
    .filter(({ networkId }) => networkId === id)
    .map(({ n, link, ip, mac }) => ({
      key: `${vm.id} ${n}`,
      name: t('networks.port.adapter', { vm: vm.name, n }),
      state: t(link === 'up' ? 'networks.port.up' : 'networks.port.down'),
      up: link === 'up',
      address: listed(ip),
      mac,
    }));
}
