import { expect, it } from 'vitest';
import { DROP_CODES, Drop, dropReasons } from '../../../src-main/engine/wire/drop.ts';

it('names each code at its own index, so that counters can be an array', () => {
  expect(dropReasons.map((name) => Drop[name])).toEqual(dropReasons.map((_, index) => index));
  expect(DROP_CODES).toBe(dropReasons.length);
  expect(Drop.none).toBe(0);
});
