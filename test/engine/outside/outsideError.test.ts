import { expect, it } from 'vitest';
import { outsideError } from '../../../src-main/engine/outside/outsideError.ts';

it('an errno alone says nothing about ICMP', () => {
  expect(outsideError('EPERM')).toEqual({
    errno: 'EPERM',
    offender: null,
    type: null,
    code: null,
    mtu: 0,
  });
});
