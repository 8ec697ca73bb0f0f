import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorText, knownErrorCodes } from '../../src-main/contract/errorText.ts';

const root = new URL('../../', import.meta.url).pathname;

/** Codes that are thrown (`new XError('code'`) or told (`{ code: 'code', params`), by file. */
function usedCodes(): [string, string][] {
  return readdirSync(join(root, 'src-main'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = readFileSync(join(root, 'src-main', file), 'utf8');
      const uses = source.matchAll(/new \w+Error\(\s*'(\w+)'|code: '(\w+)',\s*params\b/g);
      return [...uses].map(([, thrown, told]): [string, string] => [(thrown ?? told)!, file]);
    });
}

describe('every error code that the sources use has a sentence', () => {
  test.each([...new Map(usedCodes())])('%s (%s)', (code) => {
    expect(knownErrorCodes).toContain(code);
  });
});

test('parameters are put in; what is missing stays visible', () => {
  expect(errorText({ code: 'vmUnknown', params: { vm: 'Alpha' } })).toContain('“Alpha”');
  expect(errorText({ code: 'vmUnknown', params: {} })).toContain('{vm}');
  expect(errorText({ code: 'neverHeardOf', params: {} })).toContain('neverHeardOf');
});
