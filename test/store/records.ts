/** Records as the app would give them to the store. */
import type { ForwardRecord, NetworkRecord, VmRecord } from '../../src-main/store/records.ts';

export const network: NetworkRecord = {
  id: 'net-1',
  name: 'Shared',
  kind: 'shared',
  nic: null,
  dedicated: false,
  translate: false,
  hostPortMac: null,
  subnet: '192.168.131.0/24',
  gateway: '192.168.131.1',
  gatewayMac: '00-03-FF-00-00-01',
  dhcp: true,
  rangeFrom: '192.168.131.16',
  rangeTo: '192.168.131.254',
  dns: ['9.9.9.9'],
  mtu: 1500,
  reservations: [],
};

export const vm: VmRecord = {
  id: 'vm-1',
  name: 'Alpha',
  kind: 'qemu',
  command: 'qemu-system-x86_64 -m 256',
  attachmentKind: 'qemuStream',
  runningCards: null,
  adapters: [
    {
      n: 1,
      mode: 'shared',
      networkId: 'net-1',
      cable: true,
      mac: '00-03-FF-00-00-11',
      model: 'virtio',
      attachment: { kind: 'qemuStream' },
      policy: {},
    },
    {
      n: 2,
      mode: 'none',
      networkId: null,
      cable: false,
      mac: '00-03-FF-00-00-12',
      model: 'e1000',
      attachment: { kind: 'qemuStream' },
      policy: {},
    },
  ],
};

export const forward: ForwardRecord = {
  id: 'fwd-1',
  vmId: 'vm-1',
  n: 1,
  protocol: 'tcp',
  address: '127.0.0.1',
  port: 8080,
  guestPort: 80,
};
