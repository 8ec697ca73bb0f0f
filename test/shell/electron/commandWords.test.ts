import { expect, test } from 'vitest';
import { commandWords } from '../../../src-main/shell/electron/commandWords.ts';

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
