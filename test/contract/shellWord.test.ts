import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../src-main/contract/shellWord.ts';

describe('shellWord', () => {
  it('is read back unchanged by sh', () => {
    const given = [
      '',
      'a b',
      `it's`,
      '$HOME',
      '~',
      '*',
      '"',
      '\\',
      'a\nb',
      'é',
      '-m',
      '!x',
      '{a,b}',
    ];
    const script = `for word in ${given.map(shellWord).join(' ')}; do printf '%s\\036' "$word"; done`;
    const output = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
    expect(output.split('\x1e').slice(0, -1)).toEqual(given);
  });
});
