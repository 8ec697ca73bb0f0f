import { expect, it } from 'vitest';
import { createStages } from '../../../../src-main/engine/switch/stages/stageTable.ts';

it('a policy that asks for nothing has no stages, so that its port has no row', () => {
  expect(createStages({})).toEqual([]);
});
