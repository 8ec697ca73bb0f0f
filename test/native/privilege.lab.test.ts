/**
 * native/lib/privilege.ts in a process that itself has the capabilities, and with a helper that
 * behaves wrongly.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeLab } from '../lab/prerequisites.ts';
import { type Person, ThrowAwayRoot } from '../lab/throwAwayRoot.ts';
import { until } from '../lab/until.ts';

const HELPER = '/usr/lib/patchcord/patchcord-helper';
const TAP = JSON.stringify({ name: 'pc%d', mac: '02:00:00:00:00:01' });
const privileged: Person = { uid: 0 };
const anybody: Person = { uid: 65534 };

const ADDRESSES = ['ip', '-o', '-6', 'address'];
/** A program that keeps both kinds open until it ends. */
const HOLD_TAPS = `
  import { openTap } from '${join(import.meta.dirname, '../../native/lib/privilege.ts')}';
  openTap({ name: 'pc%d', mac: null });
  openTap({ name: 'pc-lab', mac: null });
  setInterval(() => undefined, 1000);
`;

let root: ThrowAwayRoot;

function call(as: Person, ...words: string[]): unknown {
  const tool = join(import.meta.dirname, '../lab/privilegeTool.ts');
  return JSON.parse(root.run([process.execPath, tool, ...words], as).output);
}

describeLab('privileged acts', ['root', 'ip', 'ping'], () => {
  beforeAll(async () => {
    root = await ThrowAwayRoot.make();
    root.must('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'far0');
  });

  afterAll(() => root.dispose());

  describe('in process', () => {
    test('are possible for root, and need no configuration', () => {
      expect([call(privileged, 'canDoInProcess'), call(anybody, 'canDoInProcess')]).toEqual([
        { result: true },
        { result: false },
      ]);
      expect(call(privileged, 'openTap', TAP)).toMatchObject({
        result: { name: 'pc0' },
        opened: '/dev/net/tun',
      });
      expect(call(privileged, 'openPacketSocket', '"lan0"')).toMatchObject({
        opened: expect.stringMatching(/^socket:/),
      });
    });

    test.each([
      ['openPacketSocket', ['"gone0"'], 'interfaceGone'],
      ['openPacketSocket', ['"0123456789abcdef"'], 'interfaceGone'],
      ['openTap', ['{"name":"lan0","mac":null}'], 'privilegedCallFailed'],
      ['openTap', ['{"name":"tap9","mac":null}'], 'interfaceGone'],
      ['redirect', ['"lan0"', '"lan0"', 'true'], 'privilegedCallFailed'],
      ['hostAddress', ['"lan0"', '"10.0.0.1/8"'], 'privilegedCallFailed'],
      ['isolate', ['"gone0"', 'true'], 'interfaceGone'],
    ])('%s %o: %s', (name, words, code) => {
      expect(call(privileged, name, ...words)).toMatchObject({ code });
    });

    test('that undo what is not there are no error', () => {
      expect(call(privileged, 'isolate', '"lan0"', 'false')).toEqual({});
      expect(call(privileged, 'isolate', '"gone0"', 'false')).toEqual({});
    });
  });

  test('R12 R38 R42 the host has no IPv6 address on a redirect TAP, but on its host port', async () => {
    const holder = root.spawn([process.execPath, '--input-type=module', '--eval', HOLD_TAPS]);
    await until(() => root.must(...ADDRESSES).includes('pc-lab'), 'an address', 20_000);
    const addresses = root.must(...ADDRESSES);
    expect(addresses).toMatch(/pc-lab +inet6 fe80::/);
    expect(addresses).not.toContain('pc0');
    expect(root.must('ip', '-d', 'link', 'show', 'pc0')).toContain('addrgenmode none');
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    expect(root.must('ip', '-o', 'link')).not.toMatch(/pc0|pc-lab/);
  });

  test('R18 isolate cuts off the host’s stack alone, and gives it back', () => {
    root.must('ip', 'netns', 'add', 'pc-priv-far');
    root.must('ip', 'link', 'set', 'far0', 'netns', 'pc-priv-far');
    const far = ['ip', '-netns', 'pc-priv-far'];
    root.must(...far, 'address', 'add', '10.9.9.2/24', 'dev', 'far0');
    root.must(...far, 'link', 'set', 'far0', 'up');
    root.must('ip', 'address', 'add', '10.9.9.1/24', 'dev', 'lan0');
    root.must('ip', 'link', 'set', 'lan0', 'up');
    const ping = (): number => root.run(['ping', '-c', '1', '-W', '1', '10.9.9.2']).status;
    expect(ping()).toBe(0);
    expect(call(privileged, 'isolate', '"lan0"', 'true')).toEqual({});
    expect(ping()).not.toBe(0);
    expect(call(privileged, 'isolate', '"lan0"', 'false')).toEqual({});
    expect(ping()).toBe(0);
    root.must('ip', 'netns', 'delete', 'pc-priv-far');
  });

  describe('by a helper that', () => {
    const install = (script: string): void => {
      root.must('mkdir', '-p', '/usr/lib/patchcord');
      root.write(HELPER, `#!/bin/sh\n${script}\n`);
      root.must('chmod', '755', HELPER);
    };

    test.each([
      ['says nothing', 'exit 0', { code: 'helperRefused', params: { errno: 'EPROTO' } }],
      ['never answers', 'exec sleep 60', { code: 'helperRefused', params: { errno: 'ETIMEDOUT' } }],
      ['passes nothing', 'echo ok 0 pc0 >&3', { code: 'helperOutdated' }],
      ['does not know the verb', 'echo usage 22 >&3', { code: 'helperOutdated' }],
      ['talks nonsense', 'echo hello >&3', { code: 'helperOutdated' }],
      ['fails in no known way', 'echo failed seven >&3', { code: 'helperOutdated' }],
    ])('%s', (_name, script, expected) => {
      install(script);
      expect(call(anybody, 'openTap', TAP)).toMatchObject(expected);
    });

    test('is no program', () => {
      root.write(HELPER, '\u007fELF');
      expect(call(anybody, 'openTap', TAP)).toMatchObject({
        code: 'helperRefused',
        params: { errno: 'ENOEXEC' },
      });
    });
  });
});
