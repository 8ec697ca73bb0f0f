import { expect, test } from 'vitest';
import type { FindingCode } from '../../src-main/contract/checkText.ts';
import { type ErrorCode, isErrorCode } from '../../src-main/contract/errorText.ts';
import { checkMeaning, errorText, findingText } from '../../src-main/contract/sentence.ts';

test('parameters are put in; what is missing stays visible', () => {
  expect(errorText({ code: 'vmUnknown', params: { vm: 'Alpha' } })).toContain('“Alpha”');
  expect(errorText({ code: 'vmUnknown', params: {} })).toContain('{vm}');
});

test('a finding has its parameters in both sentences', () => {
  const params = { version: '6.2', needed: '7.2' };
  expect(findingText({ code: 'qemuOld', params })).toEqual({
    summary: 'QEMU 6.2 is too old.',
    remedy: 'Install 7.2 or newer.',
  });
});

test.each(['neverHeardOf', 'toString'])('a code of another version is shown itself: %s', (code) => {
  expect(errorText({ code: code as ErrorCode, params: {} })).toContain(code);
  expect(findingText({ code: code as FindingCode, params: {} }).summary).toBe(code);
  expect(checkMeaning(code)).toBe('');
  expect(isErrorCode(code)).toBe(false);
});
