import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src-main/host/hostWorld.ts';
import { makeSetUp } from '../../src-main/host/setUp.ts';

const PROGRAM = '/bin/true';

function scene(uid: number, outcome: Outcome, places = [PROGRAM]) {
  const started: string[] = [];
  const setUp = makeSetUp(uid, ['/nowhere', ...places], (program, words) => {
    started.push([program, ...words].join(' '));
    return Promise.resolve(outcome);
  });
  return { setUp, started };
}

const done: Outcome = { status: 0, output: '' };

describe('R62 the set-up program', () => {
  test('is run as it is by root, and through pkexec by others', async () => {
    const root = scene(0, done);
    await root.setUp('helper', '/tmp/helper');
    expect(root.started).toEqual(['/bin/true helper /tmp/helper']);
    const user = scene(1000, done);
    await user.setUp('tun');
    expect(user.started).toEqual(['pkexec /bin/true tun']);
  });

  test.each<[number, Outcome, string]>([
    [1000, { status: 'ENOENT', output: '' }, 'pkexecMissing'],
    [1000, { status: 126, output: '' }, 'repairDismissed'],
    [1000, { status: 127, output: '' }, 'repairRefused'],
    [1000, { status: 1, output: 'read-only' }, 'repairFailed'],
    [0, { status: 126, output: '' }, 'repairFailed'],
  ])('uid %d, %o: %s', async (uid, outcome, code) => {
    await expect(scene(uid, outcome).setUp('tun')).rejects.toMatchObject({ code });
  });

  test('that is missing is reported', async () => {
    await expect(scene(0, done, []).setUp('tun')).rejects.toMatchObject({ code: 'setupMissing' });
  });
});
