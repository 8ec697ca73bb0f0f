import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { parseIp } from '../../../src-main/address/ip.ts';
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import { HostAddresses } from '../../../src-main/engine/uplink/hostAddresses.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

function on(...addresses: string[]): ReturnType<typeof networkInterfaces> {
  return { eth0: addresses.map((address) => ({ address }) as NetworkInterfaceInfo) };
}

/** As it lies in a frame. */
function has(host: HostAddresses, text: string): boolean {
  const { word0, word1, word2, word3 } = parseIp(text)!;
  const view = new DataView(new ArrayBuffer(20));
  [word0, word1, word2, word3].forEach((word, index) => {
    view.setInt32(4 + 4 * index, word);
  });
  return host.hasIpv6(view, 4);
}

it('knows addresses of both families, whatever zone they have', () => {
  const interfaces = () => on('192.0.2.1', '2001:db8::1', 'fe80::1%eth0', '::1');
  const host = new HostAddresses(new ManualClock(), interfaces);
  expect(host.hasIpv4(parseIpv4('192.0.2.1'))).toBe(true);
  expect(host.hasIpv4(parseIpv4('192.0.2.2'))).toBe(false);
  expect(['2001:db8::1', 'fe80::1', '::1'].map((text) => has(host, text))).not.toContain(false);
  expect(['2001:db8::2', 'fe80::1:0:1', '::'].map((text) => has(host, text))).not.toContain(true);
});

it('reads them anew after a second, and not before', () => {
  const clock = new ManualClock();
  let address = '192.0.2.1';
  const host = new HostAddresses(clock, () => on(address));
  const isFirst = (): boolean => host.hasIpv4(parseIpv4('192.0.2.1'));
  expect(isFirst()).toBe(true);
  address = '192.0.2.2';
  clock.advance(999);
  expect(isFirst()).toBe(true);
  clock.advance(1);
  expect(isFirst()).toBe(false);
});

it('reads those of this computer', () => {
  const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const { address } = own.find(({ family }) => family === 'IPv4')!;
  expect(new HostAddresses(new ManualClock()).hasIpv4(parseIpv4(address))).toBe(true);
});
