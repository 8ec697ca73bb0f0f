import { expect, onTestFinished, test } from 'vitest';
import type { HostView } from '../../../src-main/app/appContext.ts';
import { openContext } from '../../../src-main/app/networks/defaultNetworks.ts';
import type { Nic } from '../../../src-main/contract/network.ts';
import { Store } from '../../../src-main/store/store.ts';
import { freshDataDir } from '../../store/dataDir.ts';
import { wiredNic } from '../standInApp.ts';

/** Makes each call of `random` return other octets, so that ids differ. */
let calls = 0;

const host: HostView = {
  addresses: () => [],
  boundUdpPorts: () => new Set(),
  random: (octets) => new Uint8Array(octets).fill(++calls),
  nics: () => [],
  nic: () => null,
  hostAdapterProblem: () => null,
};

function openStore(): Store {
  const store = Store.open(freshDataDir());
  onTestFinished(() => store.close());
  return store;
}

test.each<[string, readonly Nic[], string | RegExp]>([
  [
    'a NIC that is up',
    [{ ...wiredNic, mac: '02-00-00-00-00-09', up: false }, wiredNic],
    wiredNic.mac,
  ],
  ['any NIC', [{ ...wiredNic, mac: '02-00-00-00-00-09', up: false }], '02-00-00-00-00-09'],
  ['random octets', [], /^(0.)-\1-\1-\1-\1-\1$/],
])('MACs are derived from that of %s', (_case, nics, mac) => {
  expect(openContext(openStore(), host, nics).hostMac).toMatch(mac);
});

test('the MAC and the networks are chosen once', () => {
  const store = openStore();
  const first = openContext(store, host, [wiredNic]);
  expect(first.state.networks.map(({ name, kind }) => [name, kind])).toEqual([
    ['Shared', 'shared'],
    ['Internal', 'internal'],
  ]);
  first.commit(({ networks }) => networks.remove(first.state.networks[0]!.id));
  const again = openContext(store, host, []);
  expect(again.hostMac).toBe(wiredNic.mac);
  expect(again.state.networks.map(({ name }) => name)).toEqual(['Internal']);
});

test('R33 the Shared network gets a subnet that the host does not use', () => {
  const used = { nic: 'eth0', address: '192.168.131.5', prefixLength: 24 };
  const { state } = openContext(openStore(), { ...host, addresses: () => [used] }, []);
  expect(state.networks[0]!.subnet).toBe('192.168.132.0/24');
});
