/** A network as text. */
import type { Network } from '../../contract/network.ts';
import { formatFields } from './table.ts';

export function formatNetwork(network: Network): string {
  return formatFields([
    ['Name', network.name],
    ['Id', network.id],
    ['Kind', network.kind],
    ...(network.nic === null ? [] : formatNic(network)),
    ['Subnet', network.subnet || 'set by the LAN'],
    ['Gateway', network.gateway ?? 'none'],
    ['DHCP', network.dhcp ? `${network.range.from} – ${network.range.to}` : 'off'],
    [
      'DNS',
      network.dns.join(' ') || (network.kind === 'shared' ? 'same as this computer' : 'none'),
    ],
    [
      'This computer',
      network.hostPort ? `${network.hostPort.address} on ${network.hostPort.nic}` : 'not connected',
    ],
    [
      'Reserved',
      network.reservations.map(({ mac, address }) => `${address} for ${mac}`).join(', ') || 'none',
    ],
    ['Patched to', network.patches.map(({ name }) => name).join(', ') || 'none'],
    ...servedBy(network),
    ['MTU', String(network.mtu)],
    ['Adapters', String(network.adapters)],
  ]);
}

function formatNic({ nic, dedicated, translate }: Network): [string, string][] {
  return [
    ['NIC', nic ?? ''],
    ['Dedicated', dedicated ? 'on' : 'off'],
    ['Translate', translate ? 'on' : 'off'],
  ];
}

function servedBy({ servedBy: server }: Network): [string, string][] {
  return server === null ? [] : [['Addresses from', server]];
}
