/** Which problems Setup can help with. */
import type { Problem } from '../../../src-main/contract/errors.ts';
import type { ErrorCode } from '../../../src-main/contract/errorText.ts';

const setUpCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
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
