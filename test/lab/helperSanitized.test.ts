/** The helper built for AddressSanitizer and UBSan: its verbs once through, and its parsers fuzzed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeLab } from './prerequisites.ts';
import { ThrowAwayRoot } from './throwAwayRoot.ts';

const project = join(import.meta.dirname, '../..');
const sources = (...names: string[]): string[] =>
  names.map((n) => join(project, 'native/helper', n));
const FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-g', '-O1', '-fno-sanitize-recover=all'];
/** Parsing rounds; some three seconds. */
const ROUNDS = 100_000;

let folder: string;
let root: ThrowAwayRoot;

function build(name: string, files: readonly string[]): string {
  const program = join(folder, name);
  execFileSync('cc', [...FLAGS, '-fsanitize=address,undefined', ...files, '-o', program]);
  return program;
}

describeLab('the helper under ASan and UBSan', ['root', 'c++', 'setcap', 'ip'], () => {
  beforeAll(async () => {
    folder = mkdtempSync('/var/tmp/pc-sanitized-');
    execFileSync('chmod', ['755', folder]);
    root = await ThrowAwayRoot.make();
  });

  afterAll(() => {
    root.dispose();
    rmSync(folder, { recursive: true });
  });

  test('each verb, on and off', () => {
    const helper = build('helper', sources('main.c', 'allow_list.c', 'verbs.c'));
    root.must('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'far0');
    root.must('ip', 'tuntap', 'add', 'pc-in', 'mode', 'tap');
    root.must('mkdir', '-p', '/etc/patchcord');
    root.write('/etc/patchcord/helper.conf', '# ours\nnic lan0\n');
    const lines = [
      'open-tap pc%d 02:00:00:00:00:01',
      'open-packet lan0',
      'open-icmp',
      'open-raw 47',
      ...['on', 'off'].flatMap((on) => [
        `redirect pc-in lan0 ${on}`,
        `isolate lan0 ${on}`,
        `address pc-in 10.1.0.1/24 ${on}`,
        `address pc-in fd00::1/64 ${on}`,
      ]),
    ];
    for (const line of lines) {
      const { status, output, answer } = root.run([helper, ...line.split(' ')]);
      expect([line, status, output, answer.slice(0, 5)]).toEqual([line, 0, '', 'ok 0 ']);
    }
  });

  test.each([1, 2])(`${ROUNDS} configurations and command lines, seed %d`, (seed) => {
    const fuzz = build('fuzz', [
      join(project, 'test/fuzz/helperFuzz.c'),
      ...sources('allow_list.c', 'verbs.c'),
    ]);
    const nobody = { uid: 65534 };
    const { status, output } = root.run([fuzz, String(seed), String(ROUNDS)], nobody);
    expect([status, output]).toEqual([0, expect.stringMatching(/^\d+ listed, \d+ refused\n$/)]);
  });
});
