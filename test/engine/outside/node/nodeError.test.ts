import { expect, it } from 'vitest';
import { nodeError } from '../../../../src-main/engine/outside/node/nodeError.ts';
import { outsideError } from '../../../../src-main/engine/outside/outsideError.ts';

it('an error of Node has its code as errno, or EIO', () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  expect(nodeError(refused)).toEqual(outsideError('ECONNREFUSED'));
  expect(nodeError(new Error('anything'))).toEqual(outsideError('EIO'));
});
