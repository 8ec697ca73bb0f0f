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

test('octets have one digit after the point where there is room', () => {
  expect([999, 1000, 99_960].map(formatOctets)).toEqual(['999 B', '1.0 kB', '100 kB']);
});
