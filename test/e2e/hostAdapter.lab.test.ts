/**
 * Host adapter from end to end: the built program in a namespace that stands for this computer, QEMU
 * guests, and a LAN with a DHCP server. tcpdump shows which frames reach whom.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Guest } from '../lab/guest.ts';
import { HOST_ADDRESS, Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';
import { Sniffer } from '../lab/sniffer.ts';

const NEEDS = ['root', 'tun', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'tcpdump', 'ping'];
const ON_LAN = ['mode=host', 'nic=lan0'];

describeLab('Host adapter with the whole program', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let one: Guest;
  let two: Guest;

  const promiscuity = (): number =>
    Number(/promiscuity (\d+)/.exec(outside.host.ip('-d', 'link', 'show', 'lan0'))![1]);

  /** Changes of the host that Patchcord could leave behind: its TAPs, and filters and qdiscs on the NIC. */
  const traces = (): string =>
    outside.host
      .ip('-o', 'link')
      .match(/^\d+: pc[^:@]*/gm)
      ?.join(' ') ??
    (outside.host.tc('qdisc', 'show', 'dev', 'lan0').includes('clsact') ? 'clsact' : '');

  const macOf = async (vm: string): Promise<string> => {
    const { adapters } = await program.json('vm', 'show', vm);
    return (adapters[0].mac as string).replaceAll('-', ':').toLowerCase();
  };

  const pingFrom = (namespace: Outside['host'], to: string): Promise<string> =>
    namespace.run('ping', '-c', '3', '-i', '0.2', '-W', '2', to);

  const leaseFrom = async (guest: Guest, prefix: string): Promise<string> => {
    await guest.until(`grep -q '^ip=${prefix}' /run/lease.eth0`, 30_000);
    return (await guest.lease())['ip']!;
  };

  beforeAll(async () => {
    outside = await Outside.open('hostad');
    outside.far.spawn(
      'dnsmasq',
      ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-hosts', '--no-resolv', '--port=0'],
      ...['--interface=lan0', '--bind-interfaces', '--pid-file=', '--leasefile-ro'],
      '--dhcp-range=198.51.100.100,198.51.100.150,255.255.255.0,1h',
    );
    program = await RunningProgram.start(outside.host);
    const plug = ['--mode', 'host', '--nic', 'lan0'];
    [one, two] = await Promise.all([
      program.startVm(plug, { name: 'one', extras: ['tcpdump'] }),
      program.startVm(plug, { name: 'two', extras: ['tcpdump'] }),
    ]);
    await Promise.all([leaseFrom(one, '198.51.100'), leaseFrom(two, '198.51.100')]);
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  it('R8 a guest has a lease from the LAN under its own MAC, and is pinged from there', async () => {
    const ip = await leaseFrom(one, '198.51.100.1');
    expect(await pingFrom(outside.far, ip)).toContain(' 0% packet loss');
    expect(outside.far.ip('neighbour', 'show', ip)).toContain(await macOf('one'));
    const { output } = await one.run(`echo lan | nc -w 5 ${OUTSIDE_ADDRESS} 7`);
    expect(output).toBe('lan\n');
  });

  it('R12 guest and host reach each other, and what the guest says is not on the wire', async () => {
    const ip = await leaseFrom(one, '198.51.100.1');
    const wire = await Sniffer.on(outside.far, 'lan0', 'icmp', 'and', 'src', ip);
    expect(await pingFrom(outside.host, ip)).toContain(' 0% packet loss');
    for (const to of [HOST_ADDRESS, OUTSIDE_ADDRESS])
      expect((await one.run(`ping -c 3 -W 10 ${to}`)).output).toContain(' 0% packet loss');
    const seen = await wire.seen(`${ip} > ${OUTSIDE_ADDRESS}:`);
    expect(seen).not.toContain(`${ip} > ${HOST_ADDRESS}:`);
  });

  it('R13 two guests on one NIC reach each other inside', async () => {
    const ip = await leaseFrom(two, '198.51.100.1');
    const wire = await Sniffer.on(outside.far, 'lan0', 'icmp');
    for (const to of [ip, OUTSIDE_ADDRESS])
      expect((await one.run(`ping -c 3 -W 10 ${to}`)).output).toContain(' 0% packet loss');
    expect(await wire.seen(`> ${OUTSIDE_ADDRESS}:`)).not.toContain(ip);
  });

  it('R15 R16 a guest sees neither what is for the other nor what is for the host', async () => {
    const forOne = await leaseFrom(one, '198.51.100.1');
    const forTwo = await leaseFrom(two, '198.51.100.1');
    // tcpdump needs an entry for the user that it runs as.
    await two.run('echo root:x:0:0::/:/bin/sh >/etc/passwd; echo root:x:0: >/etc/group');
    await two.run('tcpdump -Z root -i eth0 -n -l icmp >/tmp/seen 2>/tmp/started &');
    await two.until('grep -q "listening on" /tmp/started');
    for (const address of [forOne, HOST_ADDRESS, forTwo]) await pingFrom(outside.far, address);
    await two.until(`grep -q '${OUTSIDE_ADDRESS} > ${forTwo}: ICMP echo request' /tmp/seen`);
    const { output } = await two.run('killall tcpdump; cat /tmp/seen');
    expect(output).not.toContain(forOne);
    expect(output).not.toContain(HOST_ADDRESS + ' ');
    expect(output).not.toContain(HOST_ADDRESS + ':');
  });

  it('the forwarding database has every station at its port', async () => {
    const far = outside.far.ip('-o', 'link', 'show', 'lan0');
    const mac = /link\/ether (\S+)/.exec(far)![1]!.replaceAll(':', '-').toUpperCase();
    const entries = await program.json('fdb', 'list', 'lan0');
    expect(entries).toContainEqual(expect.objectContaining({ mac, port: 'uplink' }));
    expect(entries).toContainEqual(expect.objectContaining({ vm: 'one', port: 'one:1' }));
  });

  it('R5 Shared and Host adapter change places under a running guest', async () => {
    await program.json('adapter', 'set', 'two', '1', 'mode=shared');
    await leaseFrom(two, '192.168.131');
    expect((await two.run(`echo nat | nc -w 5 ${OUTSIDE_ADDRESS} 7`)).output).toBe('nat\n');
    await program.json('adapter', 'set', 'two', '1', ...ON_LAN);
    const ip = await leaseFrom(two, '198.51.100');
    expect(await pingFrom(outside.far, ip)).toContain(' 0% packet loss');
  });

  it('R20 while the NIC is down the guest’s link is down, and both come up again', async () => {
    outside.host.ip('link', 'set', 'lan0', 'down');
    await one.until('[ "$(cat /sys/class/net/eth0/carrier)" = 0 ]');
    const { notices } = await program.json('status');
    expect(notices).toContainEqual(expect.objectContaining({ code: 'uplinkDown' }));
    outside.host.ip('link', 'set', 'lan0', 'up');
    await one.until('[ "$(cat /sys/class/net/eth0/carrier)" = 1 ]');
    const ip = await leaseFrom(one, '198.51.100');
    expect(await pingFrom(outside.far, ip)).toContain(' 0% packet loss');
  });

  it('R20 after a sleep in which the NIC goes down and up, everything continues', async () => {
    const reaches = `ping -c 1 -W 1 ${OUTSIDE_ADDRESS}`;
    await one.until(reaches);
    process.kill(program.pid, 'SIGSTOP');
    try {
      outside.host.ip('link', 'set', 'lan0', 'down');
      // Nothing reads the guest's frames meanwhile.
      const ping = `ping -c 1 -W 1 -s 1400 ${OUTSIDE_ADDRESS} >/dev/null`;
      await one.run(`for i in $(seq 40); do ${ping} & done; wait`, 30_000);
      outside.host.ip('link', 'set', 'lan0', 'up');
    } finally {
      process.kill(program.pid, 'SIGCONT');
    }
    await one.until(reaches);
    await two.until(reaches);
    const link = async () => (await program.json('vm', 'show', 'one')).adapters[0].link as string;
    await expect.poll(link, { timeout: 10_000 }).toBe('up');
    await expect.poll(promiscuity, { timeout: 10_000 }).toBe(1);
  });

  it('R18 only guests have a dedicated NIC, and after kill -9 the host has it again', async () => {
    const ip = await leaseFrom(one, '198.51.100.1');
    await program.json('network', 'set', 'lan0', 'dedicated=on');
    // Not a frame is lost, for the guest's cable stays in: no second try here.
    expect(await pingFrom(outside.far, ip)).toContain(' 0% packet loss');
    await expect(pingFrom(outside.far, HOST_ADDRESS)).rejects.toThrow();
    const changes = join(program.dataDir, 'host-changes.json');
    expect(readFileSync(changes, 'utf8')).toContain('lan0');
    await program.end('SIGKILL');
    await program.launch();
    await program.json('network', 'set', 'lan0', 'dedicated=off');
    await expect
      .poll(() => pingFrom(outside.far, HOST_ADDRESS), { timeout: 10_000 })
      .toContain(' 0% packet loss');
    expect(readFileSync(changes, 'utf8')).not.toContain('lan0');
    await leaseFrom(one, '198.51.100');
    await expect
      .poll(() => pingFrom(outside.host, ip), { timeout: 10_000 })
      .toContain(' 0% packet loss');
  });

  it('R42 this computer is connected to an internal network', async () => {
    await program.json('network', 'set', 'Internal', 'hostport=on');
    expect(outside.host.ip('-o', 'address', 'show', 'pc-internal')).toContain('169.254.0.2/16');
    await program.json('adapter', 'set', 'two', '1', 'mode=internal');
    const ip = await leaseFrom(two, '169.254');
    expect(await pingFrom(outside.host, ip)).toContain(' 0% packet loss');
    await program.json('network', 'set', 'Internal', 'hostport=off');
    await expect.poll(() => outside.host.ip('-o', 'link')).not.toContain('pc-internal');
  });

  it('R10 the NIC is promiscuous while a guest uses it, and no longer: kill -9, stop', async () => {
    expect(promiscuity()).toBe(1);
    await program.end('SIGKILL');
    expect([promiscuity(), traces()]).toEqual([0, '']);
    await program.launch();
    await expect.poll(promiscuity, { timeout: 10_000 }).toBe(1);
    await program.json('adapter', 'set', 'two', '1', 'mode=none');
    await program.json('vm', 'stop', 'one', '--force');
    await expect.poll(promiscuity, { timeout: 10_000 }).toBe(0);
    expect(traces()).toBe('');
  });

  it('an unavailable NIC is refused with a sentence', async () => {
    const refused = async (nic: string): Promise<string> => {
      const { status, complaint } = await program.cli(
        ...['adapter', 'set', 'one', '1', 'mode=host', `nic=${nic}`],
      );
      expect(status).toBe(1);
      return complaint;
    };
    expect(await refused('eth9')).toContain('The network card “eth9” was not found.');
    expect(await refused('0123456789abcdef')).toContain('15 characters');
    outside.host.ip('link', 'add', 'br7', 'type', 'bridge');
    outside.host.ip('link', 'add', 'eth7', 'type', 'veth', 'peer', 'name', 'eth8');
    outside.host.ip('link', 'set', 'eth7', 'master', 'br7');
    expect(await refused('eth7')).toContain('“br7”');
    await program.json('nic', 'set', 'eth8', 'offered=off');
    expect(await refused('eth8')).toContain('patchcord nic set eth8 offered=on');
    await program.json('nic', 'set', 'eth8', 'offered=on');
  });

  it('a NIC that is put into a bridge, or vanishes, after it was chosen: a notice', async () => {
    outside.host.ip('link', 'add', 'eth5', 'type', 'veth', 'peer', 'name', 'eth6');
    await program.json('network', 'add', 'Later', '--kind', 'host', '--nic', 'eth5');
    outside.host.ip('link', 'add', 'br5', 'type', 'bridge');
    outside.host.ip('link', 'set', 'eth5', 'master', 'br5');
    const notices = async (): Promise<unknown> => (await program.json('status')).notices;
    const params = { network: 'Later', nic: 'eth5' };
    const enslaved = { code: 'uplinkEnslaved', params: { ...params, master: 'br5' } };
    expect(await notices()).toContainEqual(enslaved);
    outside.host.ip('link', 'delete', 'eth5');
    expect(await notices()).not.toContainEqual(enslaved);
    await program.json('vm', 'add', 'box', '--kind', 'tap', '--network', 'Later');
    await expect.poll(notices).toContainEqual({ code: 'uplinkDown', params });
    expect((await program.json('vm', 'show', 'box')).adapters[0].link).toBe('down');
    await program.json('vm', 'remove', 'box');
  });
});
