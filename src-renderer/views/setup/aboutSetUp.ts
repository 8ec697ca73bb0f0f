/** Which of the program's problems the Setup page is the place for. */
import type { Problem } from '../../../src-main/contract/errors.ts';

export const setUpCodes: ReadonlySet<string> = new Set([
  'nativeModuleMissing',
  'helperMissing',
  'helperNotCapable',
  'helperOutdated',
  'helperRefused',
  'notInGroup',
  'tunMissing',
  'tunForbidden',
  'subnetClash',
  'uplinkUnusable',
]);

export function isAboutSetUp({ code }: Problem): boolean {
  return setUpCodes.has(code);
}
