/** The lab itself: guests boot, commands run, namespaces are wired. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Guest } from '../../lab/guest.ts';
import { Namespace, veth } from '../../lab/namespaces.ts';
import { describeLab, missing } from '../../lab/prerequisites.ts';

describeLab('a guest of the lab', ['qemu-system-x86_64', 'busybox'], () => {
  let guest: Guest;

  beforeAll(async () => {
    guest = await Guest.start({ name: 'lab', vmArgs: ['-nic', 'none'], extras: ['socat'] });
  });
  afterAll(() => guest.stop());

  it('boots, and says which process it is', () => {
    expect(guest.pid).toBeGreaterThan(0);
  });

  it('runs commands, with their status and both outputs', async () => {
    const result = await guest.run('hostname; echo "it\'s öld" >&2; exit 7');
    expect(result).toEqual({ status: 7, output: "lab\nit's öld\n" });
  });

  it('keeps answers apart when commands run side by side', async () => {
    const numbers = Array.from({ length: 12 }, (_, i) => i);
    const results = await Promise.all(
      numbers.map((i) => guest.run(`sleep 0.${i % 3}; seq ${i} ${i + 300}`)),
    );
    const expected = (i: number): string =>
      Array.from({ length: 301 }, (_, j) => `${i + j}\n`).join('');
    for (const i of numbers) expect(results[i]!.output).toBe(expected(i));
  });

  it('takes a long command and gives a long answer whole', async () => {
    const word = 'x'.repeat(20_000);
    const { output } = await guest.run(`echo ${word} | wc -c; seq 1 20000 | md5sum`);
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i + 1}\n`).join('');
    const md5 = createHash('md5').update(lines).digest('hex');
    expect(output).toBe(`20001\n${md5}  -\n`);
    expect((await guest.run('seq 1 20000')).output).toBe(lines);
  });

  it('ends a command that takes too long', async () => {
    expect((await guest.run('sleep 60', 1_000)).status).toBe(137);
  });

  it('has the programs of this computer that were asked for', async () => {
    const { output } = await guest.run('socat -V | head -1');
    expect(output).toMatch(/^socat/);
  });
});

describeLab('a guest that does not start', ['qemu-system-x86_64'], () => {
  it('says what QEMU said', async () => {
    const start = Guest.start({ name: 'wrong', vmArgs: ['-device', 'no-such-device'] });
    await expect(start).rejects.toThrow(/no-such-device/);
  });
});

describeLab('namespaces', ['root', 'ip', 'ping'], () => {
  it('are wired by veths', async () => {
    const a = new Namespace('pc-qemu-a');
    const b = new Namespace('pc-qemu-b');
    try {
      veth(
        { namespace: a, name: 'to-b', addresses: ['10.77.0.1/24'] },
        { namespace: b, name: 'to-a', addresses: ['10.77.0.2/24'] },
      );
      expect(await a.run('ping', '-c', '1', '-W', '2', '10.77.0.2')).toMatch(/1 received/);
    } finally {
      a.dispose();
      b.dispose();
    }
  });
});

describe('what a suite needs', () => {
  it('is reported with the command that installs it', () => {
    expect(missing(['ip'])).toBeNull();
    expect(missing(['no-such-program', 'ip', 'nor-this'])).toBe(
      'needs no-such-program, nor-this: sudo apt-get install no-such-program nor-this',
    );
  });
});
