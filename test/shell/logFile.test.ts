import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog } from '../../src-main/shell/log.ts';
import { LogFile } from '../../src-main/shell/logFile.ts';

describe('LogFile', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pc-log-'));
    path = join(folder, 'a.log');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('line 12: the log is bounded while the program runs', () => {
    const log = new LogFile(path, 1000);
    for (let n = 0; n < 1000; n++) log.write(`line ${n}\n`);
    expect(readdirSync(folder).sort()).toEqual(['a.log', 'a.log.old']);
    const [older, newer] = [readFileSync(`${path}.old`, 'utf8'), readFileSync(path, 'utf8')];
    expect(older.length + newer.length).toBeLessThan(2100);
    expect(older + newer).toMatch(/line 998\nline 999\n$/);
  });

  it('continues a log of an earlier run, and counts what it has', () => {
    new LogFile(path, 20).write('0123456789012345678\n');
    const log = new LogFile(path, 20);
    log.write('new\n');
    expect(readFileSync(path, 'utf8')).toBe('new\n');
  });

  it('line 12: a line that cannot be written ends nothing, and the next one is tried again', () => {
    mkdirSync(path);
    const log = new LogFile(path, 1000);
    expect(() => log.write('lost\n')).not.toThrow();
    rmSync(path, { recursive: true });
    log.write('kept\n');
    expect(readFileSync(path, 'utf8')).toBe('kept\n');
  });

  it('a folder that has gone ends nothing', () => {
    const log = new LogFile(path, 1);
    log.write('one\n');
    rmSync(folder, { recursive: true });
    expect(() => log.write('two\n')).not.toThrow();
  });

  it('the program’s log survives a full disk (/dev/full)', () => {
    const log = new LogFile('/dev/full', 1000);
    for (let n = 0; n < 3; n++) expect(() => log.write('x\n')).not.toThrow();
  });

  it('only the user can read it; errors are written with their cause', () => {
    openLog(folder).warn({ error: new Error('why', { cause: new Error('because') }) }, 'what');
    const file = join(folder, 'patchcord.log');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toMatch(/"why: because".*"what"/);
  });
});
