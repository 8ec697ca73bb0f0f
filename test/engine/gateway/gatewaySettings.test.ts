import { expect, it } from 'vitest';
import { parseIpv4 } from '../../../src-main/address/ipv4.ts';
import type { DhcpConfig, GatewayConfig } from '../../../src-main/engine/engineConfig.ts';
import { gatewaySettings } from '../../../src-main/engine/gateway/gatewaySettings.ts';

const dhcp: DhcpConfig = {
  first: '192.168.131.16',
  last: '192.168.131.254',
  router: true,
  leaseTimeS: 3600,
  leases: [{ mac: 1, address: '192.168.131.20', hostname: 'alpha', expiresAtMs: 5 }],
  reservations: [{ mac: 2, address: '192.168.131.5' }],
};
const config: GatewayConfig = {
  mac: 0x0003_ff00_0001,
  mtu: 1500,
  dns: null,
  ipv4: { address: '192.168.131.1', prefixLength: 24, dhcp },
  ipv6: null,
};

it('has every address as a number, and everything else as it was', () => {
  const { address, prefixLength, dhcp: read } = gatewaySettings(config)!.ipv4;
  expect([address, prefixLength]).toEqual([parseIpv4('192.168.131.1'), 24]);
  expect(read).toEqual({
    ...{ first: parseIpv4('192.168.131.16'), last: parseIpv4('192.168.131.254') },
    ...{ router: true, leaseTimeS: 3600 },
    leases: [{ ...dhcp.leases[0], address: parseIpv4('192.168.131.20') }],
    reservations: [{ mac: 2, address: parseIpv4('192.168.131.5') }],
  });
  expect(gatewaySettings(config)).toMatchObject({ mac: config.mac, mtu: 1500, dns: null });
});

it('has no DHCP where it is off', () => {
  const ipv4 = { ...config.ipv4!, dhcp: null };
  expect(gatewaySettings({ ...config, ipv4 })!.ipv4.dhcp).toBeNull();
});

it('is null without an address', () => {
  expect(gatewaySettings({ ...config, ipv4: null })).toBeNull();
});
