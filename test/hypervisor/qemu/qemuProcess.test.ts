/** What becomes of a started program's output. The programs are shell scripts in QEMU's place. */
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QemuProcess } from '../../../src-main/hypervisor/qemu/qemuProcess.ts';

/** The log, the one before it, and the chunk that crossed the limit. */
const MOST_OCTETS = (2 << 20) + (64 << 10);
const MODULE = join(import.meta.dirname, '../../../src-main/hypervisor/qemu/qemuProcess.ts');

describe('QemuProcess', () => {
  let folder: string;
  let log: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pc-out-'));
    log = join(folder, 'log', 'v1.log');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = async (script: string): Promise<QemuProcess> => {
    const program = await QemuProcess.start(['sh', '-c', script], log);
    await new Promise<void>((resolve) => program.onExit(resolve));
    return program;
  };
  const output = (program: QemuProcess): unknown => program.exited().params['output'];
  const storedOctets = (): number =>
    readdirSync(join(folder, 'log')).reduce(
      (sum, name) => sum + statSync(join(folder, 'log', name)).size,
      0,
    );

  it('line 12: QEMU’s output is bounded, and its newest lines are kept', async () => {
    const program = await run('yes flood | head -c 199999998; echo the last line >&2; exit 3');
    expect(program.exit).toBe('3');
    expect(output(program)).toMatch(/flood\nthe last line$/);
    expect(storedOctets()).toBeLessThanOrEqual(MOST_OCTETS);
    expect(storedOctets()).toBeGreaterThan(1 << 20);
  });

  it('the newest lines are whole when the log has just begun again', async () => {
    const program = await run('head -c 1048570 /dev/zero | tr "\\0" x; echo abcdefghij; exit 1');
    expect(output(program)).toMatch(/^x{2000,}abcdefghij$/);
  });

  it('only the user can read the log', async () => {
    await run('echo hello');
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it('a new run replaces the log of the one before', async () => {
    await run('head -c 1500000 /dev/zero');
    await run('echo new');
    expect(readFileSync(log, 'utf8')).toBe('new\n');
    expect(readdirSync(join(folder, 'log'))).toEqual(['v1.log']);
  });

  it.each([
    ['the log cannot be opened', (): void => void mkdirSync(log, { recursive: true })],
    ['there is no folder for it', (): void => writeFileSync(join(folder, 'log'), '')],
  ])('runs the program to its end if %s', async (_, prepare) => {
    prepare();
    const program = await run('yes | head -c 10000000 >&2; exit 7');
    expect(program.exited()).toMatchObject({
      code: 'hypervisorExitedSilently',
      params: { status: '7' },
    });
  });

  it('output is logged after Patchcord has ended, and the program gets no SIGPIPE', async () => {
    const words = ['sh', '-c', 'sleep 0.5; echo one; echo two'];
    const starter = `
      const { QemuProcess } = await import(${JSON.stringify(MODULE)});
      await QemuProcess.start(${JSON.stringify(words)}, ${JSON.stringify(log)});
      process.kill(process.pid, 'SIGKILL');`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '-e', starter]);
    expect(ended.signal).toBe('SIGKILL');
    await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toBe('one\ntwo\n'));
  });

  it('a process that keeps the output open does not delay the end', async () => {
    const program = await run('sleep 30 & echo $!; exit 2');
    expect(program.exit).toBe('2');
    process.kill(Number(output(program)));
  });

  it('kill ends the program and what it started', async () => {
    const program = await QemuProcess.start(['sh', '-c', 'sleep 100 & wait'], log);
    const ended = new Promise<void>((resolve) => program.onExit(resolve));
    program.kill();
    await ended;
    expect(program.exit).toBe('SIGKILL');
  });
});
