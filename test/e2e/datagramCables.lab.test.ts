/**
 * QEMU's `dgram` netdevs: a real guest whose cable is UDP on loopback, while everything around it is
 * restarted and changed.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Guest } from '../lab/guest.ts';
import { Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { pseudoRandomDigest } from '../lab/pseudoRandom.ts';
import { RunningProgram } from '../lab/runningProgram.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq', 'socat'];
const OCTETS = 10 << 20;

describeLab('dgram cables over a QEMU guest', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let guest: Guest;

  beforeAll(async () => {
    outside = await Outside.open('dgram');
    await outside.allowPing(true);
    program = await RunningProgram.start(outside.host);
    guest = await program.startVm(['--mode', 'shared', '--netdev', 'dgram'], { name: 'one' });
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  /** The ports in the cable's arguments: the guest's, then Patchcord's. */
  const ports = async (): Promise<[number, number]> => {
    const words: string[] = await program.json('vm', 'args', 'one');
    const [, guests, ours] = /local\.port=(\d+),.*remote\.port=(\d+)/.exec(words[1]!)!;
    return [Number(guests), Number(ours)];
  };

  const vm = (): Promise<{ problem: object | null; adapters: { link: string }[] }> =>
    program.json('vm', 'show', 'one');

  const answers = `ping -c 1 -W 1 ${OUTSIDE_ADDRESS}`;

  const download = async (): Promise<string> => {
    const url = `http://${OUTSIDE_ADDRESS}:8080/octets/${OCTETS}/3`;
    return (await guest.run(`wget -q -O - ${url} | sha256sum`, 60_000)).output;
  };
  const intact = `${pseudoRandomDigest(3, OCTETS)}  -\n`;

  it('R51 a lease, a ping, and 10 MiB with equal checksums', async () => {
    const { ip } = await guest.lease();
    expect((await guest.run(`ping -c 2 -W 10 ${OUTSIDE_ADDRESS}`)).status).toBe(0);
    expect(await download()).toBe(intact);
    expect(await vm()).toMatchObject({
      netdev: 'dgram',
      problem: null,
      adapters: [{ link: 'up', ip: [ip] }],
    });
  });

  it('R6 the cable is unplugged and plugged', async () => {
    await program.json('adapter', 'set', 'one', '1', 'mode=none');
    await guest.until('[ "$(cat /sys/class/net/eth0/carrier)" = 0 ]');
    await program.json('adapter', 'set', 'one', '1', 'mode=shared');
    await guest.until('[ "$(cat /sys/class/net/eth0/carrier)" = 1 ]');
    await guest.lease();
  });

  it('R51 the engine crashes: traffic continues', async () => {
    await program.json('engine', 'restart');
    await guest.until(answers);
    expect(await download()).toBe(intact);
  });

  it('R51 R60 the program is stopped and started again: the ports stay, and traffic continues', async () => {
    const before = await ports();
    await program.end();
    await program.launch();
    await guest.until(answers);
    expect(await ports()).toEqual(before);
    expect(await download()).toBe(intact);
    await expect.poll(async () => (await vm()).adapters[0]!.link).toBe('up');
  });

  it('R51 a port that another program has taken is reported, with what to do', async () => {
    const [, ours] = await ports();
    await program.end();
    const other = outside.host.spawn('socat', `UDP-RECV:${ours},bind=127.0.0.1`, 'STDOUT');
    await outside.host.run(
      ...([
        'sh',
        '-c',
        `until grep -qi ":$(printf %04X ${ours}) " /proc/net/udp; do :; done`,
      ] as const),
    );
    await program.launch();
    await expect
      .poll(async () => (await vm()).problem)
      .toMatchObject({ code: 'cableUnusable', params: { vm: 'one', n: 1, port: ours } });
    expect((await program.cli('vm', 'show', 'one')).output).toContain('vm set one --netdev dgram');
    other.kill();
    await guest.until(answers, 40_000);
    await expect.poll(async () => (await vm()).problem).toBeNull();
  });

  it('R51 changing it while the guest runs waits for its next start', async () => {
    const changed = await program.json('vm', 'set', 'one', '--netdev', 'stream');
    expect(changed).toMatchObject({ netdev: 'stream', problem: { code: 'restartNeeded' } });
    expect((await guest.run(answers)).status).toBe(0);
    const back = await program.json('vm', 'set', 'one', '--netdev', 'dgram');
    expect(back).toMatchObject({ netdev: 'dgram', problem: null });
  });
});
