/** Words of a VM's port forwarding page. */
import type { ForwardAnswer } from '../../../src-main/contract/network.ts';

export const forwardsText = {
  title: 'Port forwarding',
  about:
    'Programs outside can reach a service in this VM: Patchcord forwards a port of this computer to a port of the guest. This needs an adapter on Shared networking.',
  count: '{count} rule | {count} rules',
  none: 'No rules yet.',
  protocol: 'Protocol',
  protocols: { tcp: 'TCP', udp: 'UDP' },
  from: 'On this computer',
  to: 'To the guest',
  target: 'Adapter {n}, port {port}',
  hostAddress: 'Host address',
  hostAddressHelp: '127.0.0.1 allows this computer only; 0.0.0.0 allows everyone who can reach it.',
  hostPort: 'Host port',
  guestPort: 'Guest port',
  toAdapter: 'To adapter',
  states: {
    listening: 'Listening',
    waiting: 'Waiting for a Shared adapter',
    failed: 'Failed',
    new: 'Not applied yet',
  },
  state: 'State',
  add: 'Add rule',
  remove: 'Remove the rule for host port {port}',
  portRange: 'A port is a number from 1 to 65535.',
  portLow: 'Ports below 1024 are reserved for the system. Choose 1024 or higher.',
  addressFormat: 'Enter an address such as 127.0.0.1.',
  taken: 'Another rule already uses this port.',
  actions: 'Actions',
  edit: 'Change the rule for host port {port}',
  change: 'Change rule',
  save: 'Keep change',
  keep: 'Keep the rule for host port {port}',
  removed: 'Will be removed',
  changed: 'Changed, not applied yet',
  test: 'Test',
  testRule: 'Test the rule for host port {port}',
  testing: 'Testing…',
  answer: {
    answered: 'The guest answered.',
    refused:
      'The guest refused the connection. Start the service in the guest, or choose the port that it listens on.',
    silent: 'The guest did not answer. Check its firewall, or wait until it has started.',
    unknown:
      'The datagram was sent, and no answer came back. This can be normal: a UDP service need not answer.',
    vmNotRunning: 'The VM is not running. Start it first.',
    noAddress: 'The guest has no address yet. Wait until it has started.',
    notListening: 'This rule is not listening.',
  } satisfies Record<ForwardAnswer, string>,
};
