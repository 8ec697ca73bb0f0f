/**
 * Shared networking from end to end: two real guests on the default Shared network, and a host with
 * an outside (lab/outside.ts).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Guest } from '../lab/guest.ts';
import {
  DEAD_ADDRESS,
  FAR_ADDRESS,
  HOST_ADDRESS,
  Outside,
  OUTSIDE_ADDRESS,
  SILENT_ADDRESS,
  UNREACHABLE_ADDRESS,
} from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { pseudoRandomDigest } from '../lab/pseudoRandom.ts';
import { RunningProgram } from '../lab/runningProgram.ts';

const MIB = 1 << 20;
/** Connections at once, and the octets of each: a long transfer, and many short ones. */
const TRANSFERS = [
  [1, 100 * MIB],
  [100, MIB / 8],
] as const;
const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'curl', 'socat'];

describeLab('Shared networking over QEMU guests', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let guest: Guest;
  let second: Guest;
  let gateway: string;

  beforeAll(async () => {
    outside = await Outside.open('shared');
    await outside.allowPing(true);
    program = await RunningProgram.start(outside.host);
    [guest, second] = await Promise.all([
      program.startVm(['--mode', 'shared'], { name: 'one', memory: 512, extras: ['socat'] }),
      program.startVm(['--mode', 'shared'], { name: 'two' }),
    ]);
    gateway = (await guest.lease())['router']!;
    await second.lease();
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  it('R21 the guest has a lease, and the program shows it', async () => {
    const { ip, mtu, seconds } = await guest.lease();
    expect(ip).toMatch(/^192\.168\.131\.\d+$/);
    expect(mtu).toBe('1500');
    expect(Number(seconds)).toBeGreaterThan(0);
    const vm = await program.json('vm', 'show', 'one');
    expect(vm.adapters[0]).toMatchObject({ mode: 'shared', link: 'up', ip: [ip] });
    const leases = await program.json('lease', 'list');
    expect(leases).toContainEqual(
      expect.objectContaining({ ip, vm: 'one', hostname: 'one', mac: vm.adapters[0].mac }),
    );
  });

  it('R21 the gateway answers ARP and ping', async () => {
    const { status, output } = await guest.run(`ping -c 2 -W 10 ${gateway}; ip neigh show`);
    expect(status).toBe(0);
    expect(output).toContain(' 0% packet loss');
    expect(output).toMatch(new RegExp(`${gateway} dev eth0 lladdr 00:03:ff`));
  });

  it('R24 ping goes through NAT; a dead address does not answer', async () => {
    expect((await guest.run(`ping -c 2 -W 10 ${FAR_ADDRESS}`)).output).toContain(' 0% packet loss');
    expect((await guest.run(`ping -c 2 -W 1 ${SILENT_ADDRESS}`)).output).toContain(
      '100% packet loss',
    );
    const unreachable = await guest.run(`ping -c 1 -W 3 ${UNREACHABLE_ADDRESS}`);
    expect(unreachable.status).not.toBe(0);
    expect(unreachable.output).toContain('100% packet loss');
  });

  it('R28 packets larger than the network come through in fragments, both ways', async () => {
    const ping = await guest.run(`ping -c 2 -W 10 -s 8000 ${FAR_ADDRESS}`);
    expect(ping.output).toContain(' 0% packet loss');
    const echo = `head -c 8000 /dev/urandom >/tmp/large; socat -b 9000 -t 2 - UDP:${OUTSIDE_ADDRESS}:7 </tmp/large`;
    expect((await guest.run(`${echo} | cmp - /tmp/large && echo same`)).output).toBe('same\n');
  });

  it('R30 DNS through the host’s resolver, over UDP and over TCP', async () => {
    expect((await guest.run('nslookup -type=a outside.test')).output).toContain(OUTSIDE_ADDRESS);
    expect((await guest.run('nslookup -type=mx outside.test')).output).toContain('mail.test');
    // A query for the TXT records of long.test behind its length, as RFC 1035 §4.2.2 has it.
    const query = '\\0\\033\\0\\1\\1\\0\\0\\1\\0\\0\\0\\0\\0\\0\\4long\\4test\\0\\0\\20\\0\\1';
    const ask = `(printf '${query}'; sleep 2) | nc -w 3 ${gateway} 53 | wc -c`;
    expect(Number((await guest.run(ask)).output)).toBeGreaterThan(512);
  });

  it('R30 names of VMs resolve', async () => {
    const { ip } = await second.lease();
    const { output } = await guest.run('nslookup -type=a two.patchcord.internal');
    expect(output).toContain(ip!);
  });

  it('R22 TCP and UDP leave with the host’s address', async () => {
    const udp = `echo who | socat -t 1 - UDP:${OUTSIDE_ADDRESS}:7`;
    expect((await guest.run(udp)).output.trim()).toBe(HOST_ADDRESS);
    const tcp = await guest.run(`echo hello | nc -w 5 ${OUTSIDE_ADDRESS} 7`);
    expect(tcp.output).toBe('hello\n');
    const flows = await program.json('flow', 'list');
    expect(flows).toContainEqual(
      expect.objectContaining({ proto: 'udp', vm: 'one', remote: `${OUTSIDE_ADDRESS}:7` }),
    );
  });

  /** Runs a command n times at the same time. Returns their outputs, one line each, in order. */
  const atOnce = async (n: number, command: string): Promise<string[]> => {
    const all = `for i in $(seq ${n}); do (${command} >/tmp/part.$i 2>&1) & done; wait`;
    const show = `for i in $(seq ${n}); do cat /tmp/part.$i; rm /tmp/part.$i; done`;
    return (await guest.run(`${all}; ${show}`, 120_000)).output.trim().split('\n');
  };

  it.each(TRANSFERS)(
    'R22 down over %i connections at once, %i octets each, checksums equal',
    async (n, octets) => {
      const fetch = `wget -q -O - http://${OUTSIDE_ADDRESS}:8080/octets/${octets}/$i | sha256sum`;
      const lines = await atOnce(n, fetch);
      expect(lines).toEqual(
        Array.from({ length: n }, (_, at) => `${pseudoRandomDigest(at + 1, octets)}  -`),
      );
    },
  );

  it.each(TRANSFERS)(
    'R22 up over %i connections at once, %i octets each, checksums equal',
    async (n, octets) => {
      const blob = `http://${OUTSIDE_ADDRESS}:8080/octets/${octets}/7`;
      await guest.run(`wget -q -O /tmp/blob ${blob}`, 60_000);
      const lines = await atOnce(n, `nc -w 60 ${OUTSIDE_ADDRESS} 8081 </tmp/blob`);
      const line = `${octets} ${pseudoRandomDigest(7, octets)}`;
      expect(lines).toEqual(Array.from({ length: n }, () => line));
      await guest.run('rm /tmp/blob');
    },
  );

  it('half-close: the guest has finished sending and still hears the answer', async () => {
    const { output } = await guest.run(`printf abc | nc -w 10 ${OUTSIDE_ADDRESS} 8081`);
    expect(output).toBe('3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n');
  });

  it('refused, reset and unreachable are what they would be on a LAN', async () => {
    const refused = await guest.run(`nc -w 5 ${OUTSIDE_ADDRESS} 9 </dev/null`);
    expect(refused.output).toContain('Connection refused');
    const reset = await guest.run(
      `(echo x; sleep 3) | socat -d -t 5 - TCP:${OUTSIDE_ADDRESS}:8082`,
    );
    expect(reset.output).toContain('Connection reset by peer');
    const unreachable = await guest.run(`nc -w 10 ${UNREACHABLE_ADDRESS} 80 </dev/null`);
    expect(unreachable.output).toMatch(/No route to host|Host is unreachable/);
    const dead = await guest.run(`nc -w 8 ${DEAD_ADDRESS} 80 </dev/null`);
    expect(dead.output).toMatch(/No route to host|Host is unreachable/);
    const udpRefused = await guest.run(
      `(echo x; sleep 1; echo y) | socat -d -t 2 - UDP:${OUTSIDE_ADDRESS}:9`,
    );
    expect(udpRefused.output).toContain('Connection refused');
  });

  it('a server that sends faster than the guest reads costs no memory', async () => {
    const before = program.residentOctets();
    await guest.run(
      `nc ${OUTSIDE_ADDRESS} 8083 </dev/null | (sleep 6; head -c 1000 | wc -c)`,
      30_000,
    );
    expect(program.residentOctets() - before).toBeLessThan(48 * MIB);
  });

  it('a server that reads more slowly than the guest sends costs no memory', async () => {
    const before = program.residentOctets();
    await guest.run(`timeout 6 nc ${OUTSIDE_ADDRESS} 8084 </dev/zero`, 30_000);
    expect(program.residentOctets() - before).toBeLessThan(48 * MIB);
  });

  it('R23 R32 what was not asked for stays out, and the host’s loopback out of reach', async () => {
    const { ip } = await guest.lease();
    outside.far.ip('route', 'add', '192.168.131.0/24', 'via', HOST_ADDRESS);
    await expect(outside.far.run('ping', '-c', '1', '-W', '1', ip!)).rejects.toThrow();
    const loopback = await guest.run('nc -w 2 127.0.0.2 22 </dev/null; ip route get 127.0.0.2');
    expect(loopback.status).toBe(0);
    const direct = await guest.run(`nc -w 2 ${gateway} 22 </dev/null`);
    expect(direct.output).toContain('Connection refused');
  });

  it('R31 two guests on one Shared network reach each other', async () => {
    const { ip } = await second.lease();
    expect((await guest.run(`ping -c 2 -W 10 ${ip}`)).output).toContain(' 0% packet loss');
    const listening = second.run('nc -l -p 4000 </dev/null', 20_000);
    await second.listens('tcp', 4000);
    await guest.run(`echo across | nc -w 3 ${ip} 4000`);
    expect((await listening).output).toBe('across\n');
  });

  it('R29 TCP port forwarding, live, on loopback alone', async () => {
    await guest.run(
      'mkdir -p /tmp/www; echo from the guest >/tmp/www/index.html; httpd -p 80 -h /tmp/www',
    );
    const forward = await program.json('forward', 'add', 'one', 'tcp', '8080', '80');
    expect(forward).toMatchObject({ address: '127.0.0.1', port: 8080, guestPort: 80 });
    const page = await outside.host.run('curl', '-sS', '-m', '5', 'http://127.0.0.1:8080/');
    expect(page).toBe('from the guest\n');
    const fromLan = outside.far.run('curl', '-sS', '-m', '2', `http://${HOST_ADDRESS}:8080/`);
    await expect(fromLan).rejects.toThrow();
    await program.json('forward', 'remove', forward.id);
    await expect(
      outside.host.run('curl', '-sS', '-m', '2', 'http://127.0.0.1:8080/'),
    ).rejects.toThrow();
  });

  it('R29 the real peer’s address reaches the guest', async () => {
    await program.json('forward', 'add', 'one', 'tcp', `${HOST_ADDRESS}:8081`, '81');
    const listening = guest.run('nc -l -p 81 -e sh -c "ss -tn 2>/dev/null; netstat -tn"', 20_000);
    await guest.listens('tcp', 81);
    await outside.far.run('sh', '-c', `echo hi | socat -t 3 - TCP:${HOST_ADDRESS}:8081`);
    expect((await listening).output + (await guest.run('netstat -tn')).output).toContain(
      OUTSIDE_ADDRESS,
    );
  });

  it('R29 UDP port forwarding', async () => {
    await program.json('forward', 'add', 'one', 'udp', '5300', '53');
    const answering = guest.run(
      'socat -T 5 UDP-LISTEN:53 SYSTEM:"read line; echo got \\$line"',
      20_000,
    );
    await guest.listens('udp', 53);
    const asked = await outside.host.run(
      ...(['sh', '-c', 'echo ping | socat -T 2 -t 2 - UDP4:127.0.0.1:5300'] as const),
    );
    expect(asked).toBe('got ping\n');
    await answering;
  });

  it('bad forwards are refused with a sentence', async () => {
    const low = await program.cli('forward', 'add', 'one', 'tcp', '80', '80');
    expect(low.status).toBe(1);
    expect(low.complaint).toContain('1024');
    const taken = outside.host.spawn('socat', 'TCP-LISTEN:8090,bind=127.0.0.1', 'STDOUT');
    await outside.host.listens(8090);
    const inUse = await program.cli('forward', 'add', 'one', 'tcp', '8090', '80', '--json');
    taken.kill();
    expect(inUse.status).toBe(1);
    expect(JSON.parse(inUse.output).error.message).toContain('8090');
  });

  it('R34 an MTU set on the network reaches the guest by DHCP, and is used', async () => {
    await program.json('network', 'set', 'Shared', 'mtu=9000');
    await program.json('adapter', 'set', 'one', '1', 'mode=none');
    await guest.until('test ! -e /run/lease.eth0');
    const plug = (): Promise<unknown> => program.json('adapter', 'set', 'one', '1', 'mode=shared');
    expect((await guest.leaseAfter(plug))['mtu']).toBe('9000');
    const { output } = await guest.run(`ping -c 1 -W 10 -s 8900 ${gateway}`);
    expect(output).toContain(' 0% packet loss');
    const fetch = `wget -q -O - http://${OUTSIDE_ADDRESS}:8080/octets/${MIB}/3 | sha256sum`;
    expect((await guest.run(fetch)).output).toContain(pseudoRandomDigest(3, MIB));
  });

  it('R24 without ping sockets nothing pretends to answer', async () => {
    await outside.allowPing(false);
    await program.end();
    await program.launch();
    await guest.until(`ping -c 1 -W 1 ${gateway}`);
    const ping = await guest.run(`ping -c 2 -W 1 ${FAR_ADDRESS}`);
    expect(ping.output).toContain('100% packet loss');
  });
});
