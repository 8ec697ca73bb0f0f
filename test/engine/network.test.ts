import { beforeEach, describe, expect, it } from 'vitest';
import type { GatewayConfig, NetworkConfig } from '../../src-main/engine/engineConfig.ts';
import { Network } from '../../src-main/engine/network.ts';
import { Port } from '../../src-main/engine/switch/port.ts';
import { batchOf, FakeLink } from '../scenario/fakeLink.ts';
import { FakeParts } from '../scenario/fakeParts.ts';
import { ManualClock } from '../scenario/manualClock.ts';

const ipv4 = { address: '10.0.0.1', prefixLength: 24, dhcp: null };
const gateway: GatewayConfig = {
  mac: 0x0003_ff00_0001,
  mtu: 1500,
  dns: null,
  ipv4,
  ipv6: null,
};
const forward = {
  id: 'f',
  protocol: 'tcp',
  bindAddress: '127.0.0.1',
  bindPort: 8080,
  guestMac: 1,
  guestPort: 80,
} as const;

let parts: FakeParts;
let network: Network;

function apply(change: Partial<NetworkConfig>): void {
  const config = { id: 'n', gateway, nat: { forwards: [] }, uplink: null, hostPort: null };
  network.apply({ ...config, ...change }, []);
}

beforeEach(() => {
  parts = new FakeParts();
  network = new Network('n', {
    clock: new ManualClock(),
    parts,
    seed: 1,
    changed: () => undefined,
  });
});

