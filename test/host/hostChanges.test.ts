import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { leftChangesCheck } from '../../src-main/host/checks/leftChanges.ts';
import { HostChanges } from '../../src-main/host/hostChanges.ts';
import { freshDataDir } from '../store/dataDir.ts';

let dataDir: string;
/** Records each change of the host, with the content of the list at that moment. */
let isolated: Set<string>;
let trace: string[];
let broken: boolean;

beforeEach(() => {
  dataDir = freshDataDir();
  mkdirSync(dataDir, { recursive: true });
  isolated = new Set();
  trace = [];
  broken = false;
});

function open(): HostChanges {
  const changes: HostChanges = new HostChanges(dataDir, (nic) => {
    trace.push(`${nic} ${written(changes.path)}`);
    if (broken) throw new Error('no');
    isolated.delete(nic);
  });
  return changes;
}

/** Makes and undoes a change as app and engine do. */
function isolate(changes: HostChanges, nic: string): void {
  changes.intend(nic);
  isolated.add(nic);
}

const written = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : 'none');

describe('R18 a NIC cut off from the host', () => {
  test('is written down before, and struck out after', () => {
    const changes = open();
    isolate(changes, 'eth0');
    changes.intend('eth0');
    expect(written(changes.path)).toBe('{"isolated":["eth0"]}');
    expect(changes.left()).toEqual([]);
    changes.release('eth0');
    expect(trace).toEqual(['eth0 {"isolated":["eth0"]}']);
    expect(written(changes.path)).toBe('{"isolated":[]}');
  });

  test('and left behind by a crash is given back at the next start', () => {
    isolate(open(), 'eth0');
    const next = open();
    isolate(next, 'eth1');
    expect(next.left()).toEqual(['eth0']);
    next.undoLeft();
    expect([...isolated]).toEqual(['eth1']);
    expect(next.left()).toEqual([]);
    expect(written(next.path)).toBe('{"isolated":["eth1"]}');
  });

  test('that cannot be undone stays on the list', () => {
    const changes = open();
    isolate(changes, 'eth0');
    broken = true;
    expect(() => changes.release('eth0')).toThrow('no');
    expect(changes.left()).toEqual(['eth0']);
  });

  test('each is tried, though one fails', () => {
    isolate(open(), 'eth0');
    isolate(open(), 'eth1');
    broken = true;
    trace = [];
    expect(() => open().undoLeft()).toThrow('no');
    expect(trace.map((line) => line.split(' ')[0])).toEqual(['eth0', 'eth1']);
  });
});

test('the doctor reports leftover changes and repairs them', async () => {
  isolate(open(), 'eth0');
  const check = leftChangesCheck(open());
  const found = await check.check();
  expect(found).toMatchObject({ status: 'failed', code: 'leftBehind', details: { nics: 'eth0' } });
  await found.repair!();
  expect([...isolated]).toEqual([]);
  expect(await check.check()).toMatchObject({ status: 'ok', code: 'nothingLeft' });
});

test.each(['', '{', '{"isolated":[7]}', '{"isolated":["0123456789abcdef"]}'])(
  'a list that is damaged (%s) is told, and nothing is undone',
  async (text) => {
    const changes = open();
    writeFileSync(changes.path, text);
    expect(await leftChangesCheck(changes).check()).toMatchObject({ code: 'changesUnreadable' });
    changes.undoLeft();
    expect(trace).toEqual([]);
  },
);
