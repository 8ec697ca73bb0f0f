import { describe, expect, test } from 'vitest';
import { failure, refusal } from '../../native/lib/privilegeError.ts';
import { errorText } from '../../src-main/contract/sentence.ts';

const ENOENT = 2;
const EACCES = 13;
const EBUSY = 16;
const ENODEV = 19;
const EINVAL = 22;

describe('a privileged act that failed says why, in words', () => {
  test.each([
    [refusal('notCapable', 1, ['open-raw', '1']), 'helperNotCapable'],
    [refusal('configRefused', 22, ['open-packet', 'eth0']), 'helperConfigRefused'],
    [refusal('nicNotAllowed', 1, ['open-packet', 'eth7']), 'nicNotAllowed'],
    [refusal('tapNotAllowed', 1, ['open-tap', 'tap0', '-']), 'tapNotAllowed'],
    [refusal('usage', 22, ['open-tap']), 'helperOutdated'],
    [refusal('failed', ENODEV, ['open-packet', 'eth7']), 'interfaceGone'],
    [failure(ENOENT, ['open-tap', 'pc0', '-']), 'tunMissing'],
    [failure(EACCES, ['open-tap', 'pc0', '-']), 'tunForbidden'],
    [failure(EBUSY, ['open-tap', 'pc0', '-']), 'tapBusy'],
    [failure(ENODEV, ['isolate', 'eth7', 'on']), 'interfaceGone'],
    [failure(EINVAL, ['address', 'pc0', 'x', 'on']), 'privilegedCallFailed'],
  ])('%o: %s', (error, code) => {
    expect(error.code).toBe(code);
    expect(errorText(error.toProblem())).not.toMatch(/[{}]/);
  });

  test('and names what it is about', () => {
    expect(failure(ENODEV, ['redirect', 'pc0', 'eth7', 'on']).params['name']).toBe('pc0, eth7');
    expect(refusal('nicNotAllowed', 1, ['open-packet', 'eth7']).params['name']).toBe('eth7');
  });
});
