import { expect, test } from 'vitest';
import { formatOctets, formatTable } from '../../../src-main/shell/cli/table.ts';

test('R66 columns line up, figures to the right, no blanks at the end', () => {
  const rows = [
    ['web', '7', ''],
    ['database', '1200', 'x'],
  ];
  expect(formatTable(['NAME', 'FRAMES', 'NOTE'], rows, '')).toBe(
    ['NAME      FRAMES  NOTE', 'web            7', 'database    1200  x'].join('\n'),
  );
});

test('nothing that a terminal would obey is printed', () => {
  const text = formatTable(['A'], [['\u001b]0;title\u0007\u009b31m\u202e']], '');
  expect(text).toBe('A\n\ufffd]0;title\ufffd\ufffd31m\ufffd');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 KB'],
  [99_960, '100 KB'],
  [999_900, '1.0 MB'],
  [1.5e13, '15.0 TB'],
  [9.99e17, '999000 TB'],
])('%d octets are %s', (octets, text) => {
  expect(formatOctets(octets)).toBe(text);
});
