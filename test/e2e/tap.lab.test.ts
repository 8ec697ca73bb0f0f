/**
 * R55 from end to end: VMs whose adapters are TAPs, with the built program in a namespace that stands
 * for this computer. A TAP is used by a namespace, as in a container, or by a real QEMU that opens it
 * by its name.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Guest } from '../lab/guest.ts';
import { Namespace } from '../lab/namespaces.ts';
import { HOST_ADDRESS, Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';

const NEEDS = ['root', 'tun', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'ping'];
const SLOW = { timeout: 20_000 };

/** The part of `vm show` that these tests read. */
interface Shown {
  readonly running: boolean;
  readonly problem: unknown;
  readonly adapters: readonly { readonly mac: string }[];
}

describeLab('TAPs with the whole program (R55)', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let inner: Namespace;

  beforeAll(async () => {
    outside = await Outside.open('taps');
    program = await RunningProgram.start(outside.host);
    inner = new Namespace('pc-taps-inner');
  });

  afterEach(async () => {
    for (const { name } of await program.json('vm', 'list')) await remove(name);
  });

  afterAll(async () => {
    await program.dispose();
    inner.dispose();
    outside.dispose();
  });

  async function remove(vm: string): Promise<void> {
    await expect.poll(async () => (await program.cli('vm', 'remove', vm)).status, SLOW).toBe(0);
  }

  const show = (vm: string): Promise<Shown> => program.json('vm', 'show', vm);
  const links = (): string => outside.host.ip('-o', 'link');
  const carrier = (tap: string): boolean => !inner.ip('link', 'show', tap).includes('NO-CARRIER');

  /** Moves the TAP's netdev to the namespace, with the command that `vm args` prints. */
  async function giveAway(vm: string, tap: string): Promise<void> {
    const words: string[] = await program.json('vm', 'args', vm);
    const [command, ...rest] = words.map((word) => word.replaceAll('NAMESPACE', inner.name));
    await expect.poll(links).toContain(`${tap}:`);
    await outside.host.run(command!, ...rest);
    inner.ip('link', 'set', tap, 'up');
  }

  const lease = (tap: string): Promise<string> =>
    inner.run(
      'sh',
      '-c',
      `busybox udhcpc -i ${tap} -f -n -q -t 10 -s /bin/true 2>&1 | grep -o 'lease of [0-9.]*'`,
    );

  it('a TAP of Patchcord is a namespace’s NIC: lease, carrier, deleted with the VM', async () => {
    const added = await program.json('vm', 'add', 'box', '--kind', 'tap', '--mode', 'shared');
    expect(added).toMatchObject({ kind: 'tap', adapters: [{ tap: 'pct-box-1' }] });
    await giveAway('box', 'pct-box-1');
    const ip = (await lease('pct-box-1')).trim().replace('lease of ', '');
    expect(ip).toMatch(/^192\.168\.131\./);
    await expect
      .poll(() => show('box'), SLOW)
      .toMatchObject({ running: true, adapters: [{ link: 'up', ip: [ip] }] });
    inner.ip('address', 'add', `${ip}/24`, 'dev', 'pct-box-1');
    expect(await inner.run('ping', '-c', '2', '192.168.131.1')).toContain(' 0% packet loss');
    await program.json('adapter', 'set', 'box', '1', 'mode=none');
    await expect.poll(() => carrier('pct-box-1')).toBe(false);
    await program.json('adapter', 'set', 'box', '1', 'mode=internal');
    await expect.poll(() => carrier('pct-box-1')).toBe(true);
    expect(await lease('pct-box-1')).toContain('169.254.');
    await remove('box');
    await expect.poll(() => inner.ip('-o', 'link')).not.toContain('pct-box-1');
  });

  it('each adapter has a TAP of its own, also one that was there; that one stays', async () => {
    outside.host.ip('tuntap', 'add', 'dev', 'mine', 'mode', 'tap');
    await program.json('vm', 'add', 'two', '--kind', 'tap', '--tap', 'mine');
    await program.json('adapter', 'add', 'two', '--tap', 'pctwo');
    expect((await show('two')).adapters).toMatchObject([{ tap: 'mine' }, { tap: 'pctwo' }]);
    await expect.poll(links).toContain('pctwo:');
    const mac = (await show('two')).adapters[0]!.mac.replaceAll('-', ':').toLowerCase();
    await expect.poll(() => outside.host.ip('link', 'show', 'mine')).toContain(mac);
    await remove('two');
    await expect.poll(links).not.toContain('pctwo:');
    expect(links()).toContain('mine:');
    outside.host.ip('link', 'delete', 'mine');
  });

  it('on a LAN the guest’s own address is known, from what it says', async () => {
    await program.json('vm', 'add', 'lan', '--kind', 'tap', '--mode', 'host', '--nic', 'lan0');
    await giveAway('lan', 'pct-lan-1');
    inner.ip('address', 'add', '198.51.100.9/24', 'dev', 'pct-lan-1');
    const pinged = () => inner.run('ping', '-c', '1', '-W', '1', OUTSIDE_ADDRESS);
    await expect.poll(pinged, SLOW).toContain(' 0% packet loss');
    await expect
      .poll(async () => (await show('lan')).adapters[0], SLOW)
      .toMatchObject({ mode: 'host', ip: ['198.51.100.9'] });
  });

  it('a QEMU opens a TAP of Patchcord by name: lease, carrier by its monitor, restart of the engine', async () => {
    const how = ['--kind', 'tap', '--held-by', 'hypervisor', '--tap', 'pcqemu'];
    await program.json('vm', 'add', 'held', ...how);
    await expect.poll(links).toContain('pcqemu:');
    const words: string[] = await program.json('vm', 'args', 'held');
    expect(words).toContain('tap,id=pc1,ifname=pcqemu,script=no,downscript=no');
    const guest = await program.bootVm({ name: 'held' });
    const { ip } = await guest.lease();
    expect(ip).toMatch(/^192\.168\.131\./);
    await expect
      .poll(() => show('held'), SLOW)
      .toMatchObject({ state: 'running', adapters: [{ link: 'up', ip: [ip] }] });
    expect((await guest.run('ping -c 3 192.168.131.1')).output).toContain(' 0% packet loss');
    await program.json('adapter', 'set', 'held', '1', 'mode=none');
    await guest.until('[ "$(cat /sys/class/net/eth0/carrier)" = 0 ]');
    await program.json('adapter', 'set', 'held', '1', 'mode=host', 'nic=lan0');
    await guest.until('[ "$(cat /sys/class/net/eth0/carrier)" = 1 ]');
    // The guest's DHCP client gets no answer here, and can remove the address again.
    const reaches = (address: string): string =>
      `{ ip address replace 198.51.100.8/24 dev eth0; ping -c 1 -W 1 ${address}; }`;
    for (const address of [OUTSIDE_ADDRESS, HOST_ADDRESS]) await guest.until(reaches(address));
    await program.end('SIGKILL');
    await program.launch();
    await guest.until(reaches(OUTSIDE_ADDRESS));
    await program.json('vm', 'stop', 'held', '--force');
    await remove('held');
    await expect.poll(links, SLOW).not.toContain('pcqemu:');
  }, 120_000);

  it('a QEMU that another program has started holds its own TAP', async () => {
    outside.host.ip('tuntap', 'add', 'dev', 'theirs', 'mode', 'tap');
    await program.json('vm', 'add', 'foreign', ...['--kind', 'tap', '--tap', 'theirs']);
    await program.json('vm', 'set', 'foreign', '--held-by', 'hypervisor');
    const mac = (await show('foreign')).adapters[0]!.mac.replaceAll('-', ':');
    const netdev = ['-netdev', 'tap,id=t,ifname=theirs,script=no,downscript=no'];
    const device = ['-device', `virtio-net-pci,netdev=t,mac=${mac},romfile=`];
    const guest = await Guest.startIn(outside.host, {
      name: 'foreign',
      vmArgs: [...netdev, ...device],
    });
    try {
      expect((await guest.lease())['ip']).toMatch(/^192\.168\.131\./);
      await expect
        .poll(() => show('foreign'), SLOW)
        .toMatchObject({ running: true, adapters: [{ link: 'up' }] });
      expect((await program.cli('vm', 'stop', 'foreign')).complaint).toContain('outside Patchcord');
    } finally {
      await guest.stop();
    }
    await expect.poll(async () => (await show('foreign')).running, SLOW).toBe(false);
    await remove('foreign');
    expect(outside.host.tc('qdisc', 'show', 'dev', 'theirs')).not.toContain('clsact');
    outside.host.ip('link', 'delete', 'theirs');
  }, 60_000);

  it('an unavailable TAP is refused or shown, with what to do', async () => {
    const add = async (tap: string): Promise<string> =>
      (await program.cli('vm', 'add', 'bad', '--kind', 'tap', '--tap', tap)).complaint;
    expect(await add('nowhere')).toContain('ip tuntap add dev nowhere mode tap');
    expect(await add('lan0')).toContain('not a TAP');
    expect(await add('0123456789abcdef')).toContain('at most 15');
    outside.host.ip('tuntap', 'add', 'dev', 'brief', 'mode', 'tap');
    expect(await add('brief')).toBe('');
    outside.host.ip('link', 'delete', 'brief');
    await expect
      .poll(async () => (await show('bad')).problem, SLOW)
      .toEqual({ code: 'tapGone', params: { name: 'brief' } });
    outside.host.ip('tuntap', 'add', 'dev', 'brief', 'mode', 'tap');
    await expect.poll(() => show('bad'), SLOW).toMatchObject({ problem: null, running: true });
    outside.host.ip('link', 'delete', 'brief');
  }, 60_000);
});
