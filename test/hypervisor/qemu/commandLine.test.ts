import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../src-main/contract/shellWord.ts';
import { splitCommandLine } from '../../../src-main/hypervisor/qemu/commandLine.ts';

const words = fc.array(fc.string({ unit: 'grapheme' }).filter((word) => !word.includes('\0')));

describe('splitCommandLine', () => {
  it.each([
    ['qemu-system-x86_64 -m 2048', ['qemu-system-x86_64', '-m', '2048']],
    ['  a\t b\n c  ', ['a', 'b', 'c']],
    [String.raw`a 'b c' "d e" f\ g`, ['a', 'b c', 'd e', 'f g']],
    [String.raw`a"b"'c'd`, ['abcd']],
    [`a '' ""`, ['a', '', '']],
    [String.raw`"a\"b\\c\$d\x"`, [String.raw`a"b\c$d\x`]],
    [String.raw`'a\b'`, [String.raw`a\b`]],
    ['qemu \\\n  -m 64 "x\\\ny"', ['qemu', '-m', '64', 'xy']],
    [
      '-drive file=x.qcow2,if=virtio -append "console=ttyS0 a~b#c"',
      ['-drive', 'file=x.qcow2,if=virtio', '-append', 'console=ttyS0 a~b#c'],
    ],
    ['a~b c#d', ['a~b', 'c#d']],
    ['', []],
  ])('%j', (line, expected) => {
    expect(splitCommandLine(line)).toEqual(expected);
  });

  it.each(['|', '&', ';', '<', '>', '(', ')', '$', '`', '*', '?', '['])(
    'refuses %s by name',
    (character) => {
      expect(() => splitCommandLine(`qemu a${character}b`)).toThrow(
        expect.objectContaining({ code: 'commandCharacter', params: { character } }),
      );
      expect(splitCommandLine(`qemu 'a${character}b'`)).toEqual(['qemu', `a${character}b`]);
    },
  );

  it.each(['~/disk', '#comment', '"$HOME"', '"`id`"', 'a\0b', "'a\0b'", '"a\0b"', '\\\0'])(
    'refuses %j',
    (word) => {
      expect(() => splitCommandLine(`qemu ${word}`)).toThrow(
        expect.objectContaining({ code: 'commandCharacter' }),
      );
    },
  );

  it.each([`'a`, `"a`, 'a\\', `"a\\`])('refuses %j: unclosed', (line) => {
    expect(() => splitCommandLine(line)).toThrow(
      expect.objectContaining({ code: 'commandUnclosed' }),
    );
  });

  it('reads back every word that shellWord has quoted', () => {
    fc.assert(
      fc.property(words, (given) => {
        expect(splitCommandLine(given.map(shellWord).join(' '))).toEqual(given);
      }),
    );
  });

  it('throws nothing but HypervisorError', () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        try {
          splitCommandLine(line);
        } catch (error) {
          expect(error).toHaveProperty('name', 'HypervisorError');
        }
      }),
    );
  });
});
