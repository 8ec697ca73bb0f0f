/**
 * Internal networks with real guests: the default network and named ones, with Patchcord's DHCP and
 * with a guest's.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Guest } from '../lab/guest.ts';
import { HOST_ADDRESS, Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { Sniffer } from '../lab/sniffer.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'tcpdump'];

/** 169.254.0.16 – 169.254.10.254 */
function inDefaultRange(ip: string): boolean {
  const [a, b, c, d] = ip.split('.').map(Number) as [number, number, number, number];
  const host = c * 256 + d;
  return a === 169 && b === 254 && host >= 16 && host <= 10 * 256 + 254;
}

describeLab('Internal networks over QEMU guests', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let one: Guest;
  let two: Guest;

  beforeAll(async () => {
    outside = await Outside.open('inner');
    program = await RunningProgram.start(outside.host);
    [one, two] = await Promise.all([
      program.startVm(['--mode', 'internal'], { name: 'one' }),
      program.startVm(['--mode', 'internal'], { name: 'two' }),
    ]);
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  it('R39 leases from 169.254.0.16 – 169.254.10.254, without a router', async () => {
    const leases = await Promise.all([one.lease(), two.lease()]);
    for (const { ip, mask, router } of leases) {
      expect(inDefaultRange(ip!)).toBe(true);
      expect(['16', '255.255.0.0']).toContain(mask);
      expect(router).toBe('');
    }
    expect(leases[0]['ip']).not.toBe(leases[1]['ip']);
  });

  it('R38 ping and TCP between guests, and nothing to the host', async () => {
    const wire = await Sniffer.on(outside.host, 'any', 'not', 'port', '53');
    const { ip } = await two.lease();
    expect((await one.run(`ping -c 3 -W 10 ${ip}`)).output).toContain(' 0% packet loss');
    const listening = two.run('nc -l -p 4000 </dev/null', 20_000);
    await two.listens('tcp', 4000);
    await one.run(`echo across | nc -w 3 ${ip} 4000`);
    expect((await listening).output).toBe('across\n');
    for (const address of [HOST_ADDRESS, OUTSIDE_ADDRESS]) {
      await one.run(`ip route replace ${address} dev eth0`);
      expect((await one.run(`ping -c 1 -W 1 ${address}`)).output).toContain('100% packet loss');
    }
    await outside.host.run('ping', '-c', '1', OUTSIDE_ADDRESS);
    expect(await wire.seen(`${HOST_ADDRESS} > ${OUTSIDE_ADDRESS}`)).not.toContain('169.254.');
  });

  it('R44 the forwarding database knows both guests', async () => {
    const stations = await program.json('fdb', 'list', 'Internal');
    for (const vm of ['one', 'two'])
      expect(stations).toContainEqual(expect.objectContaining({ vm, port: `${vm}:1` }));
  });

  it('R41 R5 several named internal networks, and a live move between them', async () => {
    await program.json('network', 'add', 'lab', '--kind', 'internal');
    // Separate addresses, so that no guest pings itself.
    await program.json('network', 'set', 'lab', 'range=169.254.5.1-169.254.5.100');
    const move = (vm: string) => (): Promise<unknown> =>
      program.json('adapter', 'set', vm, '1', 'mode=internal', 'network=lab');
    const { ip } = await one.lease();
    await two.leaseAfter(move('two'));
    expect((await two.run(`ping -c 2 -W 1 ${ip}`)).output).toContain('100% packet loss');
    const moved = await one.leaseAfter(move('one'));
    expect((await two.run(`ping -c 2 -W 10 ${moved['ip']}`)).output).toContain(' 0% packet loss');
    await program.json('network', 'set', 'lab', 'name=bench');
    const vm = await program.json('vm', 'show', 'one');
    expect(vm.adapters[0].network).toBe('bench');
  });

  it('R40 DHCP off: Patchcord does not answer, and a guest’s server serves the other', async () => {
    await program.json('network', 'add', 'own', '--kind', 'internal', '--no-dhcp');
    await program.json('adapter', 'set', 'one', '1', 'mode=internal', 'network=own');
    await program.json('adapter', 'set', 'two', '1', 'mode=internal', 'network=own');
    await two.until('test ! -e /run/lease.eth0');
    const alone = await two.run('udhcpc -f -n -q -i eth0 -t 3 -T 1 -s /bin/true', 20_000);
    expect(alone.status).not.toBe(0);
    await one.run(
      [
        'ip addr flush dev eth0; ip addr add 10.9.8.1/24 dev eth0; mkdir -p /var/lib/misc',
        'printf "interface eth0\\nstart 10.9.8.20\\nend 10.9.8.30\\noption subnet 255.255.255.0\\n" >/tmp/udhcpd.conf',
        'touch /tmp/leases; echo "lease_file /tmp/leases" >>/tmp/udhcpd.conf; udhcpd /tmp/udhcpd.conf',
      ].join('; '),
    );
    const { ip } = await two.lease('eth0', 20_000);
    expect(ip).toMatch(/^10\.9\.8\.2\d|^10\.9\.8\.30$/);
    expect((await two.run('ping -c 2 -W 10 10.9.8.1')).output).toContain(' 0% packet loss');
    expect(await program.json('lease', 'list')).not.toContainEqual(
      expect.objectContaining({ network: 'own' }),
    );
  });
});
