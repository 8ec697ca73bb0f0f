/** The real parts, none of which touches this computer before it is opened. */
import { beforeEach, expect, it } from 'vitest';
import { createNetworkParts } from '../../src-main/engine/createNetworkParts.ts';
import type { HostDevices } from '../../src-main/engine/link/hostDevices.ts';
import { RecordingSink } from '../scenario/fakeLink.ts';
import { SHARED } from '../scenario/gatewayScene.ts';
import { ManualClock } from '../scenario/manualClock.ts';

const LAN0 = { index: 2, name: 'lan0', mac: 0x0200_0000_0001, up: true, mtu: 1500 };

let asked: string[];
let clock: ManualClock;

/** Refuses every call, and notes it. */
function refuse(call: string) {
  return (...words: unknown[]): never => {
    asked.push([call, ...words.map((word) => JSON.stringify(word))].join(' '));
    throw Object.assign(new Error('refused'), { code: 'helperMissing' });
  };
}

const hostDevices: HostDevices = {
  devices: {
    byName: () => LAN0,
    byIndex: () => LAN0,
    listen: () => asked.push('listen'),
    unlisten: () => undefined,
  },
  privileges: {
    openTap: refuse('openTap'),
    offerTap: refuse('offerTap'),
    dropTap: refuse('dropTap'),
    openPacketSocket: refuse('openPacketSocket'),
    redirect: refuse('redirect'),
    isolate: refuse('isolate'),
    hostAddress: refuse('hostAddress'),
  },
};

beforeEach(() => {
  asked = [];
  clock = new ManualClock();
});

it('NAT is created in its gateway, and closes without a flow', () => {
  const parts = createNetworkParts(hostDevices, clock);
  const options = { clock, events: { leaseChanged: () => undefined } };
  const { gateway, createNat } = parts.createGateway(SHARED, options);
  gateway.open(new RecordingSink());
  const nat = createNat({ clock, forwardsChanged: () => undefined });
  nat.apply({ forwards: [] });
  expect([nat.flows(), nat.forwards(), gateway.leases()]).toEqual([[], [], []]);
  nat.close();
  gateway.close();
  expect([asked, clock.armed]).toEqual([[], 0]);
});

it('a host NIC is opened by its name', () => {
  const uplink = createNetworkParts(hostDevices, clock).createUplink(
    { nic: 'lan0', isolated: false, translate: false },
    clock,
  );
  expect(asked).toEqual([]);
  uplink.open(new RecordingSink());
  expect([asked, uplink.problem]).toEqual([['listen', 'openPacketSocket "lan0"'], 'helperMissing']);
  uplink.close();
});

it('a host port is a TAP with the MAC of the configuration', () => {
  const hostPort = createNetworkParts(hostDevices, clock).createHostPort(
    { name: 'pclab', mac: 0x0200_0000_0001, address: '169.254.0.1/16' },
    clock,
  );
  expect(asked).toEqual([]);
  hostPort.open(new RecordingSink());
  expect([asked, hostPort.state]).toEqual([
    ['listen', 'openTap {"name":"pclab","mac":"02:00:00:00:00:01"}'],
    'detached',
  ]);
  hostPort.close();
});
