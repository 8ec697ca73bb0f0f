/** The gateway on its port; network.test.ts has when gateway and NAT are replaced. */
import { beforeEach, expect, it } from 'vitest';
import { parseIpv4 } from '../../src-main/address/ipv4.ts';
import type { ForwardConfig, GatewayConfig } from '../../src-main/engine/engineConfig.ts';
import { GatewayPort } from '../../src-main/engine/gatewayPort.ts';
import { Port } from '../../src-main/engine/switch/port.ts';
import { Switch } from '../../src-main/engine/switch/switch.ts';
import { FakeLink, frame } from '../scenario/fakeLink.ts';
import { FakeParts } from '../scenario/fakeParts.ts';
import { ManualClock } from '../scenario/manualClock.ts';

const MAC = 0x0003_ff00_0001;
const GUEST = 0x0003_ff00_0005;
const CONFIG: GatewayConfig = {
  ...{ mac: MAC, mtu: 1500, dns: null, ipv6: null },
  ipv4: { address: '10.0.0.1', prefixLength: 24, dhcp: null },
};
const NAT = { forwards: [] };

let parts: FakeParts;
let port: GatewayPort;
let guest: FakeLink;
let guestPort: Port;

beforeEach(() => {
  const clock = new ManualClock();
  const fabric = new Switch(() => clock.now(), 1);
  parts = new FakeParts();
  port = new GatewayPort(fabric, { clock, parts, seed: 1, changed: () => undefined });
  guest = new FakeLink('guest');
  guestPort = new Port('vm/1', guest, () => undefined);
  fabric.plug(guestPort);
  guestPort.open();
});

it('a gateway without an address is none: nothing is known, and NAT is not created', () => {
  port.apply({ ...CONFIG, ipv4: null }, NAT);
  expect([port.mac, port.addressesOf(GUEST), parts.nats]).toEqual([null, null, []]);
  expect([port.leases(), port.flows(), port.forwards()]).toEqual([[], [], []]);
});

it('answers with what gateway and NAT know, addresses as text', () => {
  const forward: ForwardConfig = {
    ...{ id: 'f', protocol: 'tcp', bindAddress: '127.0.0.1', bindPort: 8080 },
    ...{ guestMac: GUEST, guestPort: 80 },
  };
  port.apply(CONFIG, { forwards: [forward] });
  expect([port.mac, port.addressesOf(GUEST)]).toEqual([MAC, ['10.0.0.5']]);
  expect(port.leases()).toMatchObject([{ address: '10.0.0.2' }]);
  expect(port.forwards()).toEqual([{ id: 'f', problem: null }]);
});

it('the gateway gets its addresses as numbers', () => {
  port.apply(CONFIG, null);
  expect(parts.gateways[0]!.settings.ipv4.address).toBe(parseIpv4('10.0.0.1'));
});

it('frames for the gateway reach it, and no guest can take its MAC', () => {
  port.apply(CONFIG, null);
  guest.send(frame(GUEST, MAC));
  guest.send(frame(MAC, GUEST));
  expect(parts.gateways[0]!.taken).toEqual([frame(MAC, GUEST)]);
  expect(guestPort.traffic.fromGuest.snapshot()).toMatchObject({
    frames: 1,
    drops: { badSource: 1 },
  });
});

it('once closed, the gateway is off the switch, its MAC is free, and NAT is closed', () => {
  port.apply(CONFIG, NAT);
  port.close();
  guest.send(frame(0xffff_ffff_ffff, MAC));
  expect(guestPort.traffic.fromGuest.snapshot()).toMatchObject({ frames: 1, drops: {} });
  const [gateway] = parts.gateways;
  expect([gateway!.closed, gateway!.taken, gateway!.upstream]).toEqual([true, [], null]);
  expect([parts.nats[0]!.closed, port.mac]).toEqual([true, null]);
  port.close();
});