describe('network', () => {
  it('makes gateway and NAT once, and applies changes to them', () => {
    apply({});
    apply({ gateway: { ...gateway, dns: null }, nat: { forwards: [forward] } });
    expect(parts.gateways).toHaveLength(1);
    expect(parts.nats).toHaveLength(1);
    expect(parts.gateways[0]!.upstream).toBe(parts.nats[0]);
    expect(parts.nats[0]!.config).toEqual({ forwards: [forward] });
  });

  it('without a gateway learns the addresses of guests, and forgets those of removed ports', () => {
    const link = new FakeLink('guest');
    const port = new Port('vm/1', link, () => undefined);
    port.open();
    network.plug(port);
    const config = { id: 'n', gateway: null, nat: null, uplink: null, hostPort: null };
    network.apply(config, [0x0003_ff00_0002]);
    const arp = 'ffffffffffff0003ff000002080600010800060400010003ff000002c0000232';
    link.sink!.receive(batchOf([Buffer.from(arp.padEnd(120, '0'), 'hex')]));
    expect(network.addressesOf(0x0003_ff00_0002)).toEqual(['192.0.2.50']);
    network.guestGone(0x0003_ff00_0002);
    expect(network.addressesOf(0x0003_ff00_0002)).toEqual([]);
  });

  describe('with a host NIC', () => {
    const uplink = { nic: 'lan0', isolated: false, translate: false };
    const bridged = (change: Partial<NetworkConfig> = {}, guests: readonly number[] = [1, 2]) =>
      network.apply(
        { id: 'n', gateway: null, nat: null, uplink, hostPort: null, ...change },
        guests,
      );
    let guest: FakeLink;

    function plugGuest(): Port {
      guest = new FakeLink('guest');
      const port = new Port('vm/1', guest, () => undefined);
      port.open();
      network.plug(port);
      return port;
    }

    it('R10 holds the NIC only while a guest is attached', () => {
      bridged();
      expect(parts.uplinks).toHaveLength(0);
      const port = plugGuest();
      network.followGuests();
      expect(parts.uplinks).toMatchObject([{ name: 'lan0', guests: [1, 2], closed: false }]);
      guest.attach('detached');
      network.followGuests();
      expect(parts.uplinks[0]!.closed).toBe(true);
      guest.attach('attached');
      network.followGuests();
      network.unplug(port);
      network.followGuests();
      expect(parts.uplinks.map(({ closed }) => closed)).toEqual([true, true]);
    });

    it('R20 passes the guests to the NIC, and the cables follow its state', () => {
      plugGuest();
      bridged();
      const nic = parts.uplinks[0]!;
      nic.attach('detached');
      nic.problem = 'helperMissing';
      expect(network.uplink()).toEqual([
        { networkId: 'n', nic: 'lan0', attached: false, problem: 'helperMissing' },
      ]);
      nic.attach('attached');
      expect(guest.carriers).toEqual([true, false, true]);
      bridged({}, [3]);
      expect([nic.guests, parts.uplinks.length]).toEqual([[3], 1]);
      bridged({ uplink: { ...uplink, isolated: true } });
      expect([nic.closed, parts.uplinks.length]).toEqual([true, 2]);
    });

    it('R42 a host port alone does not hold it', () => {
      bridged({ hostPort: { name: 'pc-lan', mac: 1, address: '169.254.0.2/16' } });
      expect([parts.hostPorts.length, parts.uplinks.length]).toEqual([1, 0]);
    });
  });

  it('R42 has a host port, made anew when it changes', () => {
    const hostPort = { name: 'pclab', mac: 9, address: '169.254.0.1/16' };
    apply({ hostPort });
    apply({ hostPort: { ...hostPort } });
    expect(parts.hostPorts.map(({ carriers }) => carriers)).toEqual([[true]]);
    apply({ hostPort: { ...hostPort, address: '169.254.0.2/16' } });
    expect(parts.hostPorts.map(({ closed }) => closed)).toEqual([true, false]);
    network.close();
    expect(parts.hostPorts[1]!.closed).toBe(true);
  });

  it('R40 answers nothing without a gateway', () => {
    apply({ gateway: null, nat: null });
    expect(parts.gateways).toHaveLength(0);
    apply({});
    apply({ gateway: null, nat: null });
    expect(parts.gateways[0]!.closed).toBe(true);
    expect(parts.nats[0]!.closed).toBe(true);
    expect(network.leases()).toEqual([]);
  });

  it('has nothing of ours on it where the gateway has no address', () => {
    apply({});
    apply({ gateway: { ...gateway, ipv4: null } });
    expect(parts.gateways.map(({ closed }) => closed)).toEqual([true]);
    expect(parts.nats.map(({ closed }) => closed)).toEqual([true]);
  });

  it.each([{ mac: 0x0003_ff00_0002 }, { ipv4: { ...ipv4, address: '10.0.0.2' } }])(
    'replaces the gateway, and NAT with it, when it becomes %o',
    (change) => {
      apply({});
      apply({ gateway: { ...gateway, ...change } });
      expect(parts.gateways.map(({ closed }) => closed)).toEqual([true, false]);
      expect(parts.nats.map(({ closed }) => closed)).toEqual([true, false]);
      expect(parts.gateways[1]!.upstream).toBe(parts.nats[1]);
    },
  );

  it.each([
    { change: { ipv4: { ...ipv4, prefixLength: 16 } }, changed: { ipv4: { prefixLength: 16 } } },
    { change: { mtu: 9000 }, changed: { mtu: 9000 } },
  ])(
    'keeps the gateway and replaces NAT when the network becomes $changed',
    ({ change, changed }) => {
      apply({});
      apply({ gateway: { ...gateway, ...change } });
      expect(parts.gateways).toHaveLength(1);
      expect(parts.nats.map(({ closed }) => closed)).toEqual([true, false]);
      expect(parts.gateways[0]!.settings).toMatchObject(changed);
    },
  );

  it('replaces NAT when the gateway has another resolver', () => {
    apply({});
    parts.gateways[0]!.dns = {};
    apply({});
    expect(parts.nats).toHaveLength(2);
  });

  it('takes NAT away and gives it back', () => {
    apply({});
    apply({ nat: null });
    expect(parts.gateways[0]!.upstream).toBeNull();
    apply({});
    expect(parts.gateways[0]!.upstream).toBe(parts.nats[1]);
  });

  it('answers with what its parts know, and its own id', () => {
    apply({});
    parts.nats[0]!.running = [
      {
        mac: 1,
        protocol: 'tcp',
        guest: '10.0.0.2:1',
        remote: '1.2.3.4:80',
        state: 'established',
        octetsOut: 1,
        octetsIn: 2,
      },
    ];
    expect(network.flows()[0]).toMatchObject({ networkId: 'n', guest: '10.0.0.2:1' });
    expect(network.addressesOf(5)).toEqual(['10.0.0.5']);
    expect(network.leases()).toMatchObject([{ mac: 1, address: '10.0.0.2' }]);
  });
});
