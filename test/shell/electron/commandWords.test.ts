import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandWords } from '../../../src-main/shell/electron/commandWords.ts';

/** The command line that the package's `patchcord` starts the program with for these words. */
function launched(...words: readonly string[]): string[] {
  const path = join(import.meta.dirname, '../../../assets/installer/linux/patchcord');
  const told = `told() { printf '%s\\0' "$@"; exit; }\n`;
  const script = told + readFileSync(path, 'utf8').replaceAll('exec ', 'told ');
  const printed = execFileSync('sh', ['-c', script, 'patchcord', ...words], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

test('R66 what follows `--` is a command line, switches included; the rest is Electron’s', () => {
  const program = '/opt/Patchcord/patchcord';
  expect(commandWords([program])).toBeNull();
  expect(commandWords([program, '--data-dir=/tmp/a', '--no-sandbox'])).toBeNull();
  expect(commandWords([program, '--no-sandbox', '--', 'status', '--json'])).toEqual([
    'status',
    '--json',
  ]);
  expect(commandWords([program, '--', 'vm', 'args', 'a', '--', 'b'])).toEqual([
    ...['vm', 'args', 'a', '--', 'b'],
  ]);
});

test('the package’s `patchcord` opens the window with Chromium’s sandbox, for any words', () => {
  expect(launched()).toEqual(['/opt/Patchcord/patchcord']);
  const attempts = [['status'], [''], ['--'], ['--no-sandbox'], ['--data-dir=/tmp/a', '--', '']];
  for (const words of attempts) {
    const line = launched(...words);
    expect(line).toContain('--no-sandbox');
    expect(commandWords(line)).toEqual(words);
  }
});
