/**
 * The emulated cards (R7) on Shared networks: one real guest with every card except virtio, each on
 * its own network, so that each card's traffic is separate; virtio in a second guest.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Guest } from '../lab/guest.ts';
import { Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { pseudoRandomDigest } from '../lab/pseudoRandom.ts';
import { RunningProgram } from '../lab/runningProgram.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq'];
const OCTETS = 1 << 20;
const MODELS = ['e1000', 'e1000e', 'rtl8139', 'tulip'] as const;
/** Linux's drivers of the models. */
const DRIVERS = ['e1000', 'e1000e', '8139cp', 'tulip'];

describeLab('Emulated cards over QEMU guests', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let guest: Guest;
  let virtio: Guest;

  /** The guest's name for the card with the MAC of this adapter. */
  const cardOf = async (n: number): Promise<string> => {
    const { adapters } = (await program.json('vm', 'show', 'old')) as {
      adapters: { mac: string }[];
    };
    const mac = adapters[n - 1]!.mac.replaceAll('-', ':').toLowerCase();
    const { output } = await guest.run(`grep -l ${mac} /sys/class/net/*/address`);
    return output.split('/')[4]!;
  };

  const fetch = (seed: number): string =>
    `wget -q -O - http://${OUTSIDE_ADDRESS}:8080/octets/${OCTETS}/${seed} | sha256sum`;
  const send = `wget -q -O - http://${OUTSIDE_ADDRESS}:8080/octets/${OCTETS}/9 | nc -w 10 ${OUTSIDE_ADDRESS} 8081`;

  /** Routes everything to the outside through this card. */
  const through = async (card: string): Promise<void> => {
    const { router } = await guest.lease(card, 30_000);
    await guest.run(`ip route replace ${OUTSIDE_ADDRESS} via ${router} dev ${card}`);
  };

  beforeAll(async () => {
    outside = await Outside.open('models');
    program = await RunningProgram.start(outside.host);
    for (const model of MODELS) await program.json('network', 'add', model, '--kind', 'shared');
    await program.json('vm', 'add', 'old', '--network', MODELS[0]);
    for (const [i, model] of MODELS.entries()) {
      if (i > 0) await program.json('adapter', 'add', 'old');
      const set = [`model=${model}`, `network=${model}`];
      await program.json('adapter', 'set', 'old', String(i + 1), ...set);
    }
    [guest, virtio] = await Promise.all([
      program.bootVm({ name: 'old', drivers: 'all', memory: 256 }),
      program.startVm(['--mode', 'shared'], { name: 'new' }),
    ]);
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  it('R7 each model reaches the guest with its MAC, and Linux has a driver for it', async () => {
    const drivers = MODELS.map(async (_model, i) => {
      const link = `/sys/class/net/${await cardOf(i + 1)}/device/driver`;
      return (await guest.run(`basename $(readlink ${link})`)).output.trim();
    });
    expect(await Promise.all(drivers)).toEqual(DRIVERS);
  });

  it.each([
    ['e1000', 1],
    ['rtl8139', 3],
  ] as const)('R6 %s shows the guest that its cable is out, and in again', async (model, n) => {
    const carrier = `$(cat /sys/class/net/${await cardOf(n)}/carrier)`;
    await program.json('adapter', 'set', 'old', String(n), 'mode=none');
    await guest.until(`[ "${carrier}" = 0 ]`);
    await program.json('adapter', 'set', 'old', String(n), `network=${model}`);
    await guest.until(`[ "${carrier}" = 1 ]`);
  });

  it.each(MODELS.map((model, i) => [model, i + 1] as const))(
    'R7 %s has a lease, and carries 1 MiB each way with equal checksums',
    async (_model, n) => {
      await through(await cardOf(n));
      expect((await guest.run(fetch(n), 60_000)).output).toBe(
        `${pseudoRandomDigest(n, OCTETS)}  -\n`,
      );
      const sent = await guest.run(send, 60_000);
      expect(sent.output).toBe(`${OCTETS} ${pseudoRandomDigest(9, OCTETS)}\n`);
      const traffic = await program.json('stats', 'old');
      expect(traffic[n - 1].toGuest.octets).toBeGreaterThan(2 * OCTETS);
    },
  );

  it('R7 virtio has a lease, and carries 1 MiB each way with equal checksums', async () => {
    await virtio.lease();
    expect((await virtio.run(fetch(5))).output).toBe(`${pseudoRandomDigest(5, OCTETS)}  -\n`);
    const sent = await virtio.run(send);
    expect(sent.output).toBe(`${OCTETS} ${pseudoRandomDigest(9, OCTETS)}\n`);
  });

  it.each([
    ['e1000e', 2],
    ['tulip', 4],
  ] as const)(
    'R6 %s does not show the guest that its cable is out, yet no frame passes',
    async (model, n) => {
      const card = await cardOf(n);
      await through(card);
      const plain = await program.cli('adapter', 'list', 'old');
      expect(plain.output).toContain(`${model} does not show`);
      await program.json('adapter', 'set', 'old', String(n), 'mode=none');
      const { output } = await guest.run(
        `cat /sys/class/net/${card}/carrier; nc -w 3 ${OUTSIDE_ADDRESS} 7 </dev/null`,
      );
      expect(output).toMatch(/^1\n./);
      await program.json('adapter', 'set', 'old', String(n), `network=${model}`);
      expect((await guest.run(fetch(n), 60_000)).output).toBe(
        `${pseudoRandomDigest(n, OCTETS)}  -\n`,
      );
    },
  );
});
