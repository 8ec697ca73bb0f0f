/** The lab's guest as a DHCP client: two guests on one cable, one of which serves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VmSpec } from '../../../src-main/hypervisor/hypervisor.ts';
import { QemuHypervisor } from '../../../src-main/hypervisor/qemu/qemuHypervisor.ts';
import { Guest } from '../../lab/guest.ts';
import { describeLab } from '../../lab/prerequisites.ts';

const SERVER_CONFIG = [
  'start 10.9.0.20',
  'end 10.9.0.40',
  'interface eth0',
  'lease_file /tmp/leases',
  'option subnet 255.255.255.0',
  'option router 10.9.0.1',
  'option dns 10.9.0.1',
  'option mtu 9000',
  'option lease 3600',
].join('\n');

describeLab('a guest with a DHCP server on its cable', ['qemu-system-x86_64', 'busybox'], () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pc-lease-'));
  const hypervisor = new QemuHypervisor({ dataDir });
  let server: Guest;
  let client: Guest;
  let cable: Socket[] = [];

  const spec = (id: string, n: number, plugged = true): VmSpec => ({
    ...{ id, name: id, command: null },
    cards: [
      {
        ...{ n: 1, mac: `00-03-FF-00-00-1${n}`, model: 'virtio' },
        ...{ plugged, networkId: 'net', attachment: { kind: 'qemuStream' } },
      },
    ],
  });

  beforeAll(async () => {
    hypervisor.apply([spec('server', 1), spec('client', 2)]);
    [server, client] = await Promise.all([
      Guest.start({ name: 'server', dhcp: false, vmArgs: hypervisor.args(spec('server', 1)) }),
      Guest.start({ name: 'client', vmArgs: hypervisor.args(spec('client', 2)) }),
    ]);
    await server.run(`echo '${SERVER_CONFIG}' >/tmp/udhcpd.conf; touch /tmp/leases`);
    await server.run('ip addr add 10.9.0.1/24 dev eth0; udhcpd -S /tmp/udhcpd.conf');
    // Both ends frame in the same way, so their octets need no more than to be carried over.
    cable = ['server', 'client'].map((id) => connect(hypervisor.socketPath(id, 1)));
    cable[0]!.pipe(cable[1]!).pipe(cable[0]!);
  });
  afterAll(async () => {
    for (const end of cable) end.destroy();
    await hypervisor.close();
    await Promise.all([server.stop(), client.stop()]);
    rmSync(dataDir, { recursive: true });
  });

  it('gets a lease with all that was offered, and can be reached', async () => {
    expect(await client.lease()).toMatchObject({
      ...{ ip: expect.stringMatching(/^10\.9\.0\.\d+$/), mask: '24', router: '10.9.0.1' },
      ...{ dns: '10.9.0.1', mtu: '9000', server: '10.9.0.1', seconds: '3600' },
    });
    expect((await client.run('cat /sys/class/net/eth0/mtu')).output).toBe('9000\n');
    expect((await client.run('ping -c 1 -W 10 10.9.0.1')).status).toBe(0);
    expect((await client.run('ip route')).output).toContain('default via 10.9.0.1 dev eth0');
  });

  it('sends traffic to every neighbour, as in the demo', async () => {
    await client.lease();
    await client.run('/bin/traffic >/dev/null 2>&1 &');
    await server.until(`[ $(grep '^Icmp: [0-9]' /proc/net/snmp | cut -d' ' -f10) -ge 4 ]`);
    expect((await client.run('ping -c 1 -W 10 -I eth0 224.0.0.1')).status).toBe(0);
  });

  it('R6 drops the lease when the cable is out, and asks again when it is in', async () => {
    await client.lease();
    hypervisor.apply([spec('server', 1), spec('client', 2, false)]);
    await client.until('[ ! -e /run/lease.eth0 ]');
    expect((await client.run('ip -4 addr show dev eth0')).output).not.toContain('inet');
    expect((await client.run('ping -c 1 -W 1 10.9.0.1')).status).not.toBe(0);
    hypervisor.apply([spec('server', 1), spec('client', 2)]);
    expect((await client.lease())['ip']).toMatch(/^10\.9\.0\./);
    expect((await client.run('ping -c 1 -W 10 10.9.0.1')).status).toBe(0);
  });
});
