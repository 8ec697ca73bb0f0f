import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHostAddresses, readNicFacts, readNics } from '../../src-main/host/nics.ts';
import { freshDataDir } from '../store/dataDir.ts';

interface Parts {
  readonly device?: boolean;
  readonly wireless?: boolean;
  readonly operstate?: string;
  readonly type?: string;
}

function sysClassNet(nics: Readonly<Record<string, Parts>>): string {
  const root = freshDataDir();
  for (const [name, parts] of Object.entries(nics)) {
    const folder = join(root, name);
    mkdirSync(folder);
    if (parts.device) mkdirSync(join(folder, 'device'));
    if (parts.wireless) mkdirSync(join(folder, 'wireless'));
    writeFileSync(join(folder, 'address'), '02:ab:00:00:00:01\n');
    writeFileSync(join(folder, 'operstate'), `${parts.operstate ?? 'up'}\n`);
    writeFileSync(join(folder, 'type'), `${parts.type ?? '1'}\n`);
  }
  return root;
}

function ipv4(cidr: string): NetworkInterfaceInfo {
  return {
    family: 'IPv4',
    address: cidr.split('/')[0]!,
    cidr,
    netmask: '',
    mac: '',
    internal: false,
  };
}

const interfaces = {
  lo: [ipv4('127.0.0.1/8')],
  eth0: [ipv4('10.0.0.5/24'), { ...ipv4('fe80::1/64'), family: 'IPv6', scopeid: 2 } as const],
  docker0: [ipv4('172.17.0.1/16')],
};

test('R2: NICs with hardware behind them are candidates, wired ones first', () => {
  const root = sysClassNet({
    lo: { type: '772' },
    docker0: {},
    wlan0: { device: true, wireless: true, operstate: 'dormant' },
    eth1: { device: true, operstate: 'down' },
    eth0: { device: true },
    wwan0: { device: true, type: '65534' },
  });
  const mac = '02-AB-00-00-00-01';
  const routes = join(root, 'routes');
  writeFileSync(
    routes,
    [
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'eth1\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      'wlan0\t00000000\t0100000A\t0003\t0\t0\t0\t00000080\t0\t0\t0',
    ].join('\n'),
  );
  const addresses = ['10.0.0.5/24', 'fe80::1/64'];
  expect(readNics(interfaces, root, routes)).toEqual([
    { name: 'eth0', mac, wireless: false, up: true, addresses, defaultRoute: true },
    { name: 'eth1', mac, wireless: false, up: false, addresses: [], defaultRoute: false },
    { name: 'wlan0', mac, wireless: true, up: false, addresses: [], defaultRoute: false },
  ]);
});

test('R33: addresses of virtual interfaces and loopback count as the host’s', () => {
  expect(readHostAddresses(interfaces)).toEqual([
    { nic: 'lo', address: '127.0.0.1', prefixLength: 8 },
    { nic: 'eth0', address: '10.0.0.5', prefixLength: 24 },
    { nic: 'docker0', address: '172.17.0.1', prefixLength: 16 },
  ]);
});

test('a system without /sys/class/net has no candidates', () => {
  expect(readNics({}, join(freshDataDir(), 'missing'))).toEqual([]);
});

test('this computer can be read', () => {
  expect(readHostAddresses()).toContainEqual({ nic: 'lo', address: '127.0.0.1', prefixLength: 8 });
  for (const nic of readNics()) expect(nic.mac).toMatch(/^[0-9A-F]{2}(-[0-9A-F]{2}){5}$/);
});

test('any interface can be asked about, by its plain name alone', () => {
  const root = sysClassNet({
    veth0: {},
    wlan0: { device: true, wireless: true },
    tun0: { type: '65534' },
  });
  mkdirSync(join(root, 'br0'));
  symlinkSync('../br0', join(root, 'veth0', 'master'));
  const wired = { ethernet: true, wireless: false, master: null, tap: null };
  expect(readNicFacts('veth0', root)).toEqual({ ...wired, master: 'br0' });
  expect(readNicFacts('wlan0', root)).toEqual({ ...wired, wireless: true });
  expect(readNicFacts('tun0', root)).toEqual({ ...wired, ethernet: false });
  for (const name of ['eth9', '', '.', '..', 'veth0/../wlan0', '../../etc'])
    expect(readNicFacts(name, root)).toBeNull();
});

test('a TAP is distinguished from a TUN and a veth, and held if a program has it open', () => {
  const root = freshDataDir();
  const add = (name: string, files: Readonly<Record<string, string>>): void => {
    mkdirSync(join(root, name));
    for (const [file, text] of Object.entries({ type: '1', ...files }))
      writeFileSync(join(root, name, file), `${text}\n`);
  };
  add('tap0', { tun_flags: '0x5002', carrier: '1' });
  add('tap1', { tun_flags: '0x5002', carrier: '0' });
  add('tap2', { tun_flags: '0x1002' });
  add('tun0', { tun_flags: '0x5001', carrier: '1' });
  add('veth0', { carrier: '1' });
  const tapOf = (name: string) => readNicFacts(name, root)?.tap;
  expect(['tap0', 'tap1', 'tap2', 'tun0', 'veth0'].map(tapOf)).toEqual([
    ...['held', 'free', 'free', null, null],
  ]);
});
