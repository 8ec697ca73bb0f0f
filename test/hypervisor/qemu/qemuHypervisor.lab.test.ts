/** QemuHypervisor with real guests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CardModel } from '../../../src-main/contract/vm.ts';
import type { VmCard, VmReport, VmSpec } from '../../../src-main/hypervisor/hypervisor.ts';
import { QemuHypervisor } from '../../../src-main/hypervisor/qemu/qemuHypervisor.ts';
import { Guest } from '../../lab/guest.ts';
import { describeLab } from '../../lab/prerequisites.ts';

const NEEDS = ['qemu-system-x86_64', 'busybox'];

describeLab('QemuHypervisor', NEEDS, () => {
  let base: string;
  let hypervisor: QemuHypervisor;
  let guest: Guest;

  beforeEach(() => {
    // A comma, which QEMU's options must not take for their end.
    base = mkdtempSync(join(tmpdir(), 'pc,qemu-'));
    hypervisor = new QemuHypervisor({ dataDir: base });
  });
  afterEach(async () => {
    await hypervisor.close();
    await guest.stop();
    rmSync(base, { recursive: true });
  });

  const card = (n: number, model: CardModel, networkId: string | null): VmCard => ({
    ...{
      n,
      model,
      networkId,
      plugged: networkId !== null,
      attachment: { kind: 'qemuStream' as const },
    },
    mac: `00-03-FF-00-00-0${n}`,
  });
  const spec = (...cards: VmCard[]): VmSpec => ({
    ...{ id: 'vm1', name: 'one', command: guest.command, cards },
  });

  /** Resolves when the report meets the condition. It is checked at each `onChange`. */
  function report(on: QemuHypervisor, wanted: (report: VmReport) => boolean): Promise<VmReport> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`still ${JSON.stringify(on.report('vm1'))}`)),
        15_000,
      );
      const look = (): void => {
        const now = on.report('vm1');
        if (!wanted(now)) return;
        clearTimeout(late);
        resolve(now);
      };
      on.onChange(look);
      look();
    });
  }

  /** QMP ends a moment before the process. */
  async function ended(): Promise<void> {
    await expect.poll(() => guest.pid, { timeout: 5_000 }).toBeNull();
  }

  const carrierIs = (n: number, up: number): string =>
    `[ "$(cat /sys/class/net/$(basename $(dirname $(grep -l 00:00:0${n} /sys/class/net/eth*/address)))/carrier)" = ${up} ]`;

  it('R52 starts a guest, R6 R5 unplugs, plugs and moves its cable live, and stops it', async () => {
    guest = await Guest.prepare({ name: 'one', dhcp: false });
    hypervisor.apply([spec(card(1, 'virtio', 'a'))]);
    await hypervisor.start(spec(card(1, 'virtio', 'a')));
    expect(hypervisor.report('vm1')).toMatchObject({ state: 'running', problem: null });
    await expect(hypervisor.start(spec())).rejects.toMatchObject({ code: 'vmAlreadyRunning' });
    await guest.ready();
    await guest.until(carrierIs(1, 1));
    hypervisor.apply([spec(card(1, 'virtio', null))]);
    await guest.until(carrierIs(1, 0));
    expect(hypervisor.report('vm1').carrier).toEqual([]);
    hypervisor.apply([spec(card(1, 'virtio', 'a'))]);
    await guest.until(carrierIs(1, 1));
    expect(hypervisor.report('vm1').carrier).toEqual([1]);
    // A cable that goes to another network is seen out and in again.
    const before = Number((await guest.run('cat /sys/class/net/eth0/carrier_changes')).output);
    hypervisor.apply([spec(card(1, 'virtio', 'b'))]);
    hypervisor.apply([spec(card(1, 'virtio', 'b'))]);
    await guest.until(carrierIs(1, 0));
    await guest.until(carrierIs(1, 1));
    await guest.until(`[ "$(cat /sys/class/net/eth0/carrier_changes)" = ${before + 2} ]`);
    await hypervisor.stop('vm1', false);
    await report(hypervisor, ({ state }) => state === 'stopped');
    await ended();
    await expect(hypervisor.stop('vm1', true)).rejects.toMatchObject({ code: 'vmNotRunning' });
  });

  it('R51 finds the guest again after the program has ended and begun anew', async () => {
    guest = await Guest.prepare({ name: 'one', dhcp: false });
    await hypervisor.start(spec(card(1, 'virtio', 'net')));
    await guest.ready();
    await hypervisor.close();
    expect((await guest.run('true')).status).toBe(0);
    hypervisor = new QemuHypervisor({ dataDir: base });
    await expect(hypervisor.start(spec())).rejects.toMatchObject({ code: 'vmAlreadyRunning' });
    hypervisor.apply([spec(card(1, 'virtio', null))]);
    await report(hypervisor, ({ state }) => state === 'running');
    await guest.until(carrierIs(1, 0));
    await hypervisor.stop('vm1', true);
    await report(hypervisor, ({ state }) => state === 'stopped');
    await ended();
  });

  it('R51 finds a guest that was started by hand, and reports an adapter that it does not have', async () => {
    guest = await Guest.prepare({ name: 'one', dhcp: false });
    hypervisor.apply([spec(card(1, 'virtio', null))]);
    expect(hypervisor.report('vm1').state).toBe('stopped');
    guest.launch(hypervisor.args(spec(card(1, 'virtio', null))));
    await report(hypervisor, ({ state }) => state === 'running');
    await guest.ready();
    await guest.until(carrierIs(1, 0));
    hypervisor.apply([spec(card(1, 'virtio', 'net'), card(2, 'e1000', 'net'))]);
    const { problem, carrier } = await report(hypervisor, (now) => now.problem !== null);
    expect(problem).toEqual({ code: 'adapterNeedsRestart', params: { n: 2 } });
    expect(carrier).toEqual([1]);
    await guest.until(carrierIs(1, 1));
  });

  it('an unexpected end leaves its reason', async () => {
    guest = await Guest.prepare({ name: 'one' });
    await hypervisor.start(spec(card(1, 'virtio', 'net')));
    process.kill(guest.pid!, 'SIGKILL');
    const { problem } = await report(hypervisor, ({ state }) => state === 'stopped');
    expect(problem).toMatchObject({
      code: 'hypervisorExitedSilently',
      params: { status: 'SIGKILL' },
    });
  });

  it('a guest that does not listen to the power button is ended by force', async () => {
    guest = await Guest.prepare({ name: 'one' });
    await hypervisor.start(spec());
    await hypervisor.stop('vm1', false); // Before it has booted: nobody hears it.
    await hypervisor.stop('vm1', true);
    expect(hypervisor.report('vm1')).toEqual({ state: 'stopped', carrier: [], problem: null });
    await ended();
  });

  it('a QEMU that hangs is killed', async () => {
    guest = await Guest.prepare({ name: 'one' });
    await hypervisor.start(spec());
    process.kill(guest.pid!, 'SIGSTOP');
    await hypervisor.stop('vm1', true);
    expect(hypervisor.report('vm1').state).toBe('stopped');
  }, 30_000);

  it('a QEMU that exits immediately: its last lines are reported', async () => {
    guest = await Guest.prepare({ name: 'one' });
    const wrong = { ...spec(), command: 'qemu-system-x86_64 -machine no-such-machine' };
    await expect(hypervisor.start(wrong)).rejects.toMatchObject({
      code: 'hypervisorExited',
      params: { status: '1', output: expect.stringContaining('unsupported machine type') },
    });
    expect(hypervisor.report('vm1')).toMatchObject({
      state: 'stopped',
      problem: { code: 'hypervisorExited' },
    });
  });

  it('-daemonize: the guest is found although its first process has ended', async () => {
    guest = await Guest.prepare({ name: 'one' });
    await hypervisor.start({ ...spec(), command: `${guest.command} -daemonize` });
    expect(hypervisor.report('vm1').state).toBe('running');
    await hypervisor.stop('vm1', true);
    expect(hypervisor.report('vm1').state).toBe('stopped');
  });
});
