/**
 * What a running guest sees of changes: a cable is moved, the engine crashes, the program is stopped
 * and started again.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Guest } from '../lab/guest.ts';
import { Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq'];

describeLab('Live changes under QEMU guests', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let one: Guest;
  let two: Guest;

  /** Octets that the stream from one to two has carried. */
  const carried = async (): Promise<number> =>
    Number((await two.run('wc -c </tmp/carried')).output.trim());

  /** A TCP connection between the guests that sends a line ten times a second. */
  const openStream = async (): Promise<void> => {
    const { ip } = await two.lease();
    void two.run('sleep 300 | nc -l -p 5000 >/tmp/carried', 300_000).catch(() => undefined);
    await two.listens('tcp', 5000);
    void one
      .run(`while sleep 0.1; do echo tick; done | nc ${ip} 5000`, 300_000)
      .catch(() => undefined);
    await two.until('[ "$(wc -c </tmp/carried)" -gt 20 ]');
  };

  /** Resolves when the stream has carried more octets. */
  const goesOn = async (): Promise<void> => {
    const now = await carried();
    await two.until(`[ "$(wc -c </tmp/carried)" -gt ${now + 10} ]`, 30_000);
  };

  const carrierIs = (guest: Guest, carrier: 0 | 1): Promise<unknown> =>
    guest.until(`[ "$(cat /sys/class/net/eth0/carrier)" = ${carrier} ]`);

  const addressOf = async (guest: Guest): Promise<string> => (await guest.lease())['ip']!;

  /** The guest has its address again and reaches the outside. */
  const isBack = async (vm: string, guest: Guest, ip: string): Promise<void> => {
    await carrierIs(guest, 1);
    await guest.until(`[ "$(echo back | nc -w 5 ${OUTSIDE_ADDRESS} 7)" = back ]`, 30_000);
    await expect
      .poll(() => program.json('adapter', 'list', vm), { timeout: 10_000 })
      .toMatchObject([{ mode: 'shared', network: 'Shared', link: 'up', ip: [ip] }]);
  };

  beforeAll(async () => {
    outside = await Outside.open('live');
    program = await RunningProgram.start(outside.host);
    [one, two] = await Promise.all([
      program.startVm(['--mode', 'shared'], { name: 'one' }),
      program.startVm(['--mode', 'shared'], { name: 'two' }),
    ]);
    await Promise.all([one.lease(), two.lease()]);
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  it('R6 not connected: the carrier goes down in the guest, and up again', async () => {
    await program.json('adapter', 'set', 'one', '1', 'mode=none');
    await carrierIs(one, 0);
    const vm = await program.json('vm', 'show', 'one');
    expect(vm.adapters[0]).toMatchObject({ mode: 'none', link: 'down' });
    await program.json('adapter', 'set', 'one', '1', 'mode=shared');
    await carrierIs(one, 1);
    await one.lease();
  });

  it('R6 the cable out: the carrier goes down with the network as set, and up again', async () => {
    const ip = await addressOf(one);
    await program.json('adapter', 'set', 'one', '1', 'cable=off');
    await carrierIs(one, 0);
    expect(await program.json('adapter', 'list', 'one')).toMatchObject([
      { mode: 'shared', network: 'Shared', cable: false, link: 'down', ip: [] },
    ]);
    await program.json('adapter', 'set', 'one', '1', 'cable=on');
    await isBack('one', one, ip);
  });

  it('R61 all paused: the carrier goes down in every guest, and up with its lease', async () => {
    const [ip, other] = await Promise.all([addressOf(one), addressOf(two)]);
    await program.json('pause');
    await Promise.all([carrierIs(one, 0), carrierIs(two, 0)]);
    await program.json('resume');
    await Promise.all([isBack('one', one, ip), isBack('two', two, other)]);
  });

  it('R5 shared to internal and back while the guest runs', async () => {
    await program.json('adapter', 'set', 'one', '1', 'mode=internal');
    await one.until('grep -q ip=169.254 /run/lease.eth0');
    expect((await one.run(`ping -c 1 -W 1 ${OUTSIDE_ADDRESS}`)).status).not.toBe(0);
    await program.json('adapter', 'set', 'one', '1', 'mode=shared');
    await one.until('grep -q ip=192.168.131 /run/lease.eth0');
    const { output } = await one.run(`echo back | nc -w 5 ${OUTSIDE_ADDRESS} 7`);
    expect(output).toBe('back\n');
  });

  it('R51 the engine crashes: it runs again, and TCP between guests continues', async () => {
    await openStream();
    await program.json('engine', 'restart');
    await expect
      .poll(async () => (await program.json('status')).engine)
      .toMatchObject({ state: 'running', restarts: 1 });
    await goesOn();
  });

  it('R60 R51 the program is stopped and started again: all settings are there, and TCP continues', async () => {
    const before = await program.json('vm', 'list');
    const networks = await program.json('network', 'list');
    await program.end();
    // Its segments are not acknowledged meanwhile.
    await one.until(`[ "$(netstat -tn | awk '/:5000 /{print $3}')" -gt 0 ]`);
    await program.launch();
    await goesOn();
    expect(await program.json('network', 'list')).toEqual(networks);
    await expect.poll(() => program.json('vm', 'list'), { timeout: 10_000 }).toEqual(before);
  });

  it('R60 the program is killed: the same', async () => {
    await program.json('network', 'add', 'kept', '--kind', 'internal');
    await program.end('SIGKILL');
    await program.launch();
    await goesOn();
    expect(await program.json('network', 'list')).toContainEqual(
      expect.objectContaining({ name: 'kept' }),
    );
    const { output } = await one.run(`echo again | nc -w 5 ${OUTSIDE_ADDRESS} 7`);
    expect(output).toBe('again\n');
  });

  it('R52 stop powers the guest down, and the list says so', async () => {
    await program.json('vm', 'stop', 'two');
    await expect
      .poll(async () => (await program.json('vm', 'show', 'two')).running, { timeout: 20_000 })
      .toBe(false);
  });
});
