/** Starts, stops and restarts VMs, also at the wrong moment, with the real program. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Guest } from '../lab/guest.ts';
import { Outside, OUTSIDE_ADDRESS } from '../lab/outside.ts';
import { describeLab } from '../lab/prerequisites.ts';
import { RunningProgram } from '../lab/runningProgram.ts';

const NEEDS = ['root', 'qemu-system-x86_64', 'busybox', 'ip', 'dnsmasq'];
/** How long a start waits for the guest's monitor, in ms: an end that waited for it takes as long. */
const START_WAIT_MS = 10_000;

describeLab('The life of a VM', NEEDS, () => {
  let outside: Outside;
  let program: RunningProgram;
  let guest: Guest;

  beforeAll(async () => {
    outside = await Outside.open('life');
    program = await RunningProgram.start(outside.host);
    guest = await program.startVm(['--mode', 'shared'], { name: 'one' });
  });

  afterAll(async () => {
    await program.dispose();
    outside.dispose();
  });

  const vm = (): Promise<{ state: string; problem: unknown; command: string }> =>
    program.json('vm', 'show', 'one');
  const becomes = (state: string): Promise<void> =>
    expect.poll(async () => (await vm()).state, { timeout: 20_000 }).toBe(state);

  /** The guest is on its network and reaches the outside. */
  const isOnline = async (): Promise<void> => {
    await guest.ready();
    await guest.lease();
    expect((await guest.run(`echo hello | nc -w 5 ${OUTSIDE_ADDRESS} 7`)).output).toBe('hello\n');
  };

  it('R52 a second start is refused, at once and while the guest is found again', async () => {
    await isOnline();
    const again = await program.cli('vm', 'start', 'one');
    expect([again.status, again.complaint]).toEqual([
      1,
      expect.stringContaining('already running'),
    ]);
    await program.json('adapter', 'set', 'one', '1', 'mac=52-54-00-00-00-01');
    await program.end('SIGKILL');
    await program.launch();
    expect((await program.cli('vm', 'start', 'one')).complaint).toContain('already running');
    expect(await vm()).toMatchObject({ state: 'running', problem: { code: 'restartNeeded' } });
    await isOnline();
  });

  it('R52 a command that is edited while it runs is what the next start runs', async () => {
    const { command } = await vm();
    const longer = `${command} -name renamed`;
    await program.json('vm', 'set', 'one', '--command', longer);
    expect(await vm()).toMatchObject({ state: 'running', command: longer });
    await isOnline();
  });

  it('R52 a guest that ignores the power button keeps running, and the problem says what to do', async () => {
    await guest.run('killall acpid');
    const stop = await program.cli('vm', 'stop', 'one');
    expect(stop.status).toBe(0);
    expect(stop.output).toContain('patchcord vm stop one --force');
    await isOnline();
    const forced = await program.cli('vm', 'stop', 'one', '--force');
    expect(forced.output).toBe('one is stopped.\n');
    expect(guest.pid).toBeNull();
  });

  it('R52 two starts at once: one of them runs it, with the new command and the new MAC', async () => {
    const starts = await Promise.all([
      program.cli('vm', 'start', 'one'),
      program.cli('vm', 'start', 'one'),
    ]);
    expect(starts.map(({ status }) => status).sort()).toEqual([0, 1]);
    expect(await vm()).toMatchObject({ state: 'running', problem: null });
  });

  it('R52 the program is ended while a VM starts: it ends at once, and finds the VM again', async () => {
    await program.json('vm', 'stop', 'one', '--force');
    const start = program.cli('vm', 'start', 'one');
    await expect.poll(() => guest.pid, { interval: 5 }).not.toBeNull();
    const asked = performance.now();
    await program.end();
    expect(performance.now() - asked).toBeLessThan(START_WAIT_MS);
    await start;
    await program.launch();
    await becomes('running');
    expect((await program.json('vm', 'show', 'one')).problem).toBeNull();
  });

  it('R51 R52 a guest that is ended and started again by hand is seen both times', async () => {
    const args: string[] = await program.json('vm', 'args', 'one');
    process.kill(guest.pid!, 'SIGKILL');
    await becomes('stopped');
    const byHand = await Guest.prepare({ name: 'one' });
    try {
      byHand.launch(args);
      await becomes('running');
      await byHand.ready();
      await byHand.lease();
      expect((await vm()).problem).toBeNull();
    } finally {
      await byHand.stop();
    }
    await becomes('stopped');
  });
});
