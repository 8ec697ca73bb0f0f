import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MODULE = join(import.meta.dirname, '../../scripts/lock.mjs');

/** Prints `waiting` and `holds`, and holds the lock until its standard input ends. Keeps a log. */
const HOLDER = `
  import { appendFileSync, readFileSync, writeSync } from 'node:fs';
  import { withLock } from ${JSON.stringify(MODULE)};
  const [, file, log] = process.argv;
  withLock(file, () => writeSync(1, 'waiting\\n'), () => {
    appendFileSync(log, 'begin ');
    writeSync(1, 'holds\\n');
    readFileSync(0);
    appendFileSync(log, 'end ');
  });
`;

describe('the lock of the scripts', () => {
  let dir: string;
  let file: string;
  let log: string;
  const children: ChildProcessWithoutNullStreams[] = [];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'patchcord-lock-'));
    file = join(dir, 'folder/lock');
    log = join(dir, 'log');
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(dir, { recursive: true });
  });

  function start(): ChildProcessWithoutNullStreams {
    const child = spawn(process.execPath, ['--input-type=module', '-e', HOLDER, file, log]);
    children.push(child);
    return child;
  }

  /** The next lines of the child, as one text. */
  function output(child: ChildProcessWithoutNullStreams): Promise<string> {
    return new Promise((resolve) => child.stdout.once('data', (text) => resolve(String(text))));
  }

  function exit(child: ChildProcessWithoutNullStreams): Promise<number | null> {
    return new Promise((resolve) => child.once('exit', resolve));
  }

  it('makes a second process wait until the first has finished', async () => {
    const first = start();
    expect(await output(first)).toBe('holds\n');
    const second = start();
    expect(await output(second)).toBe('waiting\n');
    first.stdin.end();
    expect(await output(second)).toBe('holds\n');
    second.stdin.end();
    expect(await exit(second)).toBe(0);
    expect(readdirSync(join(dir, 'folder'))).toEqual([]);
  });

  it('passes on from a process that was killed', async () => {
    const first = start();
    await output(first);
    const second = start();
    expect(await output(second)).toBe('waiting\n');
    first.kill('SIGKILL');
    expect(await output(second)).toBe('holds\n');
  });

  it.each([
    ['a process that has ended', '4194305 1'],
    ['another process with the same id, which runs now', `${process.pid} 1`],
    ['nothing readable', ''],
  ])('takes over a file of %s', async (_whose, content) => {
    const holder = start();
    await output(holder);
    holder.kill('SIGKILL');
    await exit(holder);
    writeFileSync(file, content);
    expect(await output(start())).toBe('holds\n');
  });

  it('lets one of many take over a stale file, then the next', async () => {
    const crashed = start();
    await output(crashed);
    crashed.kill('SIGKILL');
    await exit(crashed);
    rmSync(log);
    const many = [start(), start(), start()];
    for (const child of many) child.stdin.end();
    expect(await Promise.all(many.map(exit))).toEqual([0, 0, 0]);
    expect(readFileSync(log, 'utf8')).toBe('begin end begin end begin end ');
  });
});
