/**
 * Started in a throw-away root by sanitized.lab.test.ts: calls the module of privilegeModule.cc with
 * verbs, with invalid words, and with helpers that answer wrongly.
 *   sanitizedPrivilege.ts MODULE
 * Prints the results as a JSON value.
 */
import { createRequire } from 'node:module';
import type { NativeModule } from '../../native/lib/nativeModule.ts';

const { runVerb, runHelper } = createRequire(import.meta.url)(
  process.argv[2]!,
) as Required<NativeModule>;

const verbs = [
  ['open-tap', 'pc%d', '02:00:00:00:00:01'],
  ['open-packet', 'lo'],
  ['open-raw', '1'],
  ['isolate', 'lo', 'on'],
  ['isolate', 'lo', 'off'],
  ['redirect', 'pc9', 'lo', 'on'],
  ['address', 'pc9', '10.0.0.1/8'],
  ['open-tap', 'x'.repeat(4000), '-'],
  ['none'],
  ['isolate', 'lo'],
];
const noVerbs = [[], [7], ['a\0b'], ['x'.repeat(5000)], Array<string>(9).fill('x')];
const scripts = ['echo ok 0 >&3', 'exit 0', 'head -c 9000 /dev/zero >&3'];

function isRefused(words: unknown): boolean {
  try {
    runVerb(words as string[]);
    return false;
  } catch {
    return true;
  }
}

console.log(
  JSON.stringify({
    verbs: verbs.map((words) => runVerb(words)).map(({ errno, name }) => errno || name),
    refused: noVerbs.map(isRefused),
    lines: scripts.map((script) => runHelper('/bin/sh', ['-c', script]).line.length),
    absent: runHelper('/none', ['version']).errno,
  }),
);
