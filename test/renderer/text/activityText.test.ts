import { describe, expect, it } from 'vitest';
import { dropReasons } from '../../../src-main/engine/wire/drop.ts';
import { activityText as german } from '../../../src-renderer/text/de/activity.ts';
import { activityText as english } from '../../../src-renderer/text/en/activity.ts';

const reasons = dropReasons.filter((reason) => reason !== 'none').toSorted();

describe.each([
  ['English', english],
  ['German', german],
])('R63 in %s', (_language, text) => {
  it('every reason for a drop has plain words, and what to do', () => {
    expect(Object.keys(text.reason).sort()).toEqual(reasons);
    expect(Object.keys(text.remedy).sort()).toEqual(reasons);
  });
});
