import { expect, it } from 'vitest';
import { refuseStream } from '../../../src-main/engine/outside/refuseStream.ts';
import { FakeOutside } from '../../scenario/fakeOutside.ts';

it('an accepted connection is reset', () => {
  const outside = new FakeOutside();
  refuseStream(outside.accept('192.0.2.1', 5000));
  expect(outside.last.resetByUs).toBe(true);
});
