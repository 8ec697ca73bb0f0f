import { expect, it } from 'vitest';
import { networkPorts } from '../../../../src-renderer/views/networks/networkPorts.ts';
import { laboratory } from '../../givenView.ts';

const { networks, vms, nics } = laboratory();
const shown = (network: (typeof networks)[number]) =>
  networkPorts(network, vms, nics).map(({ name, up, address }) => [name, up, address]);

it('R63 the ports of a network: Patchcord, this computer, cables, and adapters', () => {
  const hostPort = { nic: 'pc-lab', address: '169.254.0.2/16', problem: null };
  const patches = [{ networkId: 'shared', name: 'Shared' }];
  expect(shown({ ...networks[1]!, hostPort, patches })).toEqual([
    ['Patchcord (gateway)', true, '169.254.0.1'],
    ['This computer, card pc-lab', true, '169.254.0.2/16'],
    ['Cable to “Shared”', true, '–'],
    ['OpenBSD firewall, adapter 2', true, '169.254.0.17'],
    ['Haiku, adapter 1', false, '–'],
  ]);
});

it('R11 a NIC is the port to the LAN, with what is known of it', () => {
  const lan = { ...networks[0]!, id: 'lan', kind: 'host', gateway: null } as const;
  expect(shown({ ...lan, nic: 'enp3s0' })).toEqual([
    ['Network card enp3s0 of this computer', true, '192.168.1.20'],
  ]);
  expect(shown({ ...lan, nic: 'gone0' })).toEqual([
    ['Network card gone0 of this computer', false, '–'],
  ]);
});
