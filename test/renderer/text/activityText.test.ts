import { expect, it } from 'vitest';
import { dropReasons } from '../../../src-main/engine/wire/drop.ts';
import { activityText } from '../../../src-renderer/text/en/activity.ts';

it('R63 every reason for a drop has plain words', () => {
  const reasons = dropReasons.filter((reason) => reason !== 'none');
  expect(Object.keys(activityText.reason).sort()).toEqual([...reasons].sort());
});
