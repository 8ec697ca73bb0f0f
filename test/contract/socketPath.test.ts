import { expect, it } from 'vitest';
import { checkedSocketPath } from '../../src-main/contract/socketPath.ts';

it('accepts 107 octets of path and refuses 108, for any characters', () => {
  const longest = `/${'é'.repeat(53)}`;
  expect(checkedSocketPath(longest)).toBe(longest);
  expect(() => checkedSocketPath(`${longest}x`)).toThrow(
    expect.objectContaining({
      code: 'socketPathTooLong',
      params: { path: `${longest}x`, octets: 108, limit: 107 },
    }),
  );
});
